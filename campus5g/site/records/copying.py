"""All rows of one site's database into another's: between SQLite and PostgreSQL, either way."""

from sqlalchemy import Connection, Table, func, insert, select

from campus5g.site.records.database import Database, metadata

_ROWS_AT_ONCE = 500


def copy_records(source: Database, target: Database) -> None:
    """Copy every row as it is at one moment.

    Args:
        source: read in one transaction, while others may write.
        target: empty; its tables are made.
    """
    target.upgrade()
    postgresql = source.engine.dialect.name == "postgresql"
    level = "REPEATABLE READ" if postgresql else "SERIALIZABLE"
    with (
        source.engine.connect().execution_options(isolation_level=level) as reading,
        target.engine.begin() as writing,
    ):
        for table in metadata.sorted_tables:
            # In the order of their keys, so that what is referred to comes first.
            rows = reading.execute(select(table).order_by(*table.primary_key.columns))
            for some in rows.mappings().partitions(_ROWS_AT_ONCE):
                writing.execute(insert(table), [dict(row) for row in some])
            _go_on_counting(writing, table)


def is_empty(database: Database) -> bool:
    """Return whether a database has no rows, or no tables yet."""
    database.upgrade()
    with database.engine.connect() as connection:
        return not any(
            connection.execute(select(func.count()).select_from(table)).scalar()
            for table in metadata.sorted_tables
        )


def _go_on_counting(connection: Connection, table: Table) -> None:
    """Have PostgreSQL give numbers after those that were copied."""
    if connection.dialect.name != "postgresql" or "id" not in table.columns:
        return
    if table.columns["id"].type.python_type is not int:
        return
    highest = select(func.coalesce(func.max(table.columns["id"]), 0) + 1).scalar_subquery()
    sequence = func.pg_get_serial_sequence(table.name, "id")
    connection.execute(select(func.setval(sequence, highest, False)))
