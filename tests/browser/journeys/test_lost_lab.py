"""Network, server, kernel or session goes while a learner is in a lab: nothing typed is lost."""

import json
import re

import pytest
from campus_pages import NOTHING_WRONG
from open_lab import BACK_WITHIN_MS, SAYS_WITHIN_MS, OpenLab, learners_page, saved
from playwright.sync_api import Page, Route, expect
from polling import until
from running_site import RunningSite
from site_processes import held_up, kernel_of, server_of
from visitors import Visitors

from campus5g.site.demonstration.cohort import COHORT_ID, LEARNER

pytestmark = [pytest.mark.proof, pytest.mark.browser, pytest.mark.timeout(600)]

CHECK = re.compile("/assignments/validate")
HAND_IN = re.compile("/assignments/submit")
ALIVE = re.compile("/api/status")
# More often than a server that is silent would be waited for.
ANSWERS = 5


@pytest.fixture
def page(visitors: Visitors, site: RunningSite) -> Page:
    return learners_page(visitors, site, width=1366, height=768)


@pytest.fixture
def lab(page: Page) -> OpenLab:
    return OpenLab(page)


def test_what_is_typed_is_saved_while_typing_goes_on(lab: OpenLab, site: RunningSite) -> None:
    lab.type("Écrit en premier.")

    # No pause is as long as the one between two saves.
    lab.page.keyboard.type("# Et encore quelques mots." * 4, delay=100)

    assert "Écrit en premier." in saved(site)


def test_a_lab_says_what_it_has_lost_and_keeps_what_was_typed(
    page: Page, lab: OpenLab, site: RunningSite
) -> None:
    page.context.set_offline(True)
    lab.says("Pas de réponse du site.")
    lab.type("Écrit sans réseau.")
    page.context.set_offline(False)
    lab.says("ce que vous avez écrit est enregistré", BACK_WITHIN_MS)
    assert "Écrit sans réseau." in saved(site)
    lab.runs("Écrit sans réseau.")

    lab.type("Écrit avant la panne.")
    kernel_of(site, LEARNER, "meet-the-kit").kill()
    lab.says("Il va redémarrer automatiquement")
    page.locator(".jp-Dialog").get_by_role("button").click()
    lab.runs("Écrit avant la panne.")

    server_of(site, LEARNER).kill()
    lab.says("Votre espace s’est arrêté")
    lab.type("Écrit sans serveur.")
    page.get_by_role("button", name="Rouvrir mon espace").click()
    lab.says("ce que vous avez écrit est enregistré", BACK_WITHIN_MS)
    assert "Écrit avant la panne." in saved(site)
    assert "Écrit sans serveur." in saved(site)
    lab.runs("Écrit sans serveur.")


def test_an_expired_session_is_told_and_signing_in_again_saves(
    page: Page, lab: OpenLab, site: RunningSite
) -> None:
    page.context.new_page().goto("/hub/logout")
    page.context.clear_cookies()
    lab.type("Écrit sans session.")

    lab.says("Votre session a expiré.")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Me reconnecter").click()
    other = opened.value
    other.locator("#username").fill(LEARNER)
    other.locator("#password").fill(site.sign_ins[LEARNER])
    other.locator("button[type=submit]").click()

    lab.says("ce que vous avez écrit est enregistré", BACK_WITHIN_MS)
    assert "Écrit sans session." in saved(site)
    lab.runs("Écrit sans session.")


def test_a_server_that_hangs_is_noticed_by_anyone_who_types(
    lab: OpenLab, site: RunningSite
) -> None:
    with held_up(server_of(site, LEARNER)):
        lab.type("Écrit sans réponse.")
        lab.says("Pas de réponse de votre espace.")

    lab.says("ce que vous avez écrit est enregistré", BACK_WITHIN_MS)
    assert "Écrit sans réponse." in saved(site)
    lab.runs("Écrit sans réponse.")


