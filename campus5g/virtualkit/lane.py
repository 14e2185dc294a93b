"""Delivery in order, after a delay."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Lane(Generic[Item]):
    """Carries items one way: each arrives after its own delay, none overtakes another."""

    def __init__(self, deliver: Callable[[Item], None]) -> None:
        self._deliver = deliver
        self._underway: deque[Item] = deque()
        self._last_due = 0.0

    def send(self, item: Item, delay_s: float) -> None:
        """Send an item on its way."""
        loop = asyncio.get_running_loop()
        self._last_due = max(self._last_due, loop.time() + delay_s)
        self._underway.append(item)
        loop.call_at(self._last_due, self._arrive)

    def _arrive(self) -> None:
        self._deliver(self._underway.popleft())
