"""A project lead fills in a requirement's blanks, on a phone, in French."""

import pytest
from playwright.sync_api import Page, expect
from previews import Previews, assert_fits_and_is_accessible, predict

pytestmark = [pytest.mark.proof, pytest.mark.browser]


@pytest.fixture(scope="module")
def page(shared_preview: Previews) -> Page:
    return shared_preview("project-needs")


def test_filling_in_every_blank_leaves_the_network_that_works(page: Page) -> None:
    predict(page.locator(".c5x-prediction").first, "Les huit")
    panel = page.locator(".c5x-panel").first
    advice = panel.locator(".c5x-advice")
    expect(advice).to_contain_text("8 réseaux sur 8 sont conformes")

    for control in panel.get_by_role("combobox").all():
        last = control.locator("option").last.get_attribute("value")
        control.select_option(value=last)

    expect(advice).to_contain_text("Un seul réseau est conforme")
    assert_fits_and_is_accessible(page)


def test_pictures_within_a_minute_are_too_much_for_a_cell(page: Page) -> None:
    predict(page.locator(".c5x-prediction").nth(1), "Plus de cent fois plus")
    panel = page.locator(".c5x-panel").nth(1)
    panel.get_by_role("slider", name="Heure", exact=True).press("Home")
    for _ in range(6):
        panel.get_by_role("slider", name="Heure", exact=True).press("ArrowRight")

    panel.get_by_role("slider", name="Les photos partent en").press("End")

    expect(panel.locator(".c5x-advice")).to_contain_text("trop, et d’abord ici : quai")


def test_a_wish_of_a_millisecond_leaves_no_network(page: Page) -> None:
    predict(page.locator(".c5x-prediction").nth(3), "Aucun")
    panel = page.locator(".c5x-panel").nth(3)
    advice = panel.locator(".c5x-advice")
    expect(advice).to_contain_text("Wi-Fi")

    panel.get_by_role("slider", name="99 % des réponses en").press("End")

    expect(advice).to_contain_text("Aucun réseau de cette carte")
