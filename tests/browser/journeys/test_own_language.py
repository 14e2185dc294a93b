"""A learner reads a module of a French group in English and changes their mind: answers stay."""

import re

import pytest
from campus_pages import choose, has_opened, sign_in
from module_pages import guess_everything
from playwright.sync_api import Page, expect
from previews import assert_fits_and_is_accessible
from running_site import RunningSite
from visitors import Visitors

from campus5g.authoring.catalogue import catalogue, find_module
from campus5g.authoring.notebooks import read_notebook
from campus5g.courseware.editions import language_of
from campus5g.site.demonstration.cohort import COHORT_ID, LEARNER

pytestmark = [pytest.mark.browser, pytest.mark.proof, pytest.mark.timeout(900)]

MODULE, LAB = "essentials-why-5g", "meet-the-kit"
OPENS_WITHIN_MS = 120_000
ANSWER = "Six chariots perdent la liaison sous l’auvent."


@pytest.fixture
def page(visitors: Visitors, site: RunningSite) -> Page:
    page = visitors.page(width=1366, height=768)
    sign_in(page, LEARNER, site.sign_ins[LEARNER])
    return page


def open_module(page: Page, module: str = MODULE) -> None:
    page.goto(f"/services/portal/open/{COHORT_ID}/{module}")


def is_there(page: Page, title: str) -> None:
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(title, timeout=OPENS_WITHIN_MS)
    expect(page.locator(".activity__waiting")).to_have_count(0, timeout=OPENS_WITHIN_MS)


def test_a_module_changes_its_language_and_keeps_what_was_answered(
    site: RunningSite, page: Page
) -> None:
    titles = find_module(MODULE, catalogue()).manifest.title
    open_module(page)
    is_there(page, titles.fr)
    guess_everything(page)
    page.get_by_label("Votre réponse").last.fill(ANSWER)
    expect(page.get_by_text("Enregistré", exact=True)).to_be_visible()
    guessed = page.locator(".c5x-prediction input:checked").count()

    page.get_by_role("link", name="English").click()

    is_there(page, titles.en)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_label("Your answer").last).to_have_value(ANSWER)
    assert page.locator(".c5x-prediction input:checked").count() == guessed
    assert_fits_and_is_accessible(page)
    # The whole site follows, and so does the next module.
    page.get_by_role("link", name=re.compile("back to the home page")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello")

    page.get_by_role("button", name="Français").click()
    open_module(page)
    is_there(page, titles.fr)
    expect(page.get_by_label("Votre réponse").last).to_have_value(ANSWER)


def test_what_is_being_typed_survives_a_change_of_language(page: Page) -> None:
    titles = find_module(MODULE, catalogue()).manifest.title
    open_module(page)
    is_there(page, titles.fr)

    page.get_by_label("Votre réponse").last.fill("Pas encore enregistré.")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("link", name="English").click()

    is_there(page, titles.en)
    expect(page.get_by_label("Your answer").last).to_have_value("Pas encore enregistré.")
    page.get_by_role("link", name="Français").click()
    is_there(page, titles.fr)


def test_a_lab_is_english_for_who_reads_english_menus_included(
    site: RunningSite, page: Page
) -> None:
    page.get_by_role("button", name="English").click()

    open_module(page, LAB)

    notebook = page.locator(".jp-Notebook")
    expect(notebook.locator(".jp-Cell").first).to_be_visible(timeout=OPENS_WITHIN_MS)
    expect(page.locator(".lm-MenuBar-itemLabel").get_by_text("Run", exact=True)).to_be_visible()
    folder = site.data / "homes" / LEARNER / COHORT_ID / LAB
    assert language_of(folder / f"{LAB}.ipynb") == "en"
    code = "\n".join(
        cell.source
        for cell in read_notebook(folder / f"{LAB}.ipynb").cells
        if cell.cell_type == "code"
    )
    assert "fr=" not in code
    expect(page.locator(".jp-DirListing-item", has_text="hints")).to_have_count(0)

    page.goto("/services/portal/")
    page.get_by_role("button", name="Français").click()
    open_module(page, LAB)

    expect(page.locator(".lm-MenuBar-itemLabel").get_by_text("Exécution")).to_be_visible(
        timeout=OPENS_WITHIN_MS
    )
    has_opened(page)
    choose(page, "Affichage", "Apparence")
    # Newer than the language pack of JupyterLab.
    newer = page.locator(".lm-Menu:visible").get_by_text("Afficher la zone du bas", exact=True)
    expect(newer).to_be_visible()
