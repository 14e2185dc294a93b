"""A project lead follows a migration, sets a trial and counts spares, on a phone, in French."""

import re

import pytest
from playwright.sync_api import Page, expect
from previews import Previews, assert_fits_and_is_accessible, predict

pytestmark = [pytest.mark.proof, pytest.mark.browser]


@pytest.fixture(scope="module")
def page(shared_preview: Previews) -> Page:
    return shared_preview("project-roadmap")


def test_a_migration_is_followed_week_by_week_played_paused_and_planned_again(page: Page) -> None:
    predict(page.locator(".c5x-prediction").nth(1), "8 semaines, une par zone")
    calendar = page.locator(".c5x-calendar").first
    told = calendar.locator(".c5x-player-told")
    step = calendar.get_by_role("button", name="Avancer")
    for _ in range(4):
        step.press("Enter")
    expect(told).to_contain_text(re.compile(r"Semaine 4\..*Défaut\s! Reviennent à l’ancien\s: 1"))
    assert_fits_and_is_accessible(page)

    play = calendar.get_by_role("button", name="Lecture")
    play.press("Enter")
    expect(told).to_contain_text("Semaine 6.")
    calendar.get_by_role("button", name="Pause").press("Enter")
    expect(play).to_be_visible()

    calendar.get_by_label("Zones de chaque pas suivant").select_option(label="4")
    expect(calendar.locator(".c5x-advice")).to_contain_text("à la semaine 21")
    expect(told).to_contain_text("semaine 0")


def test_a_trial_goes_into_the_file_and_the_first_spare_brings_most_hours_back(page: Page) -> None:
    predict(page.locator(".c5x-prediction").first, "Environ 1 %")
    page.get_by_role("button", name="Mettre dans mon dossier").press("Enter")
    expect(page.get_by_text("La figure est dans votre dossier.")).to_be_visible()

    # The first prediction has been told: the stock's is the third of three.
    predict(page.locator(".c5x-prediction").nth(2), "Un appareil de rechange sur l’étagère")
    spares = page.get_by_role("slider", name="Rechanges sur l’étagère")
    panel = page.locator(".c5x-explorer", has=spares)
    expect(panel.locator(".c5x-advice")).to_contain_text(re.compile(r"4\s007\sh"))

    spares.press("ArrowRight")

    expect(panel.locator(".c5x-advice")).to_contain_text(re.compile(r"912\sh"))
    assert_fits_and_is_accessible(page)
