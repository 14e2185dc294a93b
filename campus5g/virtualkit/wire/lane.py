"""Delivery in order, after a delay."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from campus5g.virtualkit.timing import moment

Item = TypeVar("Item")

_AT_ONCE_S = 20e-6
"""Items due within this time are delivered at once: a timer would cost more."""


class Lane(Generic[Item]):
    """Delivers items one way and in order, each after its own delay."""

    def __init__(self, deliver: Callable[[Item], None]) -> None:
        self._deliver = deliver
        self._underway: deque[tuple[float, Item]] = deque()
        self._last_due_s = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def send(self, item: Item, delay_s: float) -> None:
        """Send an item."""
        self._last_due_s = max(self._last_due_s, moment.now_s() + delay_s)
        self._underway.append((self._last_due_s, item))
        if self._timer is None:
            self._set_timer()

    def _set_timer(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = loop.call_at(self._underway[0][0], self._arrive)

    def _arrive(self) -> None:
        underway = self._underway
        limit_s = time.monotonic() + _AT_ONCE_S
        try:
            while underway and underway[0][0] <= limit_s:
                due_s, item = underway.popleft()
                moment.happen(due_s, self._deliver, item)
        finally:
            self._timer = None
            if underway:
                self._set_timer()
