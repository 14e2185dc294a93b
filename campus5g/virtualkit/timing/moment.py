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

_due_s: float | None = None


def now_s() -> float:
    """Return the intended time of the current event, on the loop's monotonic clock."""
    return time.monotonic() if _due_s is None else _due_s


def utc_s() -> float:
    """Return the intended time of the current event, as a Unix time."""
    return time.time() if _due_s is None else time.time() - time.monotonic() + _due_s


def happen(due_s: float, action: Callable[[Item], None], item: Item) -> None:
    """Call `action` as if it were that time on the loop's clock."""
    global _due_s
    before = _due_s
    _due_s = max(due_s, time.monotonic() - _LONGEST_DEBT_S)
    try:
        action(item)
    finally:
        _due_s = before
