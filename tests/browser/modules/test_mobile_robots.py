"""A logistics technician drives a ride, fills a cell and stops a vehicle, on a phone, in French."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from previews import Previews, assert_fits_and_is_accessible, predict

pytestmark = [pytest.mark.proof, pytest.mark.browser]


@pytest.fixture(scope="module")
def page(shared_preview: Previews) -> Page:
    return shared_preview("use-cases-mobile-robots")


def advice_of(explorer: Locator) -> Locator:
    return explorer.locator(".c5x-advice")


def test_a_ride_is_driven_paused_and_read_place_by_place(page: Page) -> None:
    predictions = page.locator(".c5x-prediction")
    predict(predictions.nth(2), "Quatre fois environ")
    expect(predictions.nth(2)).to_contain_text("Bien vu.")
    ride = page.locator(".c5x-ride")
    expect(advice_of(ride)).to_contain_text("s’arrête 4 fois en 55")

    # By the keyboard: the place, then the film.
    place = ride.get_by_role("slider", name="Endroit sur le trajet")
    place.press("ArrowRight")
    expect(ride.locator(".c5x-player-told")).to_contain_text(re.compile(r"de 1 à 2\s+s"))
    place.press("End")
    expect(ride.locator(".c5x-player-told")).to_contain_text("cellule E")
    place.press("Home")
    ride.get_by_role("button", name="Lecture").press("Enter")
    expect(place).not_to_have_value("0")
    ride.get_by_role("button", name="Pause").press("Enter")
    expect(ride.get_by_role("button", name="Lecture")).to_be_visible()

    # By touch: the place under the finger.
    ride.locator(".c5x-ride-plan").click(position={"x": 5, "y": 5})
    expect(place).to_have_value(re.compile(r"^(0|\d\d?)$"))

    ride.get_by_label("Trajet mesuré").select_option(index=2)
    expect(ride).to_contain_text("Une seule cellule")
    ride.get_by_label("Silence toléré par le véhicule").select_option(index=4)
    expect(advice_of(ride)).to_contain_text("s’arrête une fois")


def test_a_fleet_fills_the_cell_and_a_vehicle_stops_or_does_not(page: Page) -> None:
    predictions = page.locator(".c5x-prediction")
    predict(predictions.nth(1), "Une dizaine")
    expect(predictions.nth(1)).to_contain_text("Bien vu.")
    fleet = page.locator(".c5x-panel")
    fleet.get_by_role("slider", name="Véhicules dans la cellule").press("End")
    expect(advice_of(fleet)).to_contain_text(re.compile(r"10\s+000\s+véhicules dans une cellule"))

    predict(predictions.nth(0), "Son propre scrutateur laser, à bord")
    stop = page.locator(".c5x-stop").first
    expect(advice_of(stop)).to_contain_text(re.compile(r"s’arrête en 1,6\s+m"))
    stop.get_by_label("Ce qui doit l’arrêter").select_option(index=2)
    expect(advice_of(stop)).to_contain_text("il ne s’arrête pas")
    stop.get_by_role("button", name="Lecture").press("Enter")
    expect(stop.locator(".c5x-player-told")).to_contain_text("il continue")
    stop.get_by_role("slider", name="Silence toléré").press("Home")
    expect(advice_of(stop)).to_contain_text("Vitesse limite ici")
    stop.get_by_role("button", name="Lecture").press("Enter")
    expect(stop.locator(".c5x-player-told")).to_contain_text("arrêté")

    assert_fits_and_is_accessible(page)


def test_who_asked_for_less_motion_stops_a_vehicle_step_by_step(preview: Previews) -> None:
    page = preview("use-cases-mobile-robots")
    page.emulate_media(reduced_motion="reduce")
    predict(page.locator(".c5x-prediction").first, "Son propre scrutateur laser, à bord")
    stop = page.locator(".c5x-stop").first
    stop.get_by_label("Ce qui doit l’arrêter").select_option(index=1)
    expect(advice_of(stop)).to_contain_text(re.compile(r"dont 6\s+cm sans le savoir"))

    step = stop.get_by_role("button", name="Avancer")
    for phase in ("réaction", "freinage", "arrêté"):
        step.press("Enter")
        expect(stop.locator(".c5x-player-told")).to_contain_text(phase)
