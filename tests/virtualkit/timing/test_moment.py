"""The intended time of an event, beside a machine that holds the process up."""

from collections.abc import Iterator
from itertools import chain, repeat

import pytest

from campus5g.virtualkit.timing import moment

AHEAD_S = 1_700_000_000.0
"""Unix time is this far ahead of the monotonic clock."""


class Clocks:
    """Both of a process's clocks; before each reading it is held up for the next of these times."""

    def __init__(self, held_up_s: Iterator[float]) -> None:
        self._held_up_s = held_up_s
        self._now_s = 100.0

    def monotonic(self) -> float:
        self._now_s += next(self._held_up_s)
        return self._now_s

    def time(self) -> float:
        return AHEAD_S + self.monotonic()


def ahead_s(monkeypatch: pytest.MonkeyPatch, held_up_s: Iterator[float]) -> float:
    monkeypatch.setattr(moment, "time", Clocks(held_up_s))
    return moment.utc_ahead_s() - AHEAD_S


@pytest.mark.parametrize("reading", range(4))
def test_a_process_held_up_between_two_clocks_does_not_shift_one_against_the_other(
    monkeypatch: pytest.MonkeyPatch, reading: int
) -> None:
    held_up_s = [0.0] * reading + [0.004]

    assert ahead_s(monkeypatch, chain(held_up_s, repeat(0.0))) == pytest.approx(0, abs=20e-6)


def test_a_process_that_is_always_held_up_dates_an_arrival_late_never_early(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert ahead_s(monkeypatch, repeat(0.004)) == pytest.approx(-0.004, abs=1e-6)
