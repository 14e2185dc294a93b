"""The site's own database: SQLite in the data folder, or PostgreSQL by address."""

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session

from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.places import DATABASE_VARIABLE
from campus5g.site.records import (
    bookings,
    certificates,
    class_votes,
    cohorts,
    people,
    texts,
    trail,
)
from campus5g.site.records.base import Record

if TYPE_CHECKING:
    from alembic.config import Config

ADDRESS = DATABASE_VARIABLE

# Every table must be known before one can refer to another.
TABLES = (people, cohorts, bookings, certificates, class_votes, trail)

# Loaded, it watches over what is stored.
TEXTS = texts

_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_MS = 10_000
# A process keeps some connections open and opens others as they are needed.
_KEPT_OPEN, _OPENED_BESIDE = 8, 24


def of_database() -> dict[str, str]:
    """Return the environment by which another process finds the database: libpq's, too."""
    return {
        name: value
        for name, value in os.environ.items()
        if name == ADDRESS or name.startswith("PG")
    }


class DatabaseError(CampusError):
    """The site's database can't be used."""


class Database:
    """Hands out sessions. One object serves all threads of a process.

    Args:
        url: as SQLAlchemy writes it.

    Raises:
        DatabaseError: this is no address of a database.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        try:
            self.engine: Engine = create_engine(
                url,
                pool_size=_KEPT_OPEN,
                max_overflow=_OPENED_BESIDE,
                pool_pre_ping=not url.startswith("sqlite"),
            )
        except (ArgumentError, ModuleNotFoundError) as error:
            raise DatabaseError(
                t(
                    fr=f"{ADDRESS} ne nomme pas une base de données que le site connaît.",
                    en=f"{ADDRESS} does not name a database that the site knows.",
                ),
                t(
                    fr="Par exemple : postgresql+psycopg://campus@/campus",
                    en="For example: postgresql+psycopg://campus@/campus",
                ),
            ) from error
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", _set_up_sqlite)

    @staticmethod
    def of_site(file: Path) -> "Database":
        """Return the database that the environment names, else the one in this file."""
        return _opened(os.environ.get(ADDRESS) or f"sqlite:///{file}")

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Yield a session, which is committed at the end and rolled back after an error."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    def upgrade(self) -> None:
        """Create the tables, or bring them up to date (Alembic).

        Raises:
            DatabaseError: it refuses, or a newer version of the site wrote it.
        """
        from alembic import command

        with in_words(self.engine), self.engine.begin() as connection:
            if self.engine.dialect.name == "postgresql":
                # Parts of a cluster start at the same time.
                connection.execute(select(func.pg_advisory_xact_lock(advisory_key("upgrade"))))
            if self._steps_behind(connection):
                config = _migrations()
                config.attributes["connection"] = connection
                command.upgrade(config, "head")

    def is_current(self) -> bool:
        """Return whether the tables are those of this version of the site; change nothing.

        Raises:
            DatabaseError: it refuses, or a newer version of the site wrote it.
        """
        with in_words(self.engine), self.engine.connect() as connection:
            return not self._steps_behind(connection)

    def _steps_behind(self, connection: Connection) -> bool:
        """Return whether migrations are missing."""
        from alembic.migration import MigrationContext
        from alembic.script import ScriptDirectory

        found = MigrationContext.configure(connection).get_current_revision()
        known = [each.revision for each in ScriptDirectory(str(_MIGRATIONS)).walk_revisions()]
        if found is not None and found not in known:
            raise DatabaseError(
                t(
                    fr=f"La base de données vient d’une version plus récente de Campus 5G "
                    f"(étape {found} ; celle-ci connaît {known[0]}).",
                    en=f"The database is from a newer version of Campus 5G (step {found}; this "
                    f"one knows {known[0]}).",
                ),
                t(
                    fr="Installez cette version, ou restaurez une sauvegarde d’avant. "
                    "Rien n’a été changé.",
                    en="Install that version, or restore a backup from before. Nothing was "
                    "changed.",
                ),
            )
        return found != known[0]

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def advisory_key(name: str) -> int:
    """Return the number by which PostgreSQL knows the lock of a name (64 bits, signed)."""
    digest = hashlib.sha256(f"campus5g {name}".encode()).digest()
    return int.from_bytes(digest[:8], signed=True)


def is_busy(error: DBAPIError) -> bool:
    """Return whether a database could not answer for the moment: locked, or away."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        # The lowest byte is the kind of error (sqlite.org/rescode.html).
        return code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return error.connection_invalidated or type(error.orig).__name__ == "OperationalError"


@cache
def _opened(url: str) -> Database:
    return Database(url)


def _migrations() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config


@contextmanager
def in_words(engine: Engine) -> Iterator[None]:
    """Say in a sentence why a database can't be used."""
    try:
        yield
    except DBAPIError as error:
        said = " ".join(str(error.orig).split())
        where = engine.url.render_as_string(hide_password=True)
        raise DatabaseError(
            t(
                fr=f"La base de données {where} refuse : {said}",
                en=f"The database {where} refuses: {said}",
            ),
            t(
                fr=f"Vérifiez qu’elle fonctionne, son adresse ({ADDRESS}), le compte et ses "
                "droits.",
                en=f"Check that it runs, its address ({ADDRESS}), the role and its rights.",
            ),
        ) from error


def _set_up_sqlite(connection: Any, _record: object) -> None:
    """Let readers and a writer work at the same time, and enforce references."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    cursor.close()


metadata = Record.metadata
