"""Waiting for programs that do not announce what they have come to."""

import time
from collections.abc import Callable

# What comes back after a crash takes its time on a loaded machine.
WITHIN_S = 120
_AGAIN_S = 0.1


def until(true: Callable[[], object], what: str, within_s: float = WITHIN_S) -> None:
    """Poll until a condition holds.

    Raises:
        AssertionError: it does not come to what is awaited.
    """
    end = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < end, f"It does not come to this: {what}."
        time.sleep(_AGAIN_S)
