"""The progress of reading a capture.

A file is read several times: for its packets, and by tshark for its rows, trees and user plane.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path


class Progress:
    """The current pass over a file, or the last one; may be read from any thread."""

    def __init__(self) -> None:
        self.passes = 0
        """Number of passes started."""
        self.size_bytes = 0
        """Size of the file being read."""
        self._position: Callable[[], int] | None = None

    @property
    def read_bytes(self) -> int:
        """Bytes of the file that have been read."""
        position = self._position
        try:
            return self.size_bytes if position is None else min(position(), self.size_bytes)
        except (OSError, ValueError):
            # The file has just been closed: the pass has ended.
            return self.size_bytes

    def begin(self, size_bytes: int, position: Callable[[], int]) -> None:
        """Start a pass."""
        self._position, self.size_bytes = position, size_bytes
        self.passes += 1

    def end(self) -> None:
        """End the pass."""
        self._position = None


_watched: ContextVar[Progress | None] = ContextVar("watched", default=None)


@contextmanager
def watched() -> Iterator[Progress]:
    """Follow the progress of what is read in a ``with`` block."""
    progress = Progress()
    token = _watched.set(progress)
    try:
        yield progress
    finally:
        _watched.reset(token)


@contextmanager
def one_pass(file: Path, position: Callable[[], int]) -> Iterator[None]:
    """Report a pass over a file during a ``with`` block.

    Args:
        file: the file.
        position: returns how many of its bytes have been read.
    """
    progress = _watched.get()
    if progress is None:
        yield
        return
    progress.begin(file.stat().st_size, position)
    try:
        yield
    finally:
        progress.end()


def position_of(process: int, file: Path) -> int:
    """Return how far another process has read an open file; 0 if it has not opened it."""
    for descriptor in Path(f"/proc/{process}/fd").iterdir():
        if descriptor.exists() and descriptor.samefile(file):
            state = Path(f"/proc/{process}/fdinfo/{descriptor.name}").read_text()
            return int(state.split(maxsplit=2)[1])
    return 0
