"""The report's plots: what they show in words and marks, in the reader's language."""

import pytest

from campus5g import set_language
from campus5g.kit_setup.acceptance.plots import (
    Curve,
    Place,
    draw_bars,
    draw_distribution,
    draw_floor,
    draw_stops,
)

FENCE_M = [(0.0, 0.0), (4.0, 0.0), (4.0, 3.0), (0.0, 3.0)]


@pytest.fixture(autouse=True)
def in_french():
    set_language("fr")
    yield
    set_language(None)


def test_bars_show_their_mark_only_when_it_is_near() -> None:
    assert "≤ 2,5" in draw_bars([1.2, 2.0], 2.5, "essai", "temps (s)")
    assert "≤" not in draw_bars([1.2, 2.0], 15.0, "essai", "temps (s)")


def test_a_distribution_names_each_mark_with_a_decimal_comma() -> None:
    plot = draw_distribution([16.0, 18.5, 21.0], {"p50": 24.5, "p99": 41.0}, "ms", "%")

    assert "p50 ≤ 24,5" in plot
    assert "p99 ≤ 41" in plot


def test_each_stop_curve_has_its_own_name_and_dash() -> None:
    points = [(0.0, 0.4), (0.5, 0.0)]

    plot = draw_stops([Curve("liaison coupée", points), Curve("arrêt", points)], "s", "m/s")

    assert "liaison coupée" in plot
    assert "stroke-dasharray" in plot


def test_a_floor_plan_distinguishes_weak_places_without_colour() -> None:
    places = [Place(1, 1, -80), Place(2, 2, -120)]

    plot = draw_floor(places, FENCE_M, -105, ("assez fort", "trop faible"))

    assert "assez fort" in plot
    assert "trop faible" in plot
    assert "RSRP −120 … −80 dBm" in plot


def test_no_measurements_draw_nothing() -> None:
    assert draw_distribution([], {"p50": 24.0}, "ms", "%") == ""
    assert draw_stops([Curve("liaison coupée", [])], "s", "m/s") == ""


def test_the_same_values_give_the_same_drawing() -> None:
    assert draw_bars([1.0], 2.0, "x", "y") == draw_bars([1.0], 2.0, "x", "y")
