"""Copies all rows between the databases of sites: SQLite and PostgreSQL, either way."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    MetaData,
    RowMapping,
    Table,
    func,
    insert,
    select,
)
from sqlalchemy.engine.interfaces import IsolationLevel

from campus5g.site.records.database import Database, metadata
from campus5g.site.records.texts import storable

_ROWS_AT_ONCE = 500


def copy_records(source: Database, target: Database) -> None:
    """Copy every row as it is at one moment.

    Args:
        source: read in one transaction, while others may write.
        target: empty; its tables are created.
    """
    target.upgrade()
    with reading(source.engine) as rows, target.engine.begin() as writing:
        copy_rows(metadata, rows, writing)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Connect for reading all of a database as it is at one moment."""
    postgresql = engine.dialect.name == "postgresql"
    level: IsolationLevel = "REPEATABLE READ" if postgresql else "SERIALIZABLE"
    with engine.connect().execution_options(isolation_level=level) as connection:
        yield connection


def copy_rows(tables: MetaData, source: Connection, target: Connection) -> None:
    """Copy the rows of all tables into empty ones."""
    for table in tables.sorted_tables:
        # In the order of their keys, so that referenced rows come first.
        rows = source.execute(select(table).order_by(*table.primary_key.columns))
        for some in rows.mappings().partitions(_ROWS_AT_ONCE):
            target.execute(insert(table), [_storable_row(row) for row in some])
        _continue_sequence(target, table)


def is_empty(database: Database) -> bool:
    """Return whether a database has no rows, or no tables yet."""
    database.upgrade()
    with database.engine.connect() as connection:
        return not any(
            connection.execute(select(func.count()).select_from(table)).scalar()
            for table in metadata.sorted_tables
        )


def _storable_row(row: RowMapping) -> dict[str, Any]:
    """Return a row with texts that every database holds: SQLite took others in earlier versions."""
    return {
        str(name): storable(value) if isinstance(value, str) else value
        for name, value in row.items()
    }


def _continue_sequence(connection: Connection, table: Table) -> None:
    """Set PostgreSQL's sequences to continue after the copied numbers."""
    if connection.dialect.name != "postgresql" or "id" not in table.columns:
        return
    if table.columns["id"].type.python_type is not int:
        return
    highest = select(func.coalesce(func.max(table.columns["id"]), 0) + 1).scalar_subquery()
    sequence = func.pg_get_serial_sequence(table.name, "id")
    connection.execute(select(func.setval(sequence, highest, False)))
