"""A technician reads a load curve and runs a reaction down its ladder, on a phone, in French."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from previews import Previews, assert_fits_and_is_accessible, predict

pytestmark = [pytest.mark.proof, pytest.mark.browser]

FIVE_G_LATE = "Presque rien : l’ordre arrive encore trop tard"


@pytest.fixture(scope="module")
def page(shared_preview: Previews) -> Page:
    return shared_preview("use-cases-energy")


@pytest.fixture(scope="module")
def ladder(page: Page) -> Locator:
    predict(page.locator(".c5x-prediction").nth(2), FIVE_G_LATE)
    return page.locator(".c5x-ladder")


def test_a_longer_step_loses_the_peak(page: Page) -> None:
    predict(page.locator(".c5x-prediction").first, "Un quart de moins : près de 440 kW")
    panel = page.locator(".c5x-panel").first
    advice = panel.locator(".c5x-advice")
    expect(advice).to_contain_text(re.compile(r"588\s+kW au plus haut"))

    panel.get_by_role("slider", name="Pas de lecture").press("End")

    expect(advice).to_contain_text(re.compile(r"434\s+kW au plus haut"))
    expect(advice).to_contain_text("Rien ne dépasse")
    assert_fits_and_is_accessible(page)


def test_a_reaction_is_stepped_by_keyboard_to_its_verdict(ladder: Locator) -> None:
    status = ladder.locator(".c5x-player-told")
    step = ladder.get_by_role("button", name="Avancer")
    expect(status).to_have_text("L’événement vient d’arriver.")

    step.press("Enter")
    expect(status).to_contain_text("2. Décider")
    expect(status).to_contain_text("La limite est passée.")
    while step.get_attribute("aria-disabled") == "false":
        step.press("Enter")

    expect(status).to_have_text("Trop tard, ou trop souvent trop tard.")
    ladder.get_by_role("button", name="Revenir au début").press("Enter")
    expect(status).to_have_text("L’événement vient d’arriver.")


def test_a_reaction_plays_and_can_be_paused(page: Page, ladder: Locator) -> None:
    dot = ladder.locator(".c5x-ladder-dot")
    start = float(dot.get_attribute("cy") or 0)

    ladder.get_by_role("button", name="Lecture").press("Enter")
    page.wait_for_function(
        "start => document.querySelector('.c5x-ladder-dot').cy.baseVal.value > start + 5", arg=start
    )
    ladder.get_by_role("button", name="Pause").press("Enter")

    expect(ladder.get_by_role("button", name="Lecture")).to_be_visible()
    expect(ladder.locator(".c5x-player-told")).to_contain_text("1. Attendre le prochain relevé")


def test_reading_every_minute_is_in_time_and_no_radio_trips_a_protection(
    page: Page, ladder: Locator
) -> None:
    advice = ladder.locator(".c5x-advice")
    interval = ladder.get_by_role("slider", name="Le compteur est relevé toutes les")
    for _ in range(2):
        interval.press("ArrowLeft")
    expect(advice).to_contain_text("À l’heure")

    ladder.get_by_label("Ce qu’il faut faire").select_option(label="Déclencher une protection")
    expect(advice).to_contain_text("Trop tard")
    ladder.get_by_label("Le réseau").select_option(label="Câble (cuivre, fibre)")
    expect(advice).to_contain_text("À l’heure")
    assert_fits_and_is_accessible(page)
