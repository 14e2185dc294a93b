"""A load curve by six steps, against values worked out by hand and what the module says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.use_cases.energy.load_curve.model import (
    PASS_WEIGHTS,
    STEPS_MIN,
    base_kw,
    by_step_kw,
    highest,
    minutes_kw,
    parts,
)
from campus5g.courseware.explorers.use_cases.energy.steel_load import steel_week, steel_year

# A whole hour of quarters at least, so that every step fits.
DAYS = st.lists(st.floats(0, 700), min_size=8, max_size=8).map(np.array)
WEEK = steel_week("2018-03-05")


def test_the_weights_of_a_pass_keep_the_mean() -> None:
    assert sum(PASS_WEIGHTS) / len(PASS_WEIGHTS) == pytest.approx(1)


@given(DAYS, st.sampled_from(STEPS_MIN), st.floats(0, 100))
def test_no_step_changes_the_energy(day: np.ndarray, step_min: int, base: float) -> None:
    energy = by_step_kw(day, step_min, base).sum() * step_min
    assert energy == pytest.approx(day.sum() * 15)


@given(DAYS, st.floats(0, 100))
def test_a_multiple_of_a_step_is_never_higher(day: np.ndarray, base: float) -> None:
    by_step = [round(by_step_kw(day, step, base).max(), 6) for step in (15, 30, 60)]
    assert by_step == sorted(by_step, reverse=True)


def test_the_measured_step_is_as_measured() -> None:
    base = base_kw(WEEK.mean_kw)
    assert by_step_kw(WEEK.mean_kw, 15, base) == pytest.approx(WEEK.mean_kw)


def test_below_the_base_a_quarter_is_steady() -> None:
    assert minutes_kw(np.array([10.0]), 12.0) == pytest.approx(np.full(15, 10.0))


@given(DAYS, st.floats(0, 800))
def test_base_cycle_and_peak_are_all_of_the_energy(day: np.ndarray, subscribed_kw: float) -> None:
    found = parts(day, subscribed_kw)
    assert found.base_kwh + found.cycle_kwh + found.peak_kwh == pytest.approx(day.sum() / 4)
    assert min(found.base_kwh, found.peak_kwh) >= 0
    assert found.cycle_kwh >= -1e-9


def test_parts_of_a_curve_worked_out_by_hand() -> None:
    # Ten quarters: nine at 100 kW, one at 300, with 240 subscribed.
    found = parts(np.array([100.0] * 9 + [300.0]), 240)
    assert (found.base_kw, found.over_kw) == (100, 60)
    assert (found.base_kwh, found.peak_kwh, found.cycle_kwh) == (250, 15, 35)


class TestWhatTheModuleSays:
    def test_by_the_hour_588_kw_become_434_and_three_overruns_none(self) -> None:
        base = base_kw(WEEK.mean_kw)
        quarter, hour = (highest(WEEK.mean_kw, step, base, 500) for step in (15, 60))
        assert (round(quarter.power_kw), quarter.above) == (588, 3)
        assert (round(hour.power_kw), hour.above) == (434, 0)

    def test_the_highest_moves_from_monday_to_thursday(self) -> None:
        base = base_kw(WEEK.mean_kw)
        quarter, hour = (highest(WEEK.mean_kw, step, base, 500) for step in (15, 60))
        assert [each.starts_min // 1440 for each in (quarter, hour)] == [0, 3]

    def test_the_model_by_the_minute_goes_up_to_1105_kw(self) -> None:
        found = highest(WEEK.mean_kw, 1, base_kw(WEEK.mean_kw), 500)
        assert round(found.power_kw) == 1105

    def test_the_peak_has_a_thousandth_of_the_energy_and_the_base_a_tenth(self) -> None:
        found = parts(WEEK.mean_kw, 500)
        assert [round(100 * share, 1) for share in found.shares] == [10.8, 89.1, 0.1]
        assert (round(found.over_kw), round(found.base_kw)) == (88, 12)

    def test_tan_phi_is_0_45_running_and_0_81_at_rest(self) -> None:
        year = steel_year()
        idle = sum(each.idle_kvarh for each in year), sum(each.idle_kwh for each in year)
        all_of_it = sum(each.reactive_kvarh for each in year), sum(each.energy_kwh for each in year)
        running = [whole - rest for whole, rest in zip(all_of_it, idle, strict=True)]
        assert round(idle[0] / idle[1], 2) == 0.81
        assert round(running[0] / running[1], 2) == 0.45

    def test_the_works_takes_six_times_fewer_kvarh_at_rest(self) -> None:
        idle = sum(each.idle_kvarh for each in steel_year())
        running = sum(each.reactive_kvarh for each in steel_year()) - idle
        assert round(running / idle) == 6
