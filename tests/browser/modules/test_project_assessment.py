"""A project lead meets the company drawn for them, and completes the whole file, on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect
from previews import Previews, assert_fits_and_is_accessible

pytestmark = [pytest.mark.proof, pytest.mark.browser]


@pytest.fixture(scope="module")
def page(shared_preview: Previews) -> Page:
    return shared_preview("project-assessment")


def test_a_company_is_shown_with_its_survey_and_asked_about(page: Page) -> None:
    expect(page.get_by_role("img", name="Relevé de votre parcours")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile(r"À l’heure, au moins"))).to_be_visible()

    page.get_by_role("button", name="Commencer").press("Enter")

    expect(page.get_by_text(re.compile(r"Question 1 sur 24"))).to_be_visible()
    assert_fits_and_is_accessible(page)


def test_the_whole_file_is_written_warned_about_and_taken_away(page: Page) -> None:
    for part in ("Le besoin", "Le choix", "L’architecture", "Le budget", "La feuille de route"):
        expect(page.get_by_role("heading", name=part, exact=True)).to_be_visible()
    rules = page.get_by_label("Les règles d’arrêt", exact=True)
    field = page.locator(".c5g-file-field", has=rules)

    rules.fill("Si l’essai déçoit le 20 mai, on arrête.")
    rules.press("Tab")

    expect(field.locator("q")).to_have_text("Si l’essai déçoit le 20 mai, on arrête.")
    rules.fill("Si plus de 10 messages sur 1 000 sont en retard, on arrête.")
    rules.press("Tab")
    expect(field.locator("q")).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("button", name="PDF").click()
    assert download.value.suggested_filename == "dossier-de-projet.pdf"
    assert_fits_and_is_accessible(page)
