"""From lost messages to stops, set against counting and against what the module says."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.essentials.nines.model import (
    SHIFT_H,
    Listener,
    Losses,
    availability,
    messages,
    stops,
)

RATES = st.floats(1e-6, 0.1)
LISTENERS = st.builds(Listener, st.floats(1, 100), st.floats(0, 500))


def counted_stops(missed_to_stop: int, burst_messages: float, rate: float, sent: int) -> int:
    """Count the runs of losses in a channel that draws lots for each message."""
    chance = Random(5)  # noqa: S311
    begins = rate / burst_messages / (1 - rate)
    lost, run, count = False, 0, 0
    for _ in range(sent):
        lost = chance.random() >= 1 / burst_messages if lost else chance.random() < begins
        run = run + 1 if lost else 0
        count += run == missed_to_stop
    return count


def test_200_ms_at_30_a_second_are_six_messages_and_the_seventh_missed_stops() -> None:
    assert Listener(30, 200).missed_to_stop == 7
    assert Listener(30, 0).missed_to_stop == 1


def test_who_stops_at_the_first_miss_stops_once_a_burst() -> None:
    # 864,000 messages a shift, one in ten thousand lost.
    listener = Listener(30, 0)
    assert messages(listener, SHIFT_H) == 864_000
    assert stops(listener, Losses(1e-4), SHIFT_H) == pytest.approx(86.4, rel=1e-3)


def test_independent_losses_must_follow_each_other_by_chance() -> None:
    assert stops(Listener(10, 100), Losses(0.01), SHIFT_H) == pytest.approx(
        288_000 * 0.99 * 0.01**2
    )


@pytest.mark.parametrize(("survival_ms", "burst_ms"), [(0, 0), (100, 0), (200, 300), (0, 500)])
def test_the_formula_agrees_with_counting(survival_ms: float, burst_ms: float) -> None:
    listener, losses = Listener(10, survival_ms), Losses(0.05, burst_ms)
    sent = 400_000
    expected = stops(listener, losses, sent / listener.messages_per_s / 3600)
    counted = counted_stops(
        listener.missed_to_stop, losses.burst_messages(listener.messages_per_s), losses.rate, sent
    )
    assert counted == pytest.approx(expected, rel=0.08)


@given(LISTENERS, RATES)
def test_a_survival_time_never_makes_more_stops(listener: Listener, rate: float) -> None:
    at_once = Listener(listener.messages_per_s, 0)
    assert stops(listener, Losses(rate), 1) <= stops(at_once, Losses(rate), 1) + 1e-12


@given(LISTENERS, RATES, st.floats(0, 500))
def test_the_service_is_there_between_never_and_always(
    listener: Listener, rate: float, burst_ms: float
) -> None:
    assert 0 <= availability(listener, Losses(rate, burst_ms)) <= 1


@given(LISTENERS, RATES)
def test_without_a_survival_time_the_service_is_there_as_often_as_a_message(
    listener: Listener, rate: float
) -> None:
    at_once = Listener(listener.messages_per_s, 0)
    assert availability(at_once, Losses(rate)) == pytest.approx(1 - rate)


class TestWhatTheModuleSays:
    def test_100_ms_of_survival_end_the_stops_of_losses_one_by_one(self) -> None:
        assert stops(Listener(30, 100), Losses(1e-4), 24 * 365 * 1000) < 1

    def test_in_bursts_of_300_ms_five_a_shift_are_left_even_with_200_ms_of_survival(self) -> None:
        left = stops(Listener(30, 200), Losses(1e-4, 300), SHIFT_H)
        assert left == pytest.approx(4.7, abs=0.1)

    def test_bursts_make_fewer_stops_where_the_first_miss_stops(self) -> None:
        listener = Listener(30, 0)
        assert stops(listener, Losses(1e-4, 300), 8) < stops(listener, Losses(1e-4), 8) / 8
