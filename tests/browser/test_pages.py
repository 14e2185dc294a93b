"""The pages around the lab: in two languages, by keyboard, on a phone, without the Internet."""

import pytest
from playwright.sync_api import Page, expect
from running_site import RunningSite
from visitors import Visitors

from campus5g.site.demonstration.cohort import LEARNER

pytestmark = pytest.mark.browser


@pytest.mark.everything
def test_the_sign_in_page_follows_the_browsers_language_and_can_change_it(
    visitors: Visitors,
) -> None:
    page = visitors.page(locale="en-GB")
    page.goto("/")
    expect(page.get_by_role("heading")).to_have_text("Sign in")

    page.get_by_role("link", name="Français").click()

    expect(page.get_by_role("heading")).to_have_text("Connexion")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.goto("/")
    expect(page.get_by_role("heading")).to_have_text("Connexion")


@pytest.mark.everything
def test_a_wrong_pass_phrase_is_reported_in_french_and_the_name_stays(visitors: Visitors) -> None:
    page = visitors.page()
    page.goto("/")
    page.get_by_label("Identifiant").fill(LEARNER)
    page.get_by_label("Phrase secrète", exact=True).fill("presque")
    page.get_by_role("button", name="Se connecter").click()

    expect(page.get_by_role("alert")).to_contain_text("Identifiant ou phrase secrète inexacts")
    expect(page.get_by_label("Identifiant")).to_have_value(LEARNER)
    expect(page.get_by_label("Phrase secrète", exact=True)).to_be_focused()


def test_a_person_can_sign_in_with_the_keyboard_alone(
    site: RunningSite, visitors: Visitors
) -> None:
    page = visitors.page()
    page.goto("/")
    expect(page.get_by_label("Identifiant")).to_be_focused()

    page.keyboard.type(LEARNER)
    page.keyboard.press("Tab")
    page.keyboard.type(site.sign_ins[LEARNER])
    page.keyboard.press("Enter")

    page.wait_for_url("**/services/portal/")


@pytest.mark.everything
def test_the_pass_phrase_can_be_shown(visitors: Visitors) -> None:
    page = visitors.page()
    page.goto("/")
    secret = page.get_by_label("Phrase secrète", exact=True)
    secret.fill("bodina")

    page.get_by_role("button", name="Afficher la phrase secrète").click()

    expect(secret).to_have_attribute("type", "text")


@pytest.mark.everything
@pytest.mark.parametrize(
    "address", ["/hub/login", "/services/portal/", "/hub/home", "/hub/nowhere"]
)
def test_pages_fit_a_phone(site: RunningSite, visitors: Visitors, address: str) -> None:
    page = visitors.page(width=360, height=640)
    if address != "/hub/login":
        page.goto("/")
        page.locator("#username").fill(LEARNER)
        page.locator("#password").fill(site.sign_ins[LEARNER])
        page.locator("button[type=submit]").click()
        page.wait_for_url("**/services/portal/")

    page.goto(address)

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.everything
def test_nbgraders_own_pages_are_hidden(learner: Page) -> None:
    expect(learner.locator(".lm-MenuBar-itemLabel").get_by_text("Nbgrader")).to_have_count(0)
    answer = learner.request.get(f"/user/{LEARNER}/formgrader/api/status")
    assert answer.status == 404


@pytest.mark.everything
def test_a_learner_closes_and_opens_the_workspace_again(learner: Page) -> None:
    learner.goto("/hub/home")
    learner.get_by_role("button", name="Fermer mon espace").click()
    expect(learner.get_by_role("button", name="Fermer mon espace")).to_have_count(0)

    learner.get_by_role("link", name="Entrer dans mon espace").click()

    expect(learner.locator(".jp-MarkdownViewer h1")).to_contain_text("Bienvenue")


@pytest.mark.everything
def test_an_unknown_address_is_explained_in_french_with_a_link_home(learner: Page) -> None:
    learner.goto("/hub/nowhere")

    expect(learner.get_by_role("heading")).to_have_text("Cette page n’existe pas")
    learner.get_by_role("link", name="Retour à l’accueil").click()
    expect(learner.get_by_role("heading")).to_contain_text("Bonjour")


@pytest.mark.everything
def test_pages_load_nothing_from_other_machines(visitors: Visitors) -> None:
    page = visitors.signed_in(LEARNER)
    page.goto("/hub/home")
    page.goto("/hub/nowhere")

    assert visitors.strange_requests == []
