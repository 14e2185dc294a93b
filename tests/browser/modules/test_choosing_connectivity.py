"""A workshop's owner asks the same question of nine networks, on a phone, in French."""

import re

import pytest
from playwright.sync_api import Page, expect
from previews import Previews, assert_fits_and_is_accessible, predict

pytestmark = [pytest.mark.proof, pytest.mark.browser]


@pytest.fixture(scope="module")
def page(shared_preview: Previews) -> Page:
    return shared_preview("project-choosing-connectivity")


def test_one_more_access_point_changes_the_answer_and_listening_spends_the_battery(
    page: Page,
) -> None:
    predict(page.locator(".c5x-prediction").first, "5G publique")
    networks = page.locator(".c5x-map")
    advice = networks.locator(".c5x-advice")
    expect(advice).to_contain_text("5G publique")

    for _ in range(2):
        networks.get_by_role("slider", name="Distance").press("ArrowLeft")
    networks.get_by_role("combobox", name="Ce qui est dessiné").select_option(label="Distance")

    expect(advice).to_contain_text("Wi-Fi")
    expect(advice).to_contain_text("sur 9 tiennent")
    expect(networks.locator(".c5x-network")).to_have_count(9)
    assert_fits_and_is_accessible(page)

    predict(page.locator(".c5x-prediction").nth(1), "Plus du tiers de la durée")
    panel = page.locator(".c5x-panel").first
    advice = panel.locator(".c5x-advice")
    expect(advice).to_contain_text(re.compile(r"5,7\s+ans"))

    panel.get_by_role("slider", name="Elle écoute toutes les").press("End")

    expect(advice).to_contain_text(re.compile(r"6,4\s+mois.*écouter"))
    assert_fits_and_is_accessible(page)


def test_one_notch_of_a_weight_makes_a_tie_that_goes_into_the_project_file(page: Page) -> None:
    predict(page.locator(".c5x-prediction").nth(2), "Vers 25 %")
    panel = page.locator(".c5x-panel").nth(1)
    advice = panel.locator(".c5x-advice")
    expect(advice).to_contain_text(re.compile(r"Câble et Wi-Fi.*3,8 sur 5"))

    panel.get_by_role("slider", name="Tient le besoin").press("ArrowRight")

    expect(advice).to_contain_text("Égalité")
    page.get_by_role("button", name="Mettre dans mon dossier").press("Enter")
    expect(page.get_by_text("La figure est dans votre dossier.")).to_be_visible()
    assert_fits_and_is_accessible(page)
