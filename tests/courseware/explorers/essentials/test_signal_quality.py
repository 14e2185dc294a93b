"""Bars, SINR and rate: as the virtual kit measures them, and as the module claims."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.air.channel import Antenna, Channel, Device
from campus5g.courseware.explorers.essentials.bars_and_speed.model import (
    bars,
    noise_dbm,
    rate_mbit_s,
    reception,
    sinr_db,
)
from campus5g.courseware.explorers.essentials.bars_and_speed.view import STRONG, WEAK

LEVELS_DBM = st.floats(-120, -60)


@given(st.floats(1, 200), st.none() | st.floats(-120, -80))
def test_the_sinr_is_the_one_that_the_virtual_kit_measures(
    distance_m: float, interference_dbm: float | None
) -> None:
    channel = Channel(
        frequency_mhz=2600,
        scs_khz=30,
        resource_blocks=106,
        antenna=Antenna(),
        interference_dbm=interference_dbm,
    )
    measured = channel.signal_at((distance_m, 0), Device())
    assert sinr_db(measured.rsrp_dbm, interference_dbm) == pytest.approx(measured.sinr_db)


def test_the_noise_of_a_subcarrier_of_30_khz_is_that_of_a_receiver_9_db_worse_than_ideal() -> None:
    # -174 + 10 log10(30 000) + 9
    assert noise_dbm() == pytest.approx(-120.2, abs=0.05)


@given(LEVELS_DBM, st.floats(-120, -60))
def test_interference_never_helps(level: float, interference: float) -> None:
    alone, disturbed = reception(level), reception(level, interference)
    assert disturbed.sinr_db < alone.sinr_db
    assert disturbed.rate_mbit_s <= alone.rate_mbit_s


@given(LEVELS_DBM, st.floats(-120, -60))
def test_bars_know_nothing_of_interference(level: float, interference: float) -> None:
    assert reception(level, interference).bars == reception(level).bars == bars(level)


@given(st.floats(-5, 29), st.integers(1, 50))
def test_devices_share_the_rate(quality_db: float, devices: int) -> None:
    assert rate_mbit_s(quality_db, devices) == pytest.approx(rate_mbit_s(quality_db) / devices)


# What the module's text claims.


def test_two_bars_without_a_neighbour_are_more_than_five_times_as_fast_as_four_with_one() -> None:
    strong, weak = reception(*STRONG), reception(*WEAK)
    assert (strong.bars, weak.bars) == (4, 2)
    assert (round(strong.sinr_db), round(weak.sinr_db)) == (5, 20)
    assert (round(strong.rate_mbit_s), round(weak.rate_mbit_s)) == (24, 136)


def test_twenty_devices_with_four_bars_get_ten_megabits_each() -> None:
    assert round(reception(-75, None, 20).rate_mbit_s) == 10
