"""Which network suits a need: what is true of the model, and what the modules say of it."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.essentials.connectivity_map.situations import NEEDS, SituationId
from campus5g.courseware.explorers.essentials.measured_traces.model import MEASURED
from campus5g.courseware.explorers.models import technology
from campus5g.courseware.explorers.models.technology import (
    AXES,
    TECHNOLOGIES,
    Axis,
    Need,
    Power,
    TechnologyId,
    advised,
    assess,
    ranking,
)

NEEDED = st.builds(
    Need,
    rate_kbit_s=st.floats(0.0001, 50_000),
    round_trip_ms=st.floats(1, 60_000),
    devices=st.integers(1, 5000),
    distance_m=st.floats(10, 5000),
    speed_km_h=st.floats(0, 100),
    power=st.sampled_from([Power.MAINS, Power.CHARGED_DAILY, Power.YEARS_ON_A_BATTERY]),
)
FIELDS: dict[Axis, str] = {
    "rate": "rate_kbit_s",
    "delay": "round_trip_ms",
    "devices": "devices",
    "distance": "distance_m",
    "speed": "speed_km_h",
    "power": "power",
}


def more_demanding(need: Need, axis: Axis) -> Need:
    """Ask for twice as much on one axis, for half the delay, or for years on a battery."""
    asked = need.asked(axis)
    if axis == "power":
        return replace(need, power=Power.YEARS_ON_A_BATTERY)
    changed = asked / 2 if axis == "delay" else asked * 2
    if axis == "devices":
        return replace(need, devices=int(changed))
    return replace(need, **{FIELDS[axis]: changed})


def found(network: TechnologyId, need: Need) -> technology.Assessment:
    return assess(next(one for one in TECHNOLOGIES if one.id == network), need)


@given(NEEDED, st.sampled_from(AXES), st.sampled_from(TECHNOLOGIES))
def test_asking_for_more_never_makes_a_network_suit_better(
    need: Need, axis: Axis, network: technology.Technology
) -> None:
    before, after = assess(network, need), assess(network, more_demanding(need, axis))
    for earlier, later in zip(before.scores, after.scores, strict=True):
        assert later <= earlier + 1e-9


@given(NEEDED, st.sampled_from(TECHNOLOGIES))
def test_bad_conditions_never_give_more_than_good_ones(
    need: Need, network: technology.Technology
) -> None:
    here = assess(network, need)
    assert all(here.bad[axis] <= here.good[axis] for axis in AXES)


@given(NEEDED)
def test_every_network_is_ranked_once_and_scored_from_0_to_100(need: Need) -> None:
    ranked = ranking(need)
    assert {one.technology.id for one in ranked} == {one.id for one in TECHNOLOGIES}
    assert len(ranked) == len(TECHNOLOGIES)
    assert all(0 <= score <= 100 for one in ranked for score in one.scores)


@given(NEEDED)
def test_what_is_advised_holds_in_bad_conditions_and_nothing_simpler_suits(need: Need) -> None:
    best = advised(need)
    if best is None:
        assert all(assess(one, need).verdict in ("depends", "fails") for one in TECHNOLOGIES)
    elif best.verdict == "suits":
        simpler = [one for one in TECHNOLOGIES if one.effort < best.technology.effort]
        assert all(assess(one, need).verdict != "suits" for one in simpler)


@given(NEEDED)
def test_a_chain_is_worth_its_weakest_link(need: Need) -> None:
    for one in ranking(need):
        margins = one.good if one.verdict == "fails" else one.bad
        assert margins[one.weakest] == min(margins.values())


@pytest.mark.parametrize(
    ("situation", "network"),
    [
        ("coil-stack", "private-5g"),
        ("vehicle", "private-5g"),
        ("fan", "lorawan"),
        ("trailer", "lte-m-asleep"),
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


def test_no_network_is_certain_to_hold_the_delay_of_a_mobile_emergency_stop() -> None:
    need = NEEDS["stop-button"]
    assert need.round_trip_ms == 2 * 8
    assert advised(need) is None
    wireless = [one for one in ranking(replace(need, speed_km_h=0)) if one.technology.id != "wired"]
    assert all(one.bad["delay"] < 1 for one in wireless)
    assert [one.technology.id for one in wireless if one.good["delay"] >= 1] == ["wifi"]


def test_close_to_the_access_point_wifi_is_enough_behind_the_coils() -> None:
    best = advised(replace(NEEDS["coil-stack"], distance_m=30))
    assert best is not None
    assert best.technology.id == "wifi"


def test_fifty_video_calls_fill_a_private_cell() -> None:
    private = found("private-5g", replace(NEEDS["coil-stack"], devices=50))
    assert math.isinf(private.offer["delay"].good)
    assert private.verdict == "fails"


def test_wifi_carries_about_five_times_the_uplink_of_a_private_cell() -> None:
    ratio = technology.WIFI_CAPACITY_KBIT_S / technology.PRIVATE_CAPACITY_KBIT_S
    assert 5 < ratio < 6


def test_what_stops_wifi_with_the_vehicles_is_distance_not_rate() -> None:
    wifi = found("wifi", NEEDS["vehicle"])
    assert (wifi.verdict, wifi.weakest) == ("fails", "distance")
    assert wifi.bad["rate"] > 1


def test_changing_access_point_at_the_vehicles_speed_depends_on_the_settings() -> None:
    speed = found("wifi", NEEDS["vehicle"]).offer["speed"]
    assert speed.bad < NEEDS["vehicle"].speed_km_h < speed.good


def test_wifi_hears_10_db_better_than_its_standard_asks() -> None:
    # IEEE 802.11 asks for -82 dBm with a noise figure of 10 dB and 5 dB of losses.
    least_asked_dbm = -82
    assert pytest.approx(least_asked_dbm - 10, abs=0.1) == technology.WIFI_SENSITIVITY_DBM


def test_private_5g_reaches_twice_as_far_as_an_access_point() -> None:
    private = found("private-5g", NEEDS["vehicle"]).offer["distance"].bad
    assert round(technology.WIFI_REACH_M) == 95
    assert round(private) == 207


def test_public_and_private_5g_are_level_in_good_conditions_only() -> None:
    public = found("public-5g", NEEDS["vehicle"]).offer["delay"]
    private = found("private-5g", NEEDS["vehicle"]).offer["delay"]
    assert public.good == pytest.approx(private.good, abs=1)
    assert public.bad > 5 * private.bad


def test_round_trips_are_those_measured() -> None:
    measured = {name: one.percentiles_ms[0.99] for name, one in MEASURED.items()}
    assert technology.PRIVATE_P99_MS[1] == measured["private-driving"]
    assert technology.PUBLIC_P99_MS[1] == measured["public-driving"]
    assert (measured["wifi-odin"], measured["wifi-nora"]) == technology.WIFI_P99_MS
    assert measured["lte-standing"] == technology.LTE_P99_MS


def test_lte_m_lasts_for_years_only_if_it_sleeps() -> None:
    asleep, awake = (found(mode, NEEDS["fan"]) for mode in ("lte-m-asleep", "lte-m-awake"))
    assert (asleep.verdict, awake.verdict, awake.weakest) == ("suits", "fails", "power")
    assert asleep.offer["rate"].good < awake.offer["rate"].good
    assert asleep.offer["delay"].good > 50 * awake.offer["delay"].good
