"""A technician hangs antennas, reads a signal and turns slots, on a phone, in French."""

import re

import pytest
from playwright.sync_api import Page, expect
from previews import Previews, assert_fits_and_is_accessible, predict

pytestmark = [pytest.mark.proof, pytest.mark.browser]


@pytest.fixture(scope="module")
def page(shared_preview: Previews) -> Page:
    return shared_preview("essentials-radio")


def test_antennas_are_hung_by_keyboard_and_by_touch(page: Page) -> None:
    predict(page.locator(".c5x-prediction").first, "Doubler sa puissance")
    hall = page.locator(".c5x-hall").first
    advice = hall.locator(".c5x-advice")
    expect(advice).to_contain_text(re.compile(r"1\s+antenne\s+: 34\s+% du sol bon"))

    hall.get_by_label("Hauteur des antennes").select_option(label="12\N{NO-BREAK SPACE}m")
    expect(advice).to_contain_text(re.compile(r"58\s+% du sol bon"))

    # A second antenna, moved by the arrow keys to where the module says.
    hall.get_by_role("slider", name="Le long de la halle").press("ArrowRight")
    hall.get_by_role("slider", name="Le long de la halle").press("ArrowRight")
    hall.get_by_role("slider", name="En travers").press("ArrowRight")
    hall.get_by_role("slider", name="En travers").press("ArrowRight")
    hall.get_by_role("button", name="Ajouter une antenne").press("Enter")
    expect(hall.get_by_role("button", name="Antenne 2")).to_have_attribute("aria-pressed", "true")
    plan = hall.locator(".c5x-plan")
    box = plan.bounding_box()
    assert box
    unit = box["width"] / (3 * 240 + 40)
    plan.click(position={"x": (20 + 3 * 160) * unit, "y": (20 + 3 * 20) * unit})
    expect(advice).to_contain_text(re.compile(r"2\s+antennes\s+: 94\s+% du sol bon"))

    hall.get_by_text("Les mêmes chiffres, zone par zone").press("Enter")
    expect(hall.get_by_role("rowheader", name="Parc à bobines")).to_be_visible()


def test_signal_and_frame_follow_the_keyboard_and_nothing_overflows(page: Page) -> None:
    predictions = page.locator(".c5x-prediction")
    predict(predictions.nth(1), "B, avec 2 barres")
    expect(predictions.nth(1)).to_contain_text("Bien vu.")
    bars = page.locator(".c5x-bars")
    expect(bars.locator(".c5x-advice")).to_contain_text(re.compile(r"4 barres, SINR 5\s+dB"))
    bars.get_by_role("slider", name="Brouillage").press("Home")
    expect(bars.locator(".c5x-advice")).to_contain_text(re.compile(r"4 barres, SINR 29\s+dB"))

    predict(predictions.nth(2), "Il double")
    frame = page.locator(".c5x-tdd")
    slots = frame.get_by_role("button", name=re.compile("^Créneau"))
    expect(slots).to_have_count(10)
    for slot in (3, 8):
        slots.nth(slot).press("Enter")
        expect(slots.nth(slot)).to_have_accessible_name(re.compile("montant"))
    expect(frame.locator(".c5x-advice")).to_contain_text(re.compile(r"43\s+Mbit/s montants"))
    frame.get_by_role("button", name="Avancer").click()
    expect(frame.locator("[aria-current=step]")).to_have_accessible_name(re.compile("^Créneau 2"))
    expect(frame.locator(".c5x-player-told")).to_contain_text("Créneau 2")
    frame.get_by_label("Partir d’une trame connue").select_option("french")
    expect(frame.locator(".c5x-neighbours")).to_contain_text("Au pas de la trame de référence")

    predict(predictions.nth(3), "Moins du tiers")
    expect(predictions.nth(3)).to_contain_text("Bien vu.")

    assert_fits_and_is_accessible(page)

    # On paper: no buttons of the player, and the slots' letters without their fill.
    page.emulate_media(media="print")
    expect(frame.get_by_role("button", name="Lecture")).to_be_hidden()
    letters = frame.locator(".c5x-slot-U").first
    assert letters.evaluate("slot => getComputedStyle(slot).color") == letters.evaluate(
        "slot => getComputedStyle(slot.closest('.c5x-explorer')).color"
    )
