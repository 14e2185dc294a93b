"""Watches folders for saved files (Linux, inotify(7))."""

import ctypes
import os
import select
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

_CLOSE_WRITE, _MOVED_TO, _DELETE = 0x8, 0x80, 0x200
_SAVED = _CLOSE_WRITE | _MOVED_TO | _DELETE

_BUFFER_BYTES = 64 * 1024
# Editors save in several steps: one change, once they are through.
_QUIET_S = 0.15


class FileChanges:
    """Iterates once for each time that files of the folders were saved; closes itself at exit."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._events = self._checked(self._libc.inotify_init1(os.O_CLOEXEC))
        self._ended, self._end = os.pipe()
        for folder in folders:
            self._checked(self._libc.inotify_add_watch(self._events, os.fsencode(folder), _SAVED))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._end)

    def __iter__(self) -> Iterator[None]:
        try:
            while self._wait(None):
                os.read(self._events, _BUFFER_BYTES)
                while self._wait(_QUIET_S):
                    os.read(self._events, _BUFFER_BYTES)
                yield
        finally:
            os.close(self._events)
            os.close(self._ended)

    def _wait(self, seconds: float | None) -> bool:
        """Return whether a file was saved before the timeout or the end."""
        ready, _, _ = select.select([self._events, self._ended], [], [], seconds)
        return self._events in ready and self._ended not in ready

    def _checked(self, result: int) -> int:
        if result < 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))
        return result
