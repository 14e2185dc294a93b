"""Reads files and folders again only when they have changed."""

import threading
import time
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, Generic, TypeVar

Found = TypeVar("Found")

Look = tuple[int, ...] | None
"""The status of a path, its time of change first; None if it does not exist."""

# File systems keep times in steps of a few milliseconds: a file written so recently may be written
# again within the same step.
_SETTLED_NS = 50_000_000


class ReadOnChange(Generic[Found]):
    """Remembers what was read of files and folders. One object serves all threads.

    A folder changes when an entry is added or removed. All callers get the same object: they must
    not change it.

    Args:
        read: reads one or more paths, which may not exist.
        most: readings that are remembered; the oldest is forgotten first.
        look: tells whether something has changed, where it is no path.
    """

    def __init__(
        self,
        read: Callable[..., Found],
        most: int = 4096,
        look: Callable[[Any], Look] | None = None,
    ) -> None:
        self._read = read
        self._most = most
        self._look: Callable[[Any], Look] = look or look_at
        self._lock = threading.Lock()
        self._known: dict[tuple[Hashable, ...], _Reading[Found]] = {}

    def of(self, *paths: Hashable) -> Found:
        """Return what the paths hold now.

        Raises:
            Exception: what reading raises; it is not remembered.
        """
        looks = tuple(map(self._look, paths))
        with self._lock:
            reading = self._known.get(paths)
            if reading is None:
                reading = self._known[paths] = _Reading()
                if len(self._known) > self._most:
                    del self._known[next(iter(self._known))]
        return reading.now(looks, lambda: self._read(*paths))


class _Reading(Generic[Found]):
    """What was read from some paths, and their status before they were read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[tuple[Look, ...], Found] | None = None

    def now(self, looks: tuple[Look, ...], read: Callable[[], Found]) -> Found:
        # Callers that come during a reading wait for it instead of reading again.
        with self._lock:
            if self._kept is not None and self._kept[0] == looks:
                return self._kept[1]
            lately = time.time_ns() - _SETTLED_NS
            found = read()
            settled = all(look is None or look[0] < lately for look in looks)
            self._kept = (looks, found) if settled else None
            return found


def look_at(path: Path) -> Look:
    """Return the status of a path."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino
