"""The intended time of the current event.

Timers fire a little late. Code that reacts to an arrival counts from the time at which the arrival
was due, not from when the process got to it, so that delays don't add up along a packet's path.
"""

import time
from collections.abc import Callable
from typing import TypeVar

Item = TypeVar("Item")

_LONGEST_DEBT_S = 0.25
"""A process that was held up for longer doesn't try to catch up."""

_READINGS = 5
_APART_S = 20e-6
"""Two clocks read within this time of each other are taken to be read at once."""

_due_s: float | None = None


def now_s() -> float:
    """Return the intended time of the current event, on the loop's monotonic clock."""
    return time.monotonic() if _due_s is None else _due_s


def utc_s() -> float:
    """Return the intended time of the current event, as a Unix time."""
    return time.time() if _due_s is None else utc_ahead_s() + _due_s


def utc_ahead_s() -> float:
    """Return how far Unix time is ahead of the loop's monotonic clock.

    A process can be held up between reading one clock and the other, so they are read again until
    it was not. If it is held up every time, the loop's clock is the one read late: what is dated by
    the difference seems younger than it is, so that no delay gets shorter than it should be.
    """
    before_s = time.monotonic()
    for _ in range(_READINGS):
        unix_s, after_s = time.time(), time.monotonic()
        if after_s - before_s < _APART_S:
            break
        before_s = after_s
    return unix_s - after_s


def happen(due_s: float, action: Callable[[Item], None], item: Item) -> None:
    """Call `action` as if it were that time on the loop's clock."""
    global _due_s
    before = _due_s
    _due_s = max(due_s, time.monotonic() - _LONGEST_DEBT_S)
    try:
        action(item)
    finally:
        _due_s = before