def test_check_and_hand_in_end_in_a_sentence_when_the_server_hangs(
    page: Page, lab: OpenLab, site: RunningSite
) -> None:
    before = handed_in(site)

    with held_up(server_of(site, LEARNER)):
        page.locator(".self-check-button").click()
        has_not_checked(page)
        page.locator(".jp-Dialog").get_by_role("button", name="Fermer").click()

        page.locator(".hand-in-button").click()
        has_not_checked(page)
        page.get_by_role("button", name="Rendre maintenant").click()
        tells(page, "#handed-in", "Votre travail est gardé.")

    lab.says("est enregistré", BACK_WITHIN_MS)
    assert handed_in(site) == before


@pytest.mark.usefixtures("lab")
def test_a_check_ends_in_a_sentence_when_the_server_hangs_meanwhile(
    page: Page, site: RunningSite
) -> None:
    server = server_of(site, LEARNER)
    page.route(CHECK, lambda _route: server.suspend())
    try:
        page.locator(".self-check-button").click()
        has_not_checked(page)
    finally:
        server.resume()


@pytest.mark.usefixtures("lab")
def test_a_hand_in_that_takes_long_is_told_as_under_way_until_it_has_arrived(
    page: Page, site: RunningSite
) -> None:
    before = handed_in(site)
    server = server_of(site, LEARNER)

    def hold_up(route: Route) -> None:
        server.suspend()
        route.continue_()

    page.route(HAND_IN, hold_up)
    try:
        hand_in_unchecked(page)
        expect(page.get_by_text("Le travail part toujours")).to_be_visible(timeout=SAYS_WITHIN_MS)
    finally:
        server.resume()

    tells(page, "#handed-in", "Votre travail a été rendu à")
    (_new,) = set(handed_in(site)) - set(before)


def test_when_a_server_ends_while_it_takes_the_work_in_nobody_claims_to_know_whether_it_did(
    page: Page, lab: OpenLab, site: RunningSite
) -> None:
    def end(route: Route) -> None:
        server_of(site, LEARNER).kill()
        route.continue_()

    page.route(HAND_IN, end)
    hand_in_unchecked(page)

    tells(page, ".jp-Dialog", "Toujours pas de confirmation")
    lab.says("Votre espace s’est arrêté")


@pytest.mark.usefixtures("lab")
def test_a_check_takes_the_time_it_needs_while_the_server_answers(page: Page) -> None:
    checks: list[Route] = []
    page.route(CHECK, lambda route: checks.append(route))

    page.locator(".self-check-button").click()
    for _ in range(ANSWERS):
        page.wait_for_event("response", lambda answer: bool(ALIVE.search(answer.url)))
    (check,) = checks
    answer(check, NOTHING_WRONG)

    tells(page, "#self-check", "passe tous les tests visibles")


def test_what_a_browser_had_not_saved_when_it_was_closed_is_put_back(
    page: Page, lab: OpenLab, site: RunningSite
) -> None:
    with held_up(server_of(site, LEARNER)):
        lab.type("Écrit juste avant de partir.")
        lab.keeps("Écrit juste avant de partir.")
        page.close()
    assert "Écrit juste avant de partir." not in saved(site)

    again = OpenLab(page.context.new_page())

    expect(again.page.get_by_text("Ce navigateur l’avait gardé")).to_be_visible()
    typed = again.page.locator(".jp-CodeCell .cm-content", has_text="Écrit juste avant de partir.")
    expect(typed.first).to_be_visible()
    until(lambda: "Écrit juste avant de partir." in saved(site), "what was put back is saved")


def hand_in_unchecked(page: Page) -> None:
    page.route(CHECK, lambda route: answer(route, NOTHING_WRONG))
    page.locator(".hand-in-button").click()
    page.get_by_role("button", name="Rendre maintenant").click()


def answer(route: Route, found: dict[str, object]) -> None:
    route.fulfill(content_type="application/json", body=json.dumps(found))


def has_not_checked(page: Page) -> None:
    tells(page, "#self-check", "La vérification n’a pas eu lieu.")


def tells(page: Page, place: str, words: str) -> None:
    expect(page.locator(place)).to_contain_text(words, timeout=SAYS_WITHIN_MS)


def handed_in(site: RunningSite) -> list[str]:
    inbound = site.data / "exchange" / COHORT_ID / "inbound"
    return sorted(each.name for each in inbound.glob("*"))
