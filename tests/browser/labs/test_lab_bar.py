"""The bar above a lab: the way back, the exercise in front, and nothing that is for others."""

import re

import pytest
from campus_pages import sign_in
from lab_page import notebook_of
from playwright.sync_api import Locator, Page, expect
from previews import assert_accessible
from running_site import RunningSite
from visitors import Visitors

from campus5g.authoring.catalogue import catalogue, find_module
from campus5g.site.demonstration.cohort import COHORT_ID, LEARNER, TRAINER
from campus5g.site.demonstration.demo import LAB

pytestmark = [pytest.mark.proof, pytest.mark.browser]

BAR = "#campus5g-lab-bar"


@pytest.fixture
def bar(page: Page) -> Locator:
    return page.locator(BAR)


def heading(page: Page, title: str) -> Locator:
    return page.locator(".jp-Notebook").get_by_role("heading", name=title, exact=True)


def test_the_bar_says_which_exercise_is_in_front_and_what_can_be_earned(
    page: Page, bar: Locator
) -> None:
    manifest = find_module(LAB, catalogue()).manifest
    exercises = bar.get_by_label("Aller à un exercice").get_by_role("option")
    earned = f"{manifest.points:g} points en tout"
    expect(bar).to_contain_text(re.compile(rf"\d+ exercices · {earned}"))

    expect(exercises.nth(0)).to_have_text("Début de l’atelier")
    expect(exercises.nth(3)).to_have_text(re.compile("^Exercice 3 · "))

    # By the wheel, as a reader does who never clicks into a cell.
    page.locator(".jp-Notebook .jp-Cell").first.hover()
    for _ in range(4):
        page.mouse.wheel(0, 600)
    expect(bar).to_contain_text(re.compile(rf"[1-9]\d* sur \d+ · {earned}"))


def test_an_exercise_is_reached_by_keyboard_and_the_list_keeps_the_focus(
    page: Page, bar: Locator
) -> None:
    choice = bar.get_by_label("Aller à un exercice")
    title = choice.get_by_role("option").nth(4).inner_text()
    choice.focus()

    choice.select_option(title)

    expect(heading(page, title)).to_be_in_viewport()
    expect(bar).to_contain_text("4 sur ")
    expect(choice).to_be_focused()


def test_the_way_back_saves_what_was_written(page: Page, bar: Locator, site: RunningSite) -> None:
    answer = page.locator(".jp-CodeCell .cm-content", has_text="votre code ici").first
    answer.click()
    answer.press("Control+End")
    page.keyboard.insert_text("\n# Avant de partir.")

    bar.get_by_role("link", name="Accueil").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour")
    notebook = notebook_of(site.data, LEARNER, COHORT_ID, LAB)
    assert "# Avant de partir." in notebook.read_text(encoding="utf-8")


def test_the_way_back_stays_in_the_lab_while_the_site_is_gone(page: Page, bar: Locator) -> None:
    way_back, lab = bar.get_by_role("link", name="Accueil"), page.url
    page.context.set_offline(True)

    way_back.click()

    notice = page.locator("#campus5g-connection")
    expect(notice).to_contain_text("Pas de réponse du site.")
    assert page.url == lab
    page.context.set_offline(False)
    expect(notice).not_to_contain_text("Pas de réponse du site.")
    way_back.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour")


def test_on_a_phone_both_buttons_are_there_and_nothing_is_cut(page: Page, bar: Locator) -> None:
    page.set_viewport_size({"width": 360, "height": 740})

    for name in ("Vérifier", "Rendre"):
        expect(bar.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)
    expect(bar.get_by_role("link", name="Accueil")).to_be_in_viewport(ratio=1)
    expect(bar.get_by_label("Aller à un exercice")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("look", ["light", "dark"])
def test_axe_finds_nothing_in_the_bar(page: Page, look: str, visitors: Visitors) -> None:
    page.emulate_media(color_scheme="dark" if look == "dark" else "light")
    expect(page.locator("body")).to_have_attribute(
        "data-jp-theme-light", "false" if look == "dark" else "true"
    )

    for width in (1366, 360):
        page.set_viewport_size({"width": width, "height": 740})
        visitors.picture(page, f"labs/bar-{look}-{width}")
        assert_accessible(page, within=BAR)


@pytest.mark.usefixtures("bar")
def test_debugger_and_cell_counter_are_not_for_a_learner(page: Page) -> None:
    expect(
        page.locator(".jp-DebuggerBugButton, .jp-SideBar [data-id='jp-debugger-sidebar']")
    ).to_have_count(0)
    expect(page.locator("#jp-main-statusbar")).not_to_contain_text("Cellule")


def test_who_has_nothing_to_hand_in_has_the_way_back_alone(
    site: RunningSite, visitors: Visitors
) -> None:
    page = visitors.page(width=1366, height=768)
    sign_in(page, TRAINER, site.sign_ins[TRAINER])
    page.goto(f"/user/{TRAINER}/")

    bar = page.locator(BAR)
    expect(bar.get_by_role("link", name="Accueil")).to_be_visible()
    expect(bar.get_by_role("button")).to_have_count(0)
