"""Tells the pages that listen to a vote that something changed there, in this process."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

News = Literal["step", "count"]
"""The trainer went on, which concerns everybody; or a vote or a person came, which is counted."""


class Announcer:
    """Wakes listeners; threads may announce."""

    def __init__(self) -> None:
        self._listening: dict[tuple[int, News], set[asyncio.Event]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_closed = False

    @property
    def is_closed(self) -> bool:
        """Whether the portal is about to end."""
        return self._is_closed

    @contextmanager
    def listening(self, vote: int, *news: News) -> Iterator[asyncio.Event]:
        """Yield an event that is set with each announcement; call it in the event loop."""
        self._loop = asyncio.get_running_loop()
        heard = asyncio.Event()
        for each in news:
            self._listening.setdefault((vote, each), set()).add(heard)
        try:
            yield heard
        finally:
            for each in news:
                others = self._listening[vote, each]
                others.discard(heard)
                if not others:
                    del self._listening[vote, each]

    def announce(self, vote: int, news: News) -> None:
        """Wake those who listen to a vote; without any, nothing happens."""
        self._soon((vote, news))

    def close(self) -> None:
        """End all listening: a server that ends waits for its answers."""
        self._is_closed = True
        self._soon(*self._listening)

    def _soon(self, *places: tuple[int, News]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake, *places)

    def _wake(self, *places: tuple[int, News]) -> None:
        for place in places:
            for heard in self._listening.get(place, ()):
                heard.set()
