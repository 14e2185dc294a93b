"""The site's own database: SQLite in the data folder, or PostgreSQL by address."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session

from campus5g.site.records import bookings, certificates, cohorts, people, trail
from campus5g.site.records.base import Record

ADDRESS = "CAMPUS5G_DATABASE_URL"
"""Environment variable: where the database is, if not in the data folder."""

# Every table must be known before one can refer to another.
TABLES = (people, cohorts, bookings, certificates, trail)

_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_MS = 10_000
# A process keeps some connections open and opens others as they are needed.
_KEPT_OPEN, _OPENED_BESIDE = 8, 24


class Database:
    """Hands out sessions. One object serves all threads of a process.

    Args:
        url: as SQLAlchemy writes it.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine: Engine = create_engine(
            url,
            pool_size=_KEPT_OPEN,
            max_overflow=_OPENED_BESIDE,
            pool_pre_ping=not url.startswith("sqlite"),
        )
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
        """Create the tables, or bring them up to date (Alembic)."""
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        with self.engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


@cache
def _opened(url: str) -> Database:
    return Database(url)


def _set_up_sqlite(connection: Any, _record: object) -> None:
    """Let readers and a writer work at the same time, and enforce references."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    cursor.close()


metadata = Record.metadata
