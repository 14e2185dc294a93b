"""Reactions against their limits: by hand, by property, and as the module says."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.use_cases.energy.reaction_ladder.model import (
    DAY_MS,
    INTERVALS_S,
    NETWORKS,
    TASKS,
    NetworkId,
    TaskId,
    Verdict,
    chain,
    place,
)

RADIOS: list[NetworkId] = [
    "good-5g",
    "weak-5g",
    "lte-m",
    "lte-m-asleep",
    "lorawan",
]


def verdict(task: TaskId, network: NetworkId, interval_s: float = 60) -> Verdict:
    return chain(task, network, interval_s).verdict


@pytest.mark.parametrize(("task", "network"), list(product(TASKS, NETWORKS)))
def test_the_stages_follow_each_other_without_a_gap(task: TaskId, network: NetworkId) -> None:
    found = chain(task, network, 900)
    ends = [0.0, *(stage.ends_ms for stage in found.stages)]
    assert [stage.starts_ms for stage in found.stages] == ends[:-1]
    assert found.ends_ms == ends[-1]


@pytest.mark.parametrize(("task", "network"), list(product(TASKS, NETWORKS)))
def test_reading_more_often_is_never_worse(task: TaskId, network: NetworkId) -> None:
    order: list[Verdict] = ["in-time", "not-sure", "late"]
    found = [order.index(verdict(task, network, interval)) for interval in INTERVALS_S]
    assert found == sorted(found)


def test_in_time_means_that_even_the_longest_chain_is() -> None:
    for task, network, interval_s in product(TASKS, NETWORKS, INTERVALS_S):
        found = chain(task, network, interval_s)
        if found.verdict == "in-time":
            assert found.ends_ms <= found.limit_ms


def test_shaving_over_5g_worked_out_by_hand() -> None:
    # A minute of waiting, 5 s, 28 ms and the rest of a silence of 363 ms, 60 s.
    assert chain("shave", "good-5g", 60).ends_ms == pytest.approx(60_000 + 5000 + 363 + 60_000)


def test_lorawan_does_not_send_more_often_than_its_share_of_the_time() -> None:
    found = chain("bill", "lorawan", 1)
    assert found.interval_s == pytest.approx(100 * 33 * 8 / 5470)


def test_a_report_that_stays_on_the_spot_is_never_in_time() -> None:
    assert chain("bill", "local", 1).verdict == "late"
    assert chain("bill", "local", 1).longest is None


@given(st.floats(0, 2 * DAY_MS), st.floats(0, 2 * DAY_MS))
def test_a_later_time_is_never_higher_on_the_ladder(first: float, second: float) -> None:
    early, late = sorted((first, second))
    assert 0 <= place(early) <= place(late) <= 1


class TestWhatTheModuleSays:
    def test_at_15_min_nobody_shaves_in_time_and_at_1_min_both_do(self) -> None:
        for network in ("good-5g", "lorawan"):
            assert verdict("shave", network, 900) == "late"  # type: ignore[arg-type]
            assert verdict("shave", network, 60) == "in-time"  # type: ignore[arg-type]

    def test_16_min_with_5g_and_31_with_lorawan(self) -> None:
        minutes = [
            round(chain("shave", network, 900).ends_ms / 60_000)  # type: ignore[arg-type]
            for network in ("good-5g", "lorawan")
        ]
        assert minutes == [16, 31]

    @pytest.mark.parametrize("interval_s", INTERVALS_S)
    @pytest.mark.parametrize("network", [*RADIOS, "cable"])
    def test_every_network_counts_for_the_bill(self, network: NetworkId, interval_s: int) -> None:
        assert verdict("bill", network, interval_s) == "in-time"

    def test_the_reserve_takes_11_s_over_good_5g_and_19_over_weak(self) -> None:
        seconds = [
            round(chain("reserve", network, 60).ends_ms / 1000)  # type: ignore[arg-type]
            for network in ("good-5g", "weak-5g")
        ]
        assert seconds == [11, 19]
        assert verdict("reserve", "weak-5g") == "in-time"

    def test_lorawan_is_not_sure_for_the_reserve_even_every_10_s(self) -> None:
        assert verdict("reserve", "lorawan", 10) == "not-sure"

    @pytest.mark.parametrize("network", RADIOS)
    def test_no_radio_trips_a_protection_in_time(self, network: NetworkId) -> None:
        assert verdict("trip", network, 1) == "late"
        assert verdict("trip", "cable") == verdict("trip", "local") == "in-time"

    def test_the_limits_are_those_of_regulation_and_standard(self) -> None:
        assert (TASKS["reserve"].limit_ms, TASKS["trip"].limit_ms) == (30_000, 10)
