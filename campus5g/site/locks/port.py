"""What the site's locks do, wherever they are kept."""

import subprocess
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine

from campus5g.site.folders import SiteFolders


class Lock(Protocol):
    """A lock that this process holds. It ends with the process, however that ends."""

    def release(self) -> None:
        """Let others have it."""


class Locks(Protocol):
    """Hands out locks by name."""

    def take(self, name: str) -> Lock | None:
        """Take a lock; None if anybody has it."""

    def hold(self, name: str) -> AbstractContextManager[None]:
        """Wait for a lock, and hold it for the length of a block."""

    def start(
        self, command: Sequence[str], folder: Path, environment: dict[str, str], held: list[Lock]
    ) -> subprocess.Popen[bytes]:
        """Start a program that has these locks from then on; they are no longer this process's.

        Args:
            command: the program, which calls `keeping.keep_what_was_given` first.
            folder: where it works.
            environment: all its variables.
            held: locks of `take`.
        """


def locks_of(folders: SiteFolders, bind: Engine | Connection) -> Locks:
    """Return the locks of a site: its database's if that is PostgreSQL, else files.

    Args:
        folders: the site's state.
        bind: its database.
    """
    if bind.dialect.name == "postgresql":
        from campus5g.site.locks.advisory import DatabaseLocks

        return DatabaseLocks(bind.engine)
    from campus5g.site.locks.files import FileLocks

    return FileLocks(folders.work)
