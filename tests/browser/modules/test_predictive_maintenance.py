"""A technician lets a bearing wear, on a phone: by itself, step by step, and without motion."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from previews import Previews, assert_fits_and_is_accessible, predict

pytestmark = [pytest.mark.proof, pytest.mark.browser]


MODULE = "use-cases-predictive-maintenance"


@pytest.fixture(scope="module")
def page(shared_preview: Previews) -> Page:
    return shared_preview(MODULE)


@pytest.fixture(scope="module")
def explorer(page: Page) -> Locator:
    return bearing(page)


def bearing(page: Page) -> Locator:
    """The first explorer, after a guess."""
    predict(page.locator(".c5x-prediction").first, "De moitié")
    found = page.locator(".c5x-explorer").filter(has=page.locator(".c5x-bearing"))
    expect(found.locator(".c5x-advice")).to_contain_text("74")
    return found


def week(explorer: Locator) -> Locator:
    return explorer.get_by_role("slider", name="Depuis le début du défaut")


def test_a_step_is_a_week_and_the_last_week_is_the_end(explorer: Locator) -> None:
    step = explorer.get_by_role("button", name="Avancer")
    step.press("Enter")
    expect(week(explorer)).to_have_attribute("aria-valuetext", "semaine 4")

    week(explorer).press("End")
    expect(week(explorer)).to_have_attribute("aria-valuetext", "semaine 12")
    step.press("Enter")
    expect(week(explorer)).to_have_attribute("aria-valuetext", "semaine 12")
    expect(explorer.locator(".c5x-advice")).to_contain_text("bague extérieure")


def test_a_bearing_wears_by_itself_until_it_is_paused(explorer: Locator) -> None:
    explorer.get_by_role("button", name="Revenir au début").press("Enter")
    expect(explorer.locator(".c5x-advice")).to_contain_text("Roulement sain")
    drawn = explorer.locator(".c5x-turn").get_attribute("x2")

    explorer.get_by_label("Vitesse de lecture").select_option(label="× 2")
    explorer.get_by_role("button", name="Lecture").press("Enter")
    expect(week(explorer)).to_have_attribute("aria-valuetext", re.compile("semaine [1-9]"))
    explorer.get_by_role("button", name="Pause").press("Enter")

    assert explorer.locator(".c5x-turn").get_attribute("x2") != drawn
    expect(explorer.get_by_role("button", name="Lecture")).to_be_visible()


def test_the_learners_machine_has_its_figures_and_its_spectrum(
    page: Page, explorer: Locator
) -> None:
    expect(explorer).to_be_visible()
    drawing = page.get_by_role("img", name=re.compile("Spectre de l’enveloppe"))
    expect(drawing.first).to_be_visible()
    expect(page.get_by_text(re.compile("Votre tirage"))).to_be_visible()

    assert_fits_and_is_accessible(page)


def test_with_less_motion_the_weeks_go_by_and_the_bearing_stays_still(preview: Previews) -> None:
    page = preview(MODULE)
    page.emulate_media(reduced_motion="reduce")
    explorer = bearing(page)
    expect(explorer.get_by_text("le roulement reste immobile")).to_be_visible()
    drawn = explorer.locator(".c5x-turn").get_attribute("x2")

    explorer.get_by_label("Vitesse de lecture").select_option(label="× 2")
    explorer.get_by_role("button", name="Lecture").press("Enter")
    expect(week(explorer)).to_have_attribute("aria-valuetext", "semaine 5")

    assert explorer.locator(".c5x-turn").get_attribute("x2") == drawn
