"""A batch over a day: its overrun and its price, by hand and as the module says."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.use_cases.energy.shift_batch.model import (
    STARTS_H,
    Batch,
    Tariff,
    bill,
    bills,
    cheapest,
    off_peak,
    with_batch,
)
from campus5g.courseware.explorers.use_cases.energy.steel_load import QUARTERS_A_DAY, steel_week

FLAT = np.full(QUARTERS_A_DAY, 100.0)
TARIFF = Tariff(peak_eur_mwh=120, off_peak_eur_mwh=80, over_eur_kw=10, subscribed_kw=600)
BATCHES = st.builds(
    Batch, st.sampled_from(STARTS_H), st.floats(0, 300), st.sampled_from([0.5, 1.0, 2.0, 4.0])
)
WEEK = steel_week("2018-01-08")
DAY = WEEK.day_kw(WEEK.peak // QUARTERS_A_DAY)
BATCH = Batch(start_h=9, power_kw=120, hours=1)


def test_eight_hours_of_the_day_are_off_peak() -> None:
    assert off_peak().sum() / 4 == 8


def test_a_day_worked_out_by_hand() -> None:
    # 100 kW: 1.6 MWh at 120 euros and 0.8 at 80; 50 kW too much at 10.
    found = bill(FLAT, replace(TARIFF, subscribed_kw=50))
    assert found.energy_eur == pytest.approx(1.6 * 120 + 0.8 * 80)
    assert (found.over_kw, found.over_eur) == (50, 500)


@given(BATCHES)
def test_a_batch_adds_its_energy_whenever_it_runs(batch: Batch) -> None:
    added = (with_batch(FLAT, batch) - FLAT).sum() / 4
    assert added == pytest.approx(batch.power_kw * batch.hours)


def test_a_batch_past_midnight_goes_on_at_the_days_beginning() -> None:
    together = with_batch(FLAT, Batch(23, 60, 2))
    assert list(np.flatnonzero(together > 100)) == [0, 1, 2, 3, 92, 93, 94, 95]


@given(BATCHES)
def test_no_start_is_cheaper_than_the_cheapest(batch: Batch) -> None:
    found = bills(DAY, batch, TARIFF)
    _, best = cheapest(found)
    assert best.total_eur <= min(each.total_eur for _, each in found) + 1e-6


def test_the_measured_day_is_left_as_it_is() -> None:
    before = DAY.copy()
    with_batch(DAY, BATCH)
    assert (before == DAY).all()


class TestWhatTheModuleSays:
    def test_65_kw_too_much_at_9_26_at_15_and_none_at_noon(self) -> None:
        by_start = dict(bills(DAY, BATCH, TARIFF))
        assert [round(by_start[start].over_kw) for start in (9.0, 15.0, 12.0)] == [65, 26, 0]

    def test_without_an_overrun_the_night_saves_5_euros_of_648(self) -> None:
        by_start = dict(bills(DAY, BATCH, replace(TARIFF, over_eur_kw=0)))
        by_day, by_night = by_start[9.0].total_eur, by_start[22.0].total_eur
        assert (round(by_day), round(by_day - by_night)) == (648, 5)

    def test_300_kw_for_4_hours_fit_nowhere_by_day(self) -> None:
        by_start = dict(bills(DAY, Batch(9, 300, 4), TARIFF))
        too_much = [start for start in STARTS_H if by_start[start].over_kw > 0]
        assert too_much == [start for start in STARTS_H if 4.5 <= start <= 20.5]

    def test_at_noon_the_line_draws_39_kw_at_most(self) -> None:
        assert round(DAY[48:52].max()) == 39
