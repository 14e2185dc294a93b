"""Locks that a process has for its whole life, also where the database is away for a moment."""

import json
import logging
import os
import signal
import threading
from collections.abc import Sequence

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from campus5g.site.locks.advisory import GIVEN, give_back, join_in, session, take_alone

LOOKED_AFTER_EVERY_S = 5.0
_AGAIN_S = 0.5

_ENDS_WITHIN_S = 5.0

# Who chooses a step holds a lock alone for a moment.
_TRIES = 6

_log = logging.getLogger(__name__)


class Keeper:
    """Holds locks of a database until this process ends.

    A connection that is lost loses them. They are taken again as soon as the database is back; if
    somebody else has taken them meanwhile, this process ends: two must not do the same work.

    Args:
        engine: of PostgreSQL.
        names: of the locks.
    """

    def __init__(self, engine: Engine, names: Sequence[str]) -> None:
        self._engine = engine
        self._names = names
        self._end = threading.Event()
        self._connection: Connection | None = None
        self._thread: threading.Thread | None = None

    def begin(self, *, given: bool) -> bool:
        """Have the locks from now on; return False if that can't be.

        Args:
            given: another process has them, and lets go when this one has joined in; otherwise
                nobody may have them.
        """
        self._connection = session(self._engine)
        if not (join_in if given else take_alone)(self._connection, self._names):
            self.end()
            return False
        self._thread = threading.Thread(target=self._look_after, name="locks", daemon=True)
        self._thread.start()
        return True

    def end(self) -> None:
        """Let go of them."""
        self._end.set()
        if self._thread is not None:
            self._thread.join(_ENDS_WITHIN_S)
            if self._thread.is_alive():
                # It waits for a database that does not answer, and has no lock.
                return
        if self._connection is not None:
            give_back(self._connection)
            self._connection = None

    def _look_after(self) -> None:
        while not self._end.wait(LOOKED_AFTER_EVERY_S):
            if not self._is_held() and not self._taken_again() and not self._end.is_set():
                _log.error("Somebody else works with %s: this process ends.", self._names)
                os.kill(os.getpid(), signal.SIGTERM)
                return

    def _is_held(self) -> bool:
        try:
            if self._connection is not None:
                self._connection.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return False
        return True

    def _taken_again(self) -> bool:
        """Return whether the locks are this process's again; wait while the database is away."""
        if self._connection is not None:
            give_back(self._connection)
            self._connection = None
        tries = 0
        while tries < _TRIES and not self._end.is_set():
            try:
                connection = session(self._engine)
                if take_alone(connection, self._names):
                    self._connection = connection
                    return True
                tries += 1
                give_back(connection)
            except SQLAlchemyError:
                _log.warning("The database is away, and %s with it.", self._names)
            self._end.wait(_AGAIN_S)
        return False


def keep_what_was_given(engine: Engine) -> bool:
    """Take over the locks with which this program was started; return whether it may work.

    Locks that are files were inherited: there is nothing to do.

    Args:
        engine: of the site's database.
    """
    given = os.environ.pop(GIVEN, "")
    if not given:
        return True
    read = json.loads(given)
    kept = Keeper(engine, read["names"]).begin(given=True)
    os.close(read["tell"])
    return kept
