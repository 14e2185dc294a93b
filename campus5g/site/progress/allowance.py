"""How often a learner's server may ask: often enough for a busy page, too seldom to hinder."""

import time
from collections import deque
from collections.abc import Callable

WINDOW_S = 60.0
MOST = 90
"""Requests of one learner within `WINDOW_S`; a busy server sends thirty."""

_MOST_KEYS = 50_000


class Allowance:
    """Counts the requests of each learner, in memory.

    Args:
        clock: seconds that only go forward.
        most: requests of one learner within `WINDOW_S`.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = MOST) -> None:
        self._clock = clock
        self._most = most
        self._made: dict[str, deque[float]] = {}

    def wait_s(self, learner: str) -> float:
        """Count a request and return 0; or return how long to wait before one, in seconds."""
        now = self._clock()
        made = self._made.setdefault(learner, deque(maxlen=self._most))
        if len(made) == self._most and made[0] + WINDOW_S > now:
            return made[0] + WINDOW_S - now
        made.append(now)
        if len(self._made) > _MOST_KEYS:
            self._made = {
                name: times for name, times in self._made.items() if times[-1] + WINDOW_S > now
            }
        return 0.0
