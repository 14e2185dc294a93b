"""Temporary folders that end with their process, even when it is killed.

A process holds a lock on its folder, which the kernel releases when the process ends. The process
that makes another folder of the same name first removes those that nobody holds.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
import weakref
from pathlib import Path
from types import TracebackType
from typing import Self


class ProcessFolder:
    """A temporary folder, for its user only; removed on `close`, or by the next one of its name.

    Args:
        name: what it is for; its own name begins with ``campus5g-held-NAME-``.
    """

    def __init__(self, name: str) -> None:
        prefix = f"campus5g-held-{name}-"
        _remove_abandoned(prefix)
        self._folder, lock = _held(prefix)
        self._release = weakref.finalize(self, os.close, lock)

    @property
    def path(self) -> Path:
        """Where it is."""
        return Path(self._folder.name)

    def close(self) -> None:
        """Remove it."""
        self._folder.cleanup()
        self._release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _held(prefix: str) -> tuple["tempfile.TemporaryDirectory[str]", int]:
    """Return a new folder, and the file descriptor that holds its lock."""
    while True:
        folder = tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True)
        # Until it is locked, another process may take it for an abandoned one.
        with contextlib.suppress(FileNotFoundError):
            lock = os.open(folder.name, os.O_RDONLY | os.O_DIRECTORY)
            fcntl.flock(lock, fcntl.LOCK_SH)
            if Path(folder.name).is_dir():
                return folder, lock
            os.close(lock)
        folder.cleanup()


def _remove_abandoned(prefix: str) -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        with contextlib.suppress(OSError):
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                if os.fstat(lock).st_uid == os.getuid():
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)
