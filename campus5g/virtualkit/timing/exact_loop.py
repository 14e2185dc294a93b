"""An event loop whose timers are accurate to tens of microseconds.

The default loop waits in whole milliseconds, the resolution of epoll_wait(2); select(2) has
microseconds.
"""

import asyncio
import select
import selectors
from selectors import SelectorKey


class _ExactSelector(selectors.EpollSelector):
    def select(self, timeout: float | None = None) -> list[tuple[SelectorKey, int]]:
        """Wait for the files in microseconds, then ask epoll which are ready."""
        if timeout is not None and timeout > 0:
            select.select([self.fileno()], [], [], timeout)
            timeout = 0
        return super().select(timeout)


def exact_loop() -> asyncio.AbstractEventLoop:
    """Return a new event loop."""
    return asyncio.SelectorEventLoop(_ExactSelector())
