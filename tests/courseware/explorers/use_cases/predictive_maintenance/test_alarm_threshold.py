"""A threshold between two bells, set against counting and against what the module says."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.use_cases.predictive_maintenance.alarm_threshold.model import (
    AVERAGED,
    FAULTS_A_YEAR,
    FIGURES,
    MACHINES,
    THRESHOLDS_DB,
    WEEKS_A_YEAR,
    Costs,
    Watch,
    best_threshold_db,
    never_euros,
    year,
)
from campus5g.courseware.explorers.use_cases.predictive_maintenance.worn_machine import WEEKS

STORY = Costs(false_alarm=1500, missed=180_000)
WATCH = Watch("envelope", week=2)

WATCHES = st.builds(
    Watch, st.sampled_from(FIGURES), st.sampled_from(WEEKS[1:]), st.sampled_from(AVERAGED)
)


def cheapest(watch: Watch, costs: Costs) -> int:
    return min(THRESHOLDS_DB, key=lambda each: year(watch, each).euros(costs))


@given(WATCHES, st.sampled_from(THRESHOLDS_DB))
def test_every_fault_is_found_or_missed(watch: Watch, threshold_db: int) -> None:
    found = year(watch, threshold_db)

    assert found.found + found.missed == pytest.approx(FAULTS_A_YEAR)
    assert 0 <= found.false_alarms <= MACHINES * WEEKS_A_YEAR


@given(WATCHES, st.integers(0, 29))
def test_a_higher_threshold_trades_false_alarms_for_missed_faults(
    watch: Watch, threshold_db: int
) -> None:
    low, high = year(watch, threshold_db), year(watch, threshold_db + 1)

    assert high.false_alarms < low.false_alarms
    assert high.missed >= low.missed


def test_the_shares_agree_with_counting() -> None:
    chance = Random(3)  # noqa: S311
    judged = [chance.gauss(0, WATCH.spread_db) > 9 for _ in range(200_000)]

    expected = year(WATCH, 9).false_alarms / (MACHINES * WEEKS_A_YEAR)
    assert sum(judged) / len(judged) == pytest.approx(expected, rel=0.03)


@given(
    st.integers(1, 12),
    st.floats(100, 20_000),
    st.floats(5_000, 600_000),
)
def test_no_threshold_nearby_is_cheaper_than_where_the_bells_cross(
    week: int, false_alarm: float, missed: float
) -> None:
    watch, costs = Watch("envelope", week), Costs(false_alarm, missed)
    best = best_threshold_db(watch, costs)

    for other in (best - 0.5, best + 0.5):
        assert year(watch, best).euros(costs) <= year(watch, other).euros(costs)


class TestWhatTheModuleSays:
    def test_six_decibels_cost_more_than_watching_nothing(self) -> None:
        low = year(WATCH, 6)

        assert round(low.false_alarms, -1) == 490
        assert round(low.euros(STORY), -1) == 743_640
        assert never_euros(STORY) == 540_000

    def test_fourteen_decibels_are_the_cheapest(self) -> None:
        best = year(WATCH, 14)

        assert cheapest(WATCH, STORY) == 14
        assert round(best.false_alarms) == 30
        assert best.missed == pytest.approx(1 / 3, abs=0.01)
        assert best.found == pytest.approx(2.7, abs=0.04)
        assert best.found / 3 == pytest.approx(8 / 9, abs=0.01)
        assert round(best.euros(STORY), -1) == 105_640

    def test_of_a_years_alarms_one_in_twelve_is_true(self) -> None:
        best = year(WATCH, 14)

        assert (best.false_alarms + best.found) / best.found == pytest.approx(12, abs=0.5)

    def test_costs_move_the_threshold(self) -> None:
        assert cheapest(WATCH, Costs(15_000, 180_000)) == 18
        assert year(WATCH, 18).missed / 3 == pytest.approx(0.3, abs=0.02)
        assert cheapest(WATCH, Costs(1500, 6_000)) == 20
        assert round(year(WATCH, 20).euros(Costs(1500, 6_000)), -1) == 9_420
        assert cheapest(WATCH, Costs(1500, 540_000)) == 12
        assert round(year(WATCH, 12).false_alarms) == 70

    def test_a_thousand_readings_hardly_improve_on_sixteen(self) -> None:
        bills = {}
        for averaged in (1, 16, 1000):
            watch = Watch("envelope", 2, averaged)
            bills[averaged] = year(watch, cheapest(watch, STORY)).euros(STORY)

        assert round(bills[16], -1) == 51_460
        assert round(bills[1000], -1) == 47_990
        assert bills[1] / bills[16] == pytest.approx(2, abs=0.1)

    def test_no_threshold_pays_for_the_overall_vibration_even_with_a_thousand_readings(
        self,
    ) -> None:
        overall = Watch("overall", 2, 1000)

        assert year(overall, cheapest(overall, STORY)).euros(STORY) > 0.99 * never_euros(STORY)
        assert year(overall, 14).missed == pytest.approx(3, abs=0.02)

    def test_at_no_threshold_at_all_one_sound_machine_in_two_alarms(self) -> None:
        assert year(WATCH, 0).false_alarms == pytest.approx(MACHINES * WEEKS_A_YEAR / 2)
