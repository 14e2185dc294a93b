"""Failures, spares and hours lost: by hand, by simulation, by property, and as the module says."""

from dataclasses import replace
from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.project.roadmap.on_call.model import (
    Stock,
    availability,
    chance_of_a_spare,
    chance_of_away,
    down,
    hours_lost,
    missing,
    spares_for,
)

SIX_ANTENNAS = Stock(6, 0.5, 60, 0, 4, 2)
STOCKS = st.builds(
    Stock,
    units=st.integers(1, 80),
    failures_a_year=st.floats(0, 3),
    away_days=st.floats(0, 365),
    spares=st.integers(0, 12),
    answer_h=st.floats(0, 60),
    swap_h=st.floats(0.1, 8),
)


def test_with_one_spare_and_half_a_unit_away_the_shelf_is_full_as_often_as_poisson_says() -> None:
    stock = Stock(1, 1, 182.5, 1, 0, 0)
    assert stock.away == pytest.approx(0.5)
    assert chance_of_a_spare(stock) == pytest.approx(exp(-0.5))
    assert missing(stock) == pytest.approx(0.5 - 1 + exp(-0.5))


def test_without_a_spare_a_failure_waits_for_the_whole_repair() -> None:
    assert down(SIX_ANTENNAS).wait_h == pytest.approx(60 * 24)


def test_what_is_missing_is_what_a_simulation_finds() -> None:
    # Poisson arrivals, 30 days each away, two spares: the time average of units that wait.
    random = np.random.default_rng(5)
    years, rate, days = 40_000, 8.0, 30.0
    failed = np.sort(random.uniform(0, years * 365, random.poisson(rate * years)))
    looked_at = random.uniform(days, years * 365, 200_000)
    away = np.searchsorted(failed, looked_at) - np.searchsorted(failed, looked_at - days)
    simulated = np.maximum(away - 2, 0).mean()
    assert missing(Stock(8, 1, days, 2, 0, 0)) == pytest.approx(simulated, abs=0.005)


@given(STOCKS)
def test_one_more_spare_never_costs_availability(stock: Stock) -> None:
    more = replace(stock, spares=stock.spares + 1)
    assert 0 < availability(stock) <= availability(more) + 1e-12 <= 1 + 1e-11
    assert hours_lost(more) <= hours_lost(stock) + 1e-6


@given(STOCKS)
def test_the_chances_of_units_away_add_up(stock: Stock) -> None:
    total = sum(chance_of_away(stock, count) for count in range(600))
    assert total == pytest.approx(1)
    assert 0 <= chance_of_a_spare(stock) <= 1


def test_nothing_fails_and_nothing_is_lost() -> None:
    never = Stock(6, 0, 60, 0, 4, 2)
    assert availability(never) == 1
    assert down(never).wait_h == 0


def test_an_availability_out_of_reach_of_any_shelf_has_no_answer() -> None:
    assert spares_for(replace(SIX_ANTENNAS, answer_h=60), 0.9999) is None


def test_a_fleet_with_many_away_still_gets_its_number_of_spares() -> None:
    fleet = Stock(80, 2, 180, 0, 0.5, 0.5)
    enough = spares_for(fleet, 0.999)
    assert enough is not None
    assert enough > fleet.away
    assert availability(replace(fleet, spares=enough - 1)) < 0.999


class TestWhatTheModuleSays:
    def test_hours_lost_with_none_to_three_spares(self) -> None:
        lost = [round(hours_lost(replace(SIX_ANTENNAS, spares=each))) for each in range(4)]
        assert lost == [4007, 912, 155, 34]

    def test_with_three_spares_who_answers_makes_201_hours_or_24(self) -> None:
        three = replace(SIX_ANTENNAS, spares=3)
        assert round(hours_lost(replace(three, answer_h=60))) == 201
        assert round(hours_lost(replace(three, answer_h=0.5))) == 24

    def test_without_a_spare_being_on_call_gains_nine_hours(self) -> None:
        assert round(hours_lost(replace(SIX_ANTENNAS, answer_h=0.5))) == 3998

    def test_one_core_with_a_spare_is_down_for_12_hours_almost_half_of_them_waiting(self) -> None:
        found = down(Stock(1, 0.2, 30, 1, 4, 2))
        assert round(found.total_h) == 12
        assert 0.45 < found.wait_h / found.total_h < 0.5

    def test_three_failures_of_six_hours_make_eighteen(self) -> None:
        four = replace(SIX_ANTENNAS, spares=4)
        assert four.failures_of_all * (four.answer_h + four.swap_h) == 18
        assert hours_lost(four) > 18

    def test_99_9_percent_is_nine_hours_a_year(self) -> None:
        assert round(0.001 * 8760) == 9
