"""A saving against a baseline: a line worked out by hand, and what the module says."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.use_cases.energy.saving_proof.model import (
    apparent_by_chance,
    baseline,
    changes,
    compare,
    network_kwh_week,
)
from campus5g.courseware.explorers.use_cases.energy.steel_load import WeekTotals, steel_year

START = date(2018, 1, 1)


def week(number: int, hours: float, energy_kwh: float) -> WeekTotals:
    return WeekTotals(START + timedelta(weeks=number), energy_kwh, 0.0, hours, 0.0, 0.0)


def works(noise_kwh: float, saved: float, change: int = 20, weeks: int = 28) -> list[WeekTotals]:
    """A works of 2 MWh and 200 kWh an hour that saves a share from a week on."""
    chance = Random(3)  # noqa: S311
    made = []
    for number in range(weeks):
        hours = 50 + 40 * chance.random()
        energy = 2000 + 200 * hours + chance.gauss(0, noise_kwh)
        made.append(week(number, hours, energy * (1 - saved if number >= change else 1)))
    return made


def test_the_baseline_finds_the_line_of_a_works_without_noise() -> None:
    line = baseline(works(0, 0)[:20])
    assert (line.base_kwh, line.per_hour_kwh) == pytest.approx((2000, 200))
    assert line.spread_kwh == pytest.approx(0, abs=1e-6)


def test_the_margin_of_three_points_worked_out_by_hand() -> None:
    # Hours 0, 1, 2 and energies 0, 3, 0: a level line at 1, spread sqrt(6), t(0.975, 1) = 12.706.
    line = baseline([week(0, 0, 0), week(1, 1, 3), week(2, 2, 0)])
    assert (line.base_kwh, line.per_hour_kwh) == pytest.approx((1, 0))
    assert line.spread_kwh == pytest.approx(6**0.5)
    assert line.margin_kwh(1, 1) == pytest.approx(12.7062 * (6 * (1 + 1 / 3)) ** 0.5, rel=1e-4)


@given(st.floats(0.05, 0.5))
def test_a_real_saving_is_found_whatever_the_hours(saved: float) -> None:
    found = compare(works(1.0, saved), 20, 8)
    assert found.saved == pytest.approx(saved, abs=0.01)
    assert found.verdict == "saved"


def test_a_rise_is_called_one() -> None:
    assert compare(works(1.0, -0.2), 20, 8).verdict == "used-more"


def test_a_saving_below_its_uncertainty_is_not_proven() -> None:
    assert compare(works(3000, 0.02), 20, 4).verdict == "not-proven"


def test_the_network_uses_its_watts_for_168_hours() -> None:
    assert network_kwh_week(500, 0, 2) == 84
    assert network_kwh_week(1500, 100, 2) == pytest.approx(285.6)


def test_every_date_that_can_be_compared_has_weeks_on_both_sides() -> None:
    year = steel_year()
    for length in (1, 2, 4, 8):
        for change in changes(year, length):
            assert change >= length
            assert change + length <= len(year)


class TestWhatTheModuleSays:
    YEAR = steel_year()

    def at(self, start: str) -> int:
        return [each.start.isoformat() for each in self.YEAR].index(start)

    def test_at_16_july_12_percent_less_22_fewer_hours_and_6_within_21(self) -> None:
        found = compare(self.YEAR, self.at("2018-07-16"), 4)
        shown = [found.apparent, found.hours, found.saved, found.margin]
        assert [round(100 * each) for each in shown] == [12, -22, 6, 21]
        assert found.verdict == "not-proven"

    def test_per_hour_run_consumption_even_went_up(self) -> None:
        found = compare(self.YEAR, self.at("2018-07-16"), 4)
        assert found.after_kwh / found.after_h > found.before_kwh / found.before_h

    @pytest.mark.parametrize(("start", "fallen"), [("2018-09-03", 21), ("2018-12-03", 25)])
    def test_at_some_dates_more_than_20_percent_could_be_announced(
        self, start: str, fallen: int
    ) -> None:
        assert round(100 * compare(self.YEAR, self.at(start), 4).apparent) == fallen

    def test_8_dates_of_39_fall_by_12_percent_and_17_of_42_over_one_week(self) -> None:
        assert apparent_by_chance(self.YEAR, 4, 0.12) == (8, 39)
        assert apparent_by_chance(self.YEAR, 1, 0.12) == (17, 42)

    def test_over_eight_weeks_the_uncertainty_is_15_percent(self) -> None:
        found = compare(self.YEAR, self.at("2018-07-16"), 8)
        assert round(100 * found.margin) == 15
        assert found.verdict == "not-proven"

    def test_2000_w_and_200_meters_use_403_kwh_a_week(self) -> None:
        assert round(network_kwh_week(2000, 200, 2)) == 403
