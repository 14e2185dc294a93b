"""Flows that expire when idle, and the oldest when there are too many."""

import asyncio
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

MOST_FLOWS = 256
IDLE_LIMIT_S = 60.0

Key = TypeVar("Key", bound=Hashable)


class Flows(Generic[Key]):
    """Flows by key, in order of their last use; a timer runs only while there are any.

    Args:
        drop: called to end a flow.
    """

    def __init__(self, drop: Callable[[Key], None]) -> None:
        self._drop = drop
        self._used_s: dict[Key, float] = {}
        self._timer: asyncio.TimerHandle | None = None

    def touch(self, key: Key) -> None:
        """Record a flow's use."""
        loop = asyncio.get_running_loop()
        self._used_s.pop(key, None)
        self._used_s[key] = loop.time()
        if len(self._used_s) > MOST_FLOWS:
            self._end(next(iter(self._used_s)))
        if self._timer is None:
            self._timer = loop.call_later(IDLE_LIMIT_S, self._sweep)

    def close(self) -> None:
        """End every flow."""
        if self._timer is not None:
            self._timer.cancel()
        for key in list(self._used_s):
            self._end(key)

    def _end(self, key: Key) -> None:
        del self._used_s[key]
        self._drop(key)

    def _sweep(self) -> None:
        self._timer = None
        loop = asyncio.get_running_loop()
        oldest_s = loop.time() - IDLE_LIMIT_S
        for key in [key for key, used_s in self._used_s.items() if used_s <= oldest_s]:
            self._end(key)
        if self._used_s:
            due_s = next(iter(self._used_s.values())) + IDLE_LIMIT_S
            self._timer = loop.call_at(due_s, self._sweep)
