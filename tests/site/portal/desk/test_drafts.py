"""What people type into forms stays in their browser until the site has it."""

import datetime

import pytest
from fastapi.testclient import TestClient
from people import Visitor, sign_in
from playwright.sync_api import Locator, Page, Route, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from returned_work import COHORT, LEARNER, MODULE, graded, handed_in

from campus5g.site.folders import SiteFolders
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortRecord
from campus5g.site.records.database import Database
from campus5g.site.teaching.marking import Given, mark

pytestmark = [pytest.mark.proof, pytest.mark.browser]

FIRST_ORDER = "order-essentials-why-5g"
LIST = "Prénom ; Nom\nLéa ; D’Hondt"
FOUND = "Ce que vous aviez écrit a été retrouvé"


def press_in_vain(button: Locator) -> None:
    """Press while the site is away; afterwards it is back."""
    context = button.page.context
    context.set_offline(True)
    button.click()
    button.page.wait_for_url("chrome-error://**")
    context.set_offline(False)


def test_a_trainers_marks_survive_a_site_that_is_away(
    client: TestClient, folders: SiteFolders, page: Page
) -> None:
    handed_in(folders)
    graded(folders)
    copies = f"desk/{COHORT}/modules/{MODULE}/submissions"
    address = Visitor(client, "tina").get(copies).headers["location"].partition("#")[0]
    sign_in(page, "tina")
    comment, points = (
        page.locator("[id='comment.workplace']"),
        page.locator("[id='points.workplace']"),
    )
    page.goto(address)
    points.fill("3")
    comment.fill("Citez le poste et son débit.")

    press_in_vain(page.get_by_role("button", name="Enregistrer", exact=True))
    page.goto(address)

    expect(comment).to_have_value("Citez le poste et son débit.")
    expect(points).to_have_value("3")
    expect(page.get_by_text(FOUND)).to_be_visible()

    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator("[name='comment-was.workplace']")).to_have_value(
        "Citez le poste et son débit."
    )
    expect(page.get_by_text(FOUND)).to_have_count(0)


def test_what_another_trainer_saved_meanwhile_is_not_covered_by_a_draft(
    client: TestClient, folders: SiteFolders, page: Page
) -> None:
    handed_in(folders)
    graded(folders)
    copies = f"desk/{COHORT}/modules/{MODULE}/submissions"
    address = Visitor(client, "tina").get(copies).headers["location"].partition("#")[0]
    sign_in(page, "tina")
    comment = page.locator("[id='comment.workplace']")
    page.goto(address)
    comment.fill("Pas encore")

    mark(folders.cohorts / COHORT, MODULE, LEARNER, {"workplace": Given(4, None, "Très bien.")})
    page.goto(address)

    expect(comment).to_have_value("Très bien.")
    expect(page.get_by_text(FOUND)).to_have_count(0)


def test_the_ticks_of_a_half_day_survive_a_site_that_is_away(
    client: TestClient, page: Page
) -> None:
    sign_in(page, "tina")
    morning = page.locator("[data-drafts$=':morning']")
    ada = morning.get_by_role("checkbox", name="Ada")
    address = f"desk/{COHORT}/attendance"
    page.goto(address)
    ada.check()

    press_in_vain(morning.get_by_role("button", name="Signer", exact=False).first)
    page.goto(address)

    expect(ada).to_be_checked()
    expect(morning.get_by_role("status")).to_contain_text("il reste à le signer")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)


def test_a_new_group_survives_a_site_that_is_away_and_is_not_proposed_again(
    client: TestClient, page: Page
) -> None:
    sign_in(page, "tina")
    title, place, order = (page.locator(f"#{each}") for each in ("title", "place", FIRST_ORDER))
    save = page.get_by_role("button", name="Créer le groupe")
    page.goto("desk/new")
    title.fill("Maintenance, équipe B")
    place.fill("Porte 3")
    page.get_by_label("Modalité").select_option("on-site")
    page.locator("[data-ticks]").first.check()
    order.fill("7")

    press_in_vain(save)
    page.goto("desk/new")

    expect(title).to_have_value("Maintenance, équipe B")
    expect(place).to_have_value("Porte 3")
    expect(page.get_by_label("Modalité")).to_have_value("on-site")
    expect(page.locator("[data-ticks]").first).to_be_checked()
    expect(order).to_have_value("7")
    expect(page.get_by_text(FOUND)).to_be_visible()

    save.click()
    page.wait_for_url("**/desk/maintenance-equipe-b")
    page.goto("desk/new")

    expect(title).to_have_value("")
    expect(page.get_by_text(FOUND)).to_have_count(0)


