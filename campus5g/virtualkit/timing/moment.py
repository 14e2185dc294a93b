"""When what happens now was meant to happen.

A timer fires a little late. Whoever sends on because something has arrived counts from the time at
which it was due and not from the time at which the process came to it, so that lateness does not
add up along a packet's way.
"""

import time
from collections.abc import Callable
from typing import TypeVar

Item = TypeVar("Item")

_LONGEST_DEBT_S = 0.25
"""A process that has slept for longer does not try to make up for it."""

_due_s: float | None = None


def now_s() -> float:
    """Return the moment on the loop's clock, which is monotonic."""
    return time.monotonic() if _due_s is None else _due_s


def utc_s() -> float:
    """Return the moment as a Unix time."""
    return time.time() if _due_s is None else time.time() - time.monotonic() + _due_s


def happen(due_s: float, action: Callable[[Item], None], item: Item) -> None:
    """Do something as if it were that moment on the loop's clock."""
    global _due_s
    before = _due_s
    _due_s = max(due_s, time.monotonic() - _LONGEST_DEBT_S)
    try:
        action(item)
    finally:
        _due_s = before
