"""A technician watches a quay, hangs masts and sizes an uplink, on a phone, in French."""

import re

import pytest
from module_pages import guess_everything
from playwright.sync_api import Page, expect
from previews import Previews, assert_fits_and_is_accessible, predict

pytestmark = [pytest.mark.proof, pytest.mark.browser]


@pytest.fixture(scope="module")
def page(shared_preview: Previews) -> Page:
    return shared_preview("use-cases-port-logistics")


def test_the_quay_is_played_stepped_and_set_by_keyboard(page: Page) -> None:
    predict(page.locator(".c5x-prediction").first, "Rien, ou presque")
    quay = page.locator(".c5x-quay").first
    expect(quay.locator(".c5x-advice")).to_contain_text("Les portiques donnent la cadence")
    expect(quay.locator(".c5x-quay-carrier")).to_have_count(10)

    quay.get_by_role("button", name="Avancer").press("Enter")
    expect(quay).to_contain_text(re.compile(r"À 0\s+min\s+10\s+s, réseau en service"))
    quay.get_by_role("button", name="Lecture").press("Enter")
    expect(quay).to_contain_text(re.compile(r"À [1-9]\d*\s+min"))
    quay.get_by_role("button", name="Pause").press("Enter")
    quay.get_by_role("button", name="Revenir au début").press("Enter")
    expect(quay).to_contain_text(re.compile(r"À 0\s+min\s+00\s+s"))

    carriers = quay.get_by_role("slider", name="Cavaliers", exact=True)
    carriers.press("Home")
    expect(quay.locator(".c5x-advice")).to_contain_text("Sans cavalier")
    expect(quay.locator(".c5x-quay-plan")).to_be_hidden()
    carriers.press("End")
    expect(quay.locator(".c5x-advice")).to_contain_text("ne tiennent pas sur ce quai")
    carriers.press("ArrowLeft")
    expect(quay.locator(".c5x-quay-carrier")).to_have_count(16)


def test_masts_and_hours_change_the_plan_and_nothing_overflows(page: Page) -> None:
    predictions = page.locator(".c5x-prediction")
    predict(predictions.nth(2), "Presque rien")
    expect(predictions.nth(2)).to_contain_text("Bien vu.")
    yard = page.locator(".c5x-yard")
    advice = yard.locator(".c5x-advice")
    expect(advice).to_contain_text(re.compile(r"À 3\s+h, quai vide\s+: 86\s+% du quai bon"))
    yard.get_by_role("button", name="Avancer").press("Enter")
    expect(advice).to_contain_text(re.compile(r"À 6\s+h, navire à quai\s+: 0\s+% du quai bon"))
    for mast in ("Autre rive", "Bord ouest", "Bord est"):
        yard.get_by_role("button", name=re.compile(mast)).press("Enter")
    expect(advice).to_contain_text(re.compile(r"Au pire de la journée, 92\s+% du quai"))

    predict(predictions.nth(3), "Presque rien, le temps des photos")
    uplink = page.locator(".c5x-panel").first
    expect(uplink.locator(".c5x-advice")).to_contain_text(re.compile(r"il reste 2,8\s+Mbit/s"))
    uplink.get_by_label("Qui passe").select_option(label="la vidéo dans sa classe, d’abord")
    expect(uplink.locator(".c5x-advice")).to_contain_text("La vidéo garde son débit")
    assert_fits_and_is_accessible(page)


def test_a_quay_without_carriers_says_what_to_add(preview: Previews) -> None:
    page = preview("use-cases-port-logistics", language="en")
    guess_everything(page)
    quay = page.locator(".c5x-quay").first

    quay.get_by_role("slider", name="Straddle carriers", exact=True).press("Home")
    quay.get_by_role("slider", name="Quay cranes", exact=True).press("End")

    expect(quay.locator(".c5x-advice")).to_contain_text("Without a carrier the boxes stay")
