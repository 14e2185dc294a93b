"""A technician follows a packet on a phone: a registration captured live, tunnels, delay."""

import re

import pytest
from playwright.sync_api import Page, expect
from previews import Previews, assert_fits_and_is_accessible, predict

CAPTURED_WITHIN_MS = 180_000

pytestmark = [pytest.mark.proof, pytest.mark.browser]


@pytest.fixture
def page(preview: Previews) -> Page:
    return preview("essentials-journey-of-a-packet")


def test_a_packet_is_followed_from_the_control_room_to_the_crane(page: Page) -> None:
    steps = page.locator(".c5x-registration")
    predict(page.locator(".c5x-prediction").nth(0), "L’antenne")
    steps.scroll_into_view_if_needed()
    live = steps.get_by_text(re.compile("Capturé pour vous"))
    expect(live).to_be_visible(timeout=CAPTURED_WITHIN_MS)
    drawing = steps.get_by_role("img")
    expect(drawing).to_have_accessible_name(re.compile("SIM → Engin → gNB → AMF"))
    # Card, vehicle, antenna and control room, as the scenes draw them.
    expect(drawing.locator(".c5s")).to_have_count(4)

    for _ in range(9):
        steps.get_by_role("button", name="Avancer").press("Enter")
    expect(steps).to_contain_text("STOP CRANE 07")
    forward = steps.get_by_role("button", name="Avancer")
    expect(forward).to_have_attribute("aria-disabled", "true")
    expect(forward).to_be_focused()

    # Another registration conceals the same identity in another way.
    steps.get_by_text("Toutes les étapes, en tableau").press("Enter")
    identity = steps.get_by_role("row", name=re.compile("Identité masquée"))
    before = identity.inner_text().split()[-1]
    steps.get_by_role("button", name="Refaire un enregistrement").press("Enter")
    expect(identity).not_to_contain_text(before, timeout=CAPTURED_WITHIN_MS)

    parcel = page.locator(".c5x-parcel")
    predict(page.locator(".c5x-prediction").nth(1), "Environ 85")
    parcel.get_by_role("button", name="Avancer").click()
    expect(parcel.get_by_role("radio", name=re.compile("N3"))).to_be_checked()
    parcel.get_by_role("button", name="Revenir au début").click()
    parcel.get_by_role("radio", name=re.compile("N3")).press("Space")
    closed = parcel.locator("details.c5x-parcel-box:not([open]) > summary:visible")
    for _ in range(7):
        closed.first.press("Enter")
    expect(parcel).to_contain_text("STOP CRANE 07")

    delay = page.locator(".c5x-time")
    predict(page.locator(".c5x-prediction").nth(2), "À demander la permission d’émettre")
    expect(delay.locator(".c5x-advice")).to_contain_text("permission d’émettre")
    for _ in range(5):
        delay.get_by_role("slider", name="Charge de la cellule").press("ArrowRight")
    expect(delay.locator(".c5x-advice")).to_contain_text("file d’attente")

    assert_fits_and_is_accessible(page)
