"""Locks in PostgreSQL: advisory ones of a session, which end with its connection.

A lock is taken exclusively and then held shared: nobody else can take it, and the program that is
to have it joins in before this process lets go.
"""

import json
import os
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from campus5g.site.locks.port import Lock
from campus5g.site.records.database import advisory_key

GIVEN = "CAMPUS5G_LOCKS"
"""Environment variable of a started program: the locks it is to hold, and whom it tells."""

# A machine that is lost without a word must not hold a lock for hours: PostgreSQL asks after it.
_ASKED_AFTER = {
    "tcp_keepalives_idle": "15",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}


@dataclass(frozen=True)
class AdvisoryLock:
    """A session that holds a lock."""

    name: str
    connection: Connection

    def release(self) -> None:
        """Let others have it, also where the connection is lost."""
        give_back(self.connection)


@dataclass(frozen=True)
class DatabaseLocks:
    """The locks of a database.

    Args:
        engine: of PostgreSQL.
    """

    engine: Engine

    def take(self, name: str) -> AdvisoryLock | None:
        """Take a lock; None if anybody has it."""
        connection = session(self.engine)
        try:
            taken = take_alone(connection, [name])
        except BaseException:
            give_back(connection)
            raise
        if not taken:
            give_back(connection)
            return None
        return AdvisoryLock(name, connection)

    @contextmanager
    def hold(self, name: str) -> Iterator[None]:
        """Wait for a lock, and hold it for the length of a block."""
        connection = session(self.engine)
        try:
            connection.execute(select(func.pg_advisory_lock(advisory_key(name))))
            yield
        finally:
            give_back(connection)

    def start(
        self, command: Sequence[str], folder: Path, environment: dict[str, str], held: list[Lock]
    ) -> subprocess.Popen[bytes]:
        """Start a program that takes over the locks; a thread lets go of them when it has them."""
        told, tell = os.pipe()
        names = [each.name for each in held if isinstance(each, AdvisoryLock)]
        begun = False
        try:
            program = subprocess.Popen(
                list(command),
                cwd=folder,
                env=environment | {GIVEN: json.dumps({"names": names, "tell": tell})},
                stdin=subprocess.DEVNULL,
                pass_fds=[tell],
                start_new_session=True,
            )
            begun = True
        finally:
            os.close(tell)
            if not begun:
                _let_go(told, held)
        threading.Thread(target=_let_go, args=(told, held), daemon=True).start()
        return program


def session(engine: Engine) -> Connection:
    """Return a connection outside of any transaction, for locks of its session."""
    connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    try:
        for name, value in _ASKED_AFTER.items():
            connection.execute(select(func.set_config(name, value, False)))
    except BaseException:
        connection.close()
        raise
    return connection


def give_back(connection: Connection) -> None:
    """Release the locks of a session, and return its connection to the others."""
    try:
        connection.execute(select(func.pg_advisory_unlock_all()))
    except SQLAlchemyError:
        # With the connection its locks are gone.
        connection.invalidate()
    finally:
        connection.close()


def take_alone(connection: Connection, names: Sequence[str]) -> bool:
    """Take locks that nobody has; return whether they are this session's now."""
    for name in names:
        key = advisory_key(name)
        if not connection.scalar(select(func.pg_try_advisory_lock(key))):
            return False
        connection.execute(select(func.pg_advisory_lock_shared(key)))
        connection.execute(select(func.pg_advisory_unlock(key)))
    return True


def join_in(connection: Connection, names: Sequence[str]) -> bool:
    """Hold locks together with the process that has taken them; return whether that worked."""
    return all(
        connection.scalar(select(func.pg_try_advisory_lock_shared(advisory_key(name))))
        for name in names
    )


def _let_go(told: int, held: list[Lock]) -> None:
    # It ends without a byte, when the program has the locks or has ended.
    os.read(told, 1)
    os.close(told)
    for each in held:
        each.release()
