"""How long something has been silent, without a timer for each thing that happens."""

import asyncio
from collections.abc import Callable

from campus5g.virtualkit.timing import moment

OVERSLEPT_S = 0.2
"""So late a timer was kept by the program itself; what arrived meanwhile is taken first."""


class Activity:
    """Calls once when nothing was noted for a time.

    Args:
        limit_s: the time.
        silent: what is called.
    """

    def __init__(self, limit_s: float, silent: Callable[[], None]) -> None:
        self._limit_s = limit_s
        self._silent = silent
        self._last_s = moment.now_s()
        self._timer = asyncio.get_running_loop().call_later(limit_s, self._look)

    def note(self) -> None:
        """Say that something has happened."""
        self._last_s = moment.now_s()

    def stop(self) -> None:
        """Never call."""
        self._timer.cancel()

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        left_s = self._last_s + self._limit_s - moment.now_s()
        if left_s > 0:
            self._timer = loop.call_later(left_s, self._look)
        elif loop.time() - self._timer.when() > OVERSLEPT_S:
            # The program slept: what was to be noted meanwhile is on its way.
            self._timer = loop.call_later(OVERSLEPT_S, self._look)
        else:
            self._silent()
