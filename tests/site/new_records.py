"""Databases of sites that have no rows yet."""

import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path

from campus5g.site.records.database import Database


def new_records(file: Path) -> Database:
    """Make a database as all migrations leave it; they take their time, and run once for all."""
    file.write_bytes(_migrated())
    return Database(f"sqlite:///{file}")


@cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "records.sqlite"
        with closing(Database(f"sqlite:///{file}")) as database:
            database.upgrade()
        # Closed, it is one file: nothing waits in the journal beside it.
        return file.read_bytes()
