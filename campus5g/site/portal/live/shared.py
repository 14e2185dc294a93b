"""Pieces that many phones show alike: rendered once for all of them."""

import threading
from collections.abc import Callable

_MOST = 64


class SharedPieces:
    """Remembers the latest piece of each vote, in each language. One object serves all threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._latest: dict[tuple[int, str], tuple[int, str]] = {}

    def of(self, vote: int, language: str, revision: int, render: Callable[[], str]) -> str:
        """Return the piece of a revision; render it if nobody has asked for it yet."""
        with self._lock:
            known = self._latest.get((vote, language))
            if known is not None and known[0] == revision:
                return known[1]
            found = render()
            self._latest.pop((vote, language), None)
            self._latest[vote, language] = revision, found
            if len(self._latest) > _MOST:
                del self._latest[next(iter(self._latest))]
            return found
