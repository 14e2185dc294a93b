"""Locks as files of one machine (flock(2)); a program inherits them as open descriptors."""

import fcntl
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from campus5g.site.locks.port import Lock


@dataclass(frozen=True)
class FileLock:
    """A descriptor that holds the lock of a file."""

    descriptor: int

    def release(self) -> None:
        """Close it; programs that inherited it keep the lock."""
        os.close(self.descriptor)


@dataclass(frozen=True)
class FileLocks:
    """A folder with a file for each lock; made when it is needed.

    Args:
        folder: of a site whose processes are all on this machine.
    """

    folder: Path

    def take(self, name: str) -> FileLock | None:
        """Take a lock; None if anybody has it."""
        lock = FileLock(self._opened(name))
        try:
            fcntl.flock(lock.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.release()
            return None
        return lock

    @contextmanager
    def hold(self, name: str) -> Iterator[None]:
        """Wait for a lock, and hold it for the length of a block."""
        lock = FileLock(self._opened(name))
        try:
            fcntl.flock(lock.descriptor, fcntl.LOCK_EX)
            yield
        finally:
            lock.release()

    def start(
        self, command: Sequence[str], folder: Path, environment: dict[str, str], held: list[Lock]
    ) -> subprocess.Popen[bytes]:
        """Start a program that inherits the locks."""
        try:
            return subprocess.Popen(
                list(command),
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                pass_fds=[each.descriptor for each in held if isinstance(each, FileLock)],
                start_new_session=True,
            )
        finally:
            for each in held:
                each.release()

    def _opened(self, name: str) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        return os.open(self.folder / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