def test_what_comes_back_to_be_corrected_is_not_saved_and_stays(
    client: TestClient, page: Page
) -> None:
    sign_in(page, "tina")
    place, hours = page.locator("#place"), page.locator("#planned_hours")
    page.goto(f"desk/{COHORT}/settings")
    place.fill("Porte 3")
    hours.fill("sept")
    save = page.get_by_role("button", name="Enregistrer", exact=True)

    save.click()
    expect(page.get_by_role("alert")).to_contain_text("Rien n’est encore enregistré")
    hours.fill("7,5")
    press_in_vain(save)
    page.goto(f"desk/{COHORT}/settings")

    expect(place).to_have_value("Porte 3")
    expect(hours).to_have_value("7,5")

    save.click()
    page.wait_for_url(f"**/desk/{COHORT}")
    page.goto(f"desk/{COHORT}/settings")
    expect(place).to_have_value("Porte 3")
    expect(page.get_by_text(FOUND)).to_have_count(0)


def test_nothing_is_typed_before_the_script_has_come(page: Page) -> None:
    sign_in(page, "tina")
    address, place = f"desk/{COHORT}/settings", page.locator("#place")
    page.goto(address)
    place.fill("Porte 3")
    held: list[Route] = []
    page.route("**/drafts.js", lambda route: held.append(route))
    with page.expect_request("**/drafts.js"):
        page.goto(address, wait_until="commit")

    with pytest.raises(PlaywrightTimeout):
        place.fill("Porte 4", timeout=1000)
    held[0].continue_()

    expect(place).to_have_value("Porte 3")


def test_the_sites_settings_survive_a_site_that_is_away(client: TestClient, page: Page) -> None:
    sign_in(page, "alma")
    name = page.locator("#provider-name")
    save = page.locator("form", has=name).get_by_role("button")
    page.goto("administration/settings")
    name.fill("Organisme du Port")

    press_in_vain(save)
    page.goto("administration/settings")

    expect(name).to_have_value("Organisme du Port")
    expect(page.get_by_text(FOUND)).to_have_count(1)


def test_a_list_of_learners_survives_a_site_that_is_away(client: TestClient, page: Page) -> None:
    sign_in(page, "tina")
    people = page.locator("#people")
    page.goto(f"desk/{COHORT}/learners")
    people.fill(LIST)

    press_in_vain(page.get_by_role("button", name="Voir avant d’inscrire"))
    page.goto(f"desk/{COHORT}/learners")

    expect(people).to_have_value(LIST)
    expect(page.get_by_text(FOUND)).to_be_visible()

    page.get_by_role("button", name="Voir avant d’inscrire").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Inscrire").click()
    page.goto(f"desk/{COHORT}/learners")
    expect(page.get_by_text("D’Hondt").first).to_be_visible()
    expect(people).to_have_value("")


def test_the_dates_of_modules_survive_a_site_that_is_away(client: TestClient, page: Page) -> None:
    sign_in(page, "tina")
    due = page.locator(f"#due-{MODULE}")
    page.goto(f"desk/{COHORT}/schedule")
    due.fill("2027-03-01T12:00")
    page.locator(f"#ticked-{MODULE}").check()

    press_in_vain(page.get_by_role("button", name="Enregistrer les dates"))
    page.goto(f"desk/{COHORT}/schedule")

    expect(due).to_have_value("2027-03-01T12:00")
    expect(page.locator(f"#ticked-{MODULE}")).not_to_be_checked()

    with page.expect_navigation():
        page.get_by_role("button", name="Enregistrer les dates").click()
    page.goto(f"desk/{COHORT}/schedule")
    expect(due).to_have_value("2027-03-01T12:00")
    expect(page.get_by_text(FOUND)).to_have_count(0)


def test_a_learners_opinion_survives_a_site_that_is_away(
    client: TestClient, database: Database, page: Page
) -> None:
    with database.session() as records:
        cohort = records.get_one(CohortRecord, COHORT)
        cohort.starts = cohort.ends = now().date() - datetime.timedelta(days=1)
    sign_in(page, LEARNER)
    address = f"survey/{COHORT}"
    page.goto(address)
    page.get_by_role("radio", name="4").first.check()
    page.get_by_role("textbox").first.fill("Plus de temps au kit.")

    press_in_vain(page.get_by_role("button", name="Envoyer"))
    page.goto(address)

    expect(page.get_by_role("radio", name="4").first).to_be_checked()
    expect(page.get_by_role("textbox").first).to_have_value("Plus de temps au kit.")
