"""The pages around the lab: in two languages, by keyboard, on a phone, without the Internet."""

import pytest
from campus_pages import sign_in
from playwright.sync_api import Page, expect
from previews import assert_fits
from running_site import RunningSite
from visitors import Visitors

from campus5g.site.demonstration.cohort import LEARNER

pytestmark = pytest.mark.browser


@pytest.mark.proof
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


@pytest.mark.proof
def test_a_wrong_pass_phrase_is_reported_in_french_and_the_name_stays(visitors: Visitors) -> None:
    page = visitors.page()
    page.goto("/")
    secret = page.get_by_label("Phrase secrète", exact=True)
    page.get_by_label("Identifiant").fill(LEARNER)
    secret.fill("presque")
    # It can be shown before it is sent.
    page.get_by_role("button", name="Afficher la phrase secrète").click()
    expect(secret).to_have_attribute("type", "text")
    page.get_by_role("button", name="Se connecter").click()

    expect(page.get_by_role("alert")).to_contain_text("Identifiant ou phrase secrète inexacts")
    expect(page.get_by_label("Identifiant")).to_have_value(LEARNER)
    expect(secret).to_be_focused()


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


@pytest.mark.proof
def test_pages_fit_a_phone_and_one_that_is_not_there_leads_home(
    site: RunningSite, visitors: Visitors
) -> None:
    page = visitors.page(width=360, height=640)
    page.goto("/")
    assert_fits(page)
    sign_in(page, LEARNER, site.sign_ins[LEARNER])
    assert_fits(page)
    page.goto("/hub/home")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert_fits(page)

    page.goto("/hub/nowhere")

    expect(page.get_by_role("heading")).to_have_text("Cette page n’existe pas")
    assert_fits(page)
    page.get_by_role("link", name="Retour à l’accueil").click()
    expect(page.get_by_role("heading")).to_contain_text("Bonjour")
    assert visitors.strange_requests == []


@pytest.mark.proof
def test_a_learner_closes_the_workspace_and_opens_it_again_without_nbgraders_pages(
    learner: Page, visitors: Visitors
) -> None:
    learner.goto("/hub/home")
    learner.get_by_role("button", name="Fermer mon espace").click()
    expect(learner.get_by_role("button", name="Fermer mon espace")).to_have_count(0)

    learner.get_by_role("link", name="Entrer dans mon espace").click()

    expect(learner.locator(".jp-MarkdownViewer h1")).to_contain_text("Bienvenue")
    expect(learner.locator(".lm-MenuBar-itemLabel").first).to_be_visible()
    expect(learner.locator(".lm-MenuBar-itemLabel").get_by_text("Nbgrader")).to_have_count(0)
    answer = learner.request.get(f"/user/{LEARNER}/formgrader/api/status")
    assert answer.status == 404
    assert visitors.strange_requests == []
