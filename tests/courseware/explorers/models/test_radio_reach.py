"""How far a radio reaches, set against the standard's model and published figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.models.lorawan import SPREADING_FACTORS, spreading_factor
from campus5g.courseware.explorers.models.radio_reach import (
    SHADOW_MARGIN_DB,
    noise_dbm,
    path_loss_db,
    reach_m,
)
from campus5g.courseware.explorers.models.uplink_rate import peak_uplink_mbit_s

FREQUENCIES_GHZ = st.floats(0.5, 6)
LOSSES_DB = st.floats(80, 160)


def test_the_path_loss_is_that_of_tr_38_901_at_100_m_and_3_5_ghz() -> None:
    # 22.4 + 35.3 x 2 + 21.3 x log10(3.5) = 22.4 + 70.6 + 11.59
    assert path_loss_db(100, 3.5) == pytest.approx(104.59, abs=0.01)


@given(LOSSES_DB, FREQUENCIES_GHZ)
def test_at_its_reach_a_radio_has_used_up_its_budget_but_for_the_margin(
    loss_db: float, frequency_ghz: float
) -> None:
    distance_m = reach_m(loss_db, frequency_ghz)
    assert path_loss_db(distance_m, frequency_ghz) == pytest.approx(loss_db - SHADOW_MARGIN_DB)


@given(LOSSES_DB, FREQUENCIES_GHZ)
def test_a_higher_frequency_reaches_less_far(loss_db: float, frequency_ghz: float) -> None:
    assert reach_m(loss_db, frequency_ghz * 1.5) < reach_m(loss_db, frequency_ghz)


def test_thermal_noise_of_20_mhz_is_101_dbm_below_one_milliwatt() -> None:
    assert noise_dbm(20, 0) == pytest.approx(-101.0, abs=0.05)


def test_a_100_mhz_carrier_all_uplink_peaks_at_the_rate_of_ts_38_306() -> None:
    assert peak_uplink_mbit_s(273, 1.0) == pytest.approx(469, abs=1)


def test_a_frame_with_one_uplink_slot_of_five_carries_a_fifth() -> None:
    assert peak_uplink_mbit_s(273, 0.2) == pytest.approx(peak_uplink_mbit_s(273, 1.0) / 5)


@given(st.floats(10, 2000))
def test_lorawan_uses_the_fastest_rate_that_is_heard(distance_m: float) -> None:
    chosen = spreading_factor(distance_m)
    faster = [one for one in SPREADING_FACTORS if one.number < chosen.number]
    assert chosen.reach_m >= distance_m
    assert all(one.reach_m < distance_m for one in faster)


def test_a_lorawan_message_takes_more_than_a_second_to_be_confirmed() -> None:
    assert all(factor.delay_ms > 1000 for factor in SPREADING_FACTORS)


def test_a_lorawan_device_may_send_as_much_as_one_per_cent_of_the_time_allows() -> None:
    slowest = SPREADING_FACTORS[-1]
    assert slowest.device_bit_s == pytest.approx(2.5)
