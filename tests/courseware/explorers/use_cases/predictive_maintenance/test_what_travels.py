"""What vibration sensors send, and which network is enough."""

import math
from itertools import product

import pytest

from campus5g.courseware.explorers.models.lorawan import spreading_factor
from campus5g.courseware.explorers.models.technology import PRIVATE_CAPACITY_KBIT_S
from campus5g.courseware.explorers.use_cases.predictive_maintenance.what_travels.model import (
    CONTENTS,
    DISTANCES_M,
    RATES_HZ,
    SENSORS,
    Content,
    Plan,
    limit,
    simplest,
    verdicts,
)


def plan(content: Content, *, sensors: int = 60, axes: int = 3, battery: bool = False) -> Plan:
    return Plan(content, sensors, axes, rate_hz=25_600, distance_m=100, battery=battery)


EVERY_SETTING = [
    Plan(content, sensors, axes, rate_hz, distance_m, battery)
    for content, sensors, axes, rate_hz, distance_m, battery in product(
        CONTENTS, SENSORS, (1, 2, 3), RATES_HZ, DISTANCES_M, (False, True)
    )
]


@pytest.mark.parametrize("content", CONTENTS)
def test_rates_add_up_over_sensors(content: Content) -> None:
    one, many = plan(content, sensors=1), plan(content, sensors=500)

    assert many.total_bit_s == pytest.approx(500 * one.sensor_bit_s)
    assert many.bytes_a_day == pytest.approx(many.total_bit_s * 10_800)


def test_no_setting_leaves_a_network_without_a_verdict() -> None:
    for each in EVERY_SETTING:
        assert all(not math.isnan(score) for v in verdicts(each).values() for score in v.scores)


def test_a_full_cell_is_short_of_rate_not_of_time() -> None:
    axis, score = limit(verdicts(plan("raw"))["private-5g"])

    # 47 of 74 Mbit/s.
    assert axis == "rate"
    assert score == pytest.approx(50 + 25 * math.log2(46.9 / 73.7), abs=0.1)


def test_no_sensors_send_nothing() -> None:
    assert plan("raw", sensors=0).total_bit_s == 0


@pytest.mark.parametrize("content", CONTENTS)
def test_redcap_never_carries_more_than_full_5g(content: Content) -> None:
    for sensors in SENSORS:
        found = verdicts(plan(content, sensors=sensors))
        assert found["redcap"].offer["rate"].bad <= found["private-5g"].offer["rate"].bad


class TestWhatTheModuleSays:
    def test_what_one_sensor_sends(self) -> None:
        assert plan("raw", axes=1).sensor_bit_s == 409_600
        assert plan("raw").sensor_bit_s == 1_228_800
        assert round(plan("stretch").sensor_bit_s) == 341
        assert plan("spectrum").sensor_bit_s == 64
        assert plan("figure").sensor_bit_s == pytest.approx(0.044, abs=0.001)

    def test_raw_is_28_million_times_a_message_an_hour(self) -> None:
        ratio = plan("raw").sensor_bit_s / plan("figure").sensor_bit_s

        assert round(ratio / 1e6) == 28

    def test_a_cell_carries_24_raw_sensors_and_not_60(self) -> None:
        assert round(plan("raw").total_bit_s / 1e6) == 74
        assert round(PRIVATE_CAPACITY_KBIT_S / 1000) == 47
        assert verdicts(plan("raw", sensors=24))["private-5g"].verdict == "suits"
        assert verdicts(plan("raw"))["private-5g"].verdict == "fails"
        assert simplest(plan("raw")) == "wired"

    def test_lorawan_is_the_simplest_for_a_message_an_hour_even_of_10_000_sensors(self) -> None:
        assert simplest(plan("figure", battery=True)) == "lorawan"
        assert simplest(plan("figure", sensors=10_000, battery=True)) == "lorawan"

    def test_a_spectrum_on_batteries_takes_lte_m(self) -> None:
        found = verdicts(plan("spectrum", battery=True))

        assert simplest(plan("spectrum", battery=True)) == "lte-m-asleep"
        assert round(spreading_factor(100).device_bit_s) == 55
        assert round(1000 * found["lorawan"].offer["rate"].bad) == 19

    def test_5g_is_the_simplest_in_twelve_settings_of_4800(self) -> None:
        chosen = [(each, simplest(each)) for each in EVERY_SETTING]
        best = [each for each, network in chosen if network in ("redcap", "public-5g")]

        assert len(EVERY_SETTING) == 4800
        assert len(best) == 12
        assert "private-5g" not in {network for _, network in chosen}
        assert all(each.content == "raw" and each.sensors > 100 for each in best)
        assert max(each.distance_m for each in best) == 200
        assert max(each.rate_hz for each in best) < 25_600
