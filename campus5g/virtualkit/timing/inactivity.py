"""Detects inactivity, without setting a timer at each activity."""

import asyncio
from collections.abc import Callable

from campus5g.virtualkit.timing import moment

OVERSLEPT_S = 0.2
"""A timer this late was delayed by the program; what arrived meanwhile is handled first."""


class Activity:
    """Calls back once, after a time without activity.

    Args:
        limit_s: the time without activity.
        silent: called then.
    """

    def __init__(self, limit_s: float, silent: Callable[[], None]) -> None:
        self._limit_s = limit_s
        self._silent = silent
        self._last_s = moment.now_s()
        self._timer = asyncio.get_running_loop().call_later(limit_s, self._look)

    def note(self) -> None:
        """Note an activity."""
        self._last_s = moment.now_s()

    def stop(self) -> None:
        """Cancel the callback."""
        self._timer.cancel()

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        left_s = self._last_s + self._limit_s - moment.now_s()
        if left_s > 0:
            self._timer = loop.call_later(left_s, self._look)
        elif loop.time() - self._timer.when() > OVERSLEPT_S:
            # The program was held up: activity of the meantime may not be noted yet.
            self._timer = loop.call_later(OVERSLEPT_S, self._look)
        else:
            self._silent()
