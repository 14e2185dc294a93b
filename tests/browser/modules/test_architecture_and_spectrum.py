"""A project lead follows a device, draws a building and reads the fence, on a phone, in French."""

import re

import pytest
from playwright.sync_api import Page, expect
from previews import Previews, assert_fits_and_is_accessible, predict

pytestmark = [pytest.mark.proof, pytest.mark.browser]


@pytest.fixture(scope="module")
def page(shared_preview: Previews) -> Page:
    return shared_preview("project-architecture-and-spectrum")


def test_with_the_fibre_cut_a_device_that_joins_a_hybrid_stops_at_the_fence(page: Page) -> None:
    predict(page.locator(".c5x-prediction").first, "Le réseau à vous, seul")
    plan = page.locator(".c5x-design")
    status = plan.locator(".c5x-player-told")
    plan.get_by_label("Suivre").select_option(label="un appareil qui entre")
    plan.get_by_label("La fibre vers l’opérateur").select_option(label="coupée")
    # The plan is drawn again, from the start, once the model has answered.
    expect(plan.locator(".c5x-design-cut")).to_have_count(1)
    # Carrier, antenna and server, as the scenes draw them.
    expect(plan.get_by_role("img").locator(".c5s")).to_have_count(3)

    step = plan.get_by_role("button", name="Avancer")
    step.press("Enter")
    expect(status).to_contain_text("2. antenne")
    step.press("Enter")

    expect(status).to_have_text(re.compile(r"Arrêté à la clôture\s: la fibre est coupée\."))
    assert_fits_and_is_accessible(page)


def test_a_building_is_drawn_by_keyboard_the_antenna_turned_and_the_site_put_in_the_file(
    page: Page,
) -> None:
    predict(page.locator(".c5x-prediction").nth(2), "Doubler la puissance de l’antenne dehors")
    site = page.locator(".c5x-fence")
    advice = site.locator(".c5x-advice")
    expect(advice).to_contain_text(re.compile(r"19\sdB de trop"))

    site.get_by_label("L’antenne choisie regarde").select_option(label="vers la droite")
    expect(advice).to_contain_text(re.compile(r"−94\sdBm"))

    site.get_by_role("button", name="Nouveau contour").press("Enter")
    expect(advice).to_contain_text("Pas encore de bâtiment")
    put = site.get_by_role("button", name="Poser ici")
    put.press("Enter")
    site.get_by_role("slider", name="De gauche à droite").press("End")
    put.press("Enter")
    site.get_by_role("slider", name="De haut en bas").press("End")
    put.press("Enter")

    expect(advice).to_contain_text("Dans le bâtiment, 95")

    page.get_by_role("button", name="Mettre dans mon dossier").press("Enter")

    expect(page.get_by_text("La figure est dans votre dossier.")).to_be_visible()
    assert_fits_and_is_accessible(page)
