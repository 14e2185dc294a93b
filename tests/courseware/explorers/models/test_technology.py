"""Which network suits a need: what is true of the model, and what the modules say of it."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.essentials.technology_map.situations import NEEDS, SituationId
from campus5g.courseware.explorers.models import technology
from campus5g.courseware.explorers.models.technology import (
    AXES,
    TECHNOLOGIES,
    Axis,
    Need,
    TechnologyId,
    advised,
    assess,
    battery_life_years,
    loaded_delay_ms,
    ranking,
)

NEEDED = st.builds(
    Need,
    rate_kbit_s=st.floats(0.0001, 50_000),
    delay_ms=st.floats(1, 60_000),
    devices=st.integers(1, 5000),
    distance_m=st.floats(10, 5000),
    speed_km_h=st.floats(0, 100),
    battery_years=st.floats(0, 20),
)
FIELDS: dict[Axis, str] = {
    "rate": "rate_kbit_s",
    "delay": "delay_ms",
    "devices": "devices",
    "distance": "distance_m",
    "speed": "speed_km_h",
    "battery": "battery_years",
}


def more_demanding(need: Need, axis: Axis) -> Need:
    """Ask for twice as much on one axis, or for half the delay."""
    asked = need.asked(axis)
    changed = asked / 2 if axis == "delay" else asked * 2
    if axis == "devices":
        return replace(need, devices=int(changed))
    return replace(need, **{FIELDS[axis]: changed})


@given(NEEDED, st.sampled_from(AXES), st.sampled_from(TECHNOLOGIES))
def test_asking_for_more_never_makes_a_network_suit_better(
    need: Need, axis: Axis, network: technology.Technology
) -> None:
    before, after = assess(network, need), assess(network, more_demanding(need, axis))
    assert after.score <= before.score + 1e-9


@given(NEEDED)
def test_every_network_is_ranked_once_and_scored_from_0_to_100(need: Need) -> None:
    found = ranking(need)
    assert {one.technology.id for one in found} == {one.id for one in TECHNOLOGIES}
    assert len(found) == len(TECHNOLOGIES)
    assert all(0 <= one.score <= 100 for one in found)


@given(NEEDED)
def test_what_is_advised_does_not_fail_and_nothing_simpler_suits(need: Need) -> None:
    best = advised(need)
    if best is None:
        assert all(assess(one, need).verdict == "fails" for one in TECHNOLOGIES)
    elif best.verdict == "suits":
        simpler = [one for one in TECHNOLOGIES if one.effort < best.technology.effort]
        assert all(assess(one, need).verdict != "suits" for one in simpler)


@given(NEEDED)
def test_a_chain_is_worth_its_weakest_link(need: Need) -> None:
    for found in ranking(need):
        assert found.margins[found.weakest] == min(found.margins.values())


@pytest.mark.parametrize(
    ("situation", "network"),
    [
        ("coil-stack", "private-5g-sa"),
        ("vehicle", "private-5g-sa"),
        ("fan", "lorawan"),
        ("trailer", "lte-m"),
        ("gate", "wired"),
        ("office", "wifi"),
    ],
)
def test_each_situation_of_the_site_has_its_network(
    situation: SituationId, network: TechnologyId
) -> None:
    best = advised(NEEDS[situation])
    assert best is not None
    assert (best.technology.id, best.verdict) == (network, "suits")


def test_no_network_holds_the_delay_of_a_mobile_emergency_stop() -> None:
    need = NEEDS["stop-button"]
    assert advised(need) is None
    wireless = [one for one in ranking(replace(need, speed_km_h=0)) if one.technology.id != "wired"]
    assert all(one.verdict == "fails" for one in wireless)


def test_close_to_the_access_point_wifi_is_enough_behind_the_coils() -> None:
    best = advised(replace(NEEDS["coil-stack"], distance_m=30))
    assert best is not None
    assert best.technology.id == "wifi"


def test_fifty_video_calls_fill_a_private_cell() -> None:
    need = replace(NEEDS["coil-stack"], devices=50)
    private = assess(next(one for one in TECHNOLOGIES if one.id == "private-5g-sa"), need)
    assert math.isinf(private.offer.delay_ms)
    assert private.verdict == "fails"


def test_wifi_carries_about_five_times_the_uplink_of_a_private_cell() -> None:
    ratio = technology.WIFI_CAPACITY_KBIT_S / technology.PRIVATE_CAPACITY_KBIT_S
    assert 4.5 < ratio < 6


def test_what_stops_wifi_with_the_vehicles_is_distance_not_rate() -> None:
    wifi = assess(next(one for one in TECHNOLOGIES if one.id == "wifi"), NEEDS["vehicle"])
    assert wifi.weakest == "distance"
    assert wifi.margins["rate"] > 1


def test_an_access_point_reaches_about_forty_metres_amid_metal() -> None:
    assert round(technology.WIFI_REACH_M) == 41


def test_an_ordinary_5g_modem_empties_two_cells_in_about_a_month() -> None:
    private = next(one for one in TECHNOLOGIES if one.id == "private-5g-sa")
    assert private.offer(NEEDS["fan"]).battery_years * 12 == pytest.approx(1.2, abs=0.3)


def test_the_delay_of_busy_wifi_is_near_the_one_measured() -> None:
    # SSL A-Team, Wi-Fi robot radios: p99 9.7 ms with one module, 108.9 ms with the other.
    assert loaded_delay_ms(technology.WIFI_QUIET_P99_MS, 0.91) == pytest.approx(108.9, rel=0.02)


def test_a_full_network_has_no_bound_on_its_delay() -> None:
    assert math.isinf(loaded_delay_ms(10, 1.0))


def test_nine_watt_hours_last_a_year_at_one_milliwatt() -> None:
    assert battery_life_years(1.0, 0.0, 100) == pytest.approx(1.03, abs=0.01)
