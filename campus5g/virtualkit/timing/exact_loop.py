"""An event loop whose timers are exact to some ten microseconds.

The usual one waits in whole milliseconds, which are those of epoll_wait(2); select(2) knows
microseconds.
"""

import asyncio
import select
import selectors
from selectors import SelectorKey


class _ExactSelector(selectors.EpollSelector):
    def select(self, timeout: float | None = None) -> list[tuple[SelectorKey, int]]:
        """Wait for any of the files with microseconds, then ask epoll which are ready."""
        if timeout is not None and timeout > 0:
            select.select([self.fileno()], [], [], timeout)
            timeout = 0
        return super().select(timeout)


def exact_loop() -> asyncio.AbstractEventLoop:
    """Return a new event loop."""
    return asyncio.SelectorEventLoop(_ExactSelector())
