"""A plant manager counts five years, finds the break-even and reads a range, on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect
from previews import Previews, assert_fits_and_is_accessible, predict

pytestmark = [pytest.mark.proof, pytest.mark.browser]


@pytest.fixture(scope="module")
def page(shared_preview: Previews) -> Page:
    return shared_preview("project-business-case")


def test_a_quotation_is_a_third_of_what_is_paid(page: Page) -> None:
    predict(page.locator(".c5x-prediction").first, "Trois fois le devis, ou plus")
    panel = page.locator(".c5x-panel").first
    advice = panel.locator(".c5x-advice")
    expect(advice).to_contain_text(re.compile(r"273\s+k€ sur 5\s+ans"))

    panel.get_by_role("slider", name="Les personnes, par an").press("End")

    expect(advice).to_contain_text(re.compile(r"343\s+k€"))
    assert_fits_and_is_accessible(page)


def test_with_the_public_network_private_5g_is_never_the_cheapest(page: Page) -> None:
    predict(page.locator(".c5x-prediction").nth(1), "De 10 à 50 ha")
    panel = page.locator(".c5x-panel").nth(1)
    advice = panel.locator(".c5x-advice")
    expect(advice).to_contain_text(re.compile(r"à partir de 23\s+ha"))

    panel.get_by_label("Ce qui convient au besoin").select_option(label="les trois réseaux")

    expect(advice).to_contain_text("sur aucune surface")
    assert_fits_and_is_accessible(page)


def test_a_lower_share_due_to_the_network_makes_even_luck_lose(page: Page) -> None:
    predict(page.locator(".c5x-prediction").nth(2), "Un sur quatre ou sur trois")
    panel = page.locator(".c5x-panel").nth(2)
    advice = panel.locator(".c5x-advice")
    expect(advice).to_contain_text("La fourchette passe par zéro")

    panel.get_by_role("slider", name="Part due au réseau").press("ArrowLeft")

    expect(advice).to_contain_text("Même P90 perd")
    assert_fits_and_is_accessible(page)


def test_a_month_of_records_puts_the_cost_of_an_hour_first(page: Page) -> None:
    predict(page.locator(".c5x-prediction").nth(3), "la part due au réseau")
    panel = page.locator(".c5x-panel").nth(3)
    advice = panel.locator(".c5x-advice")
    expect(advice).to_contain_text(re.compile(r"la part due au réseau.*34\s+%"))
    share = panel.get_by_role("slider", name=re.compile("part due au réseau"))

    for _ in range(3):
        share.press("ArrowLeft")

    expect(advice).to_contain_text("Ce qui fait basculer")
    expect(advice).to_contain_text("le coût d’une heure")
    assert_fits_and_is_accessible(page)
