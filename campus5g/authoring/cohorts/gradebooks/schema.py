"""nbgrader's gradebooks in PostgreSQL: one schema for each course of a site's database."""

import hashlib
import os
from functools import cache
from typing import TYPE_CHECKING

from campus5g.read_on_change import Look

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Engine

PREFIX = "gradebook_"

# Of PostgreSQL; longer names would be cut off silently.
_LONGEST_NAME = 63
_DIGEST_LETTERS = 12
_KEPT_OPEN, _OPENED_BESIDE = 4, 24


def schema_name(course: str) -> str:
    """Return the name of the schema of a course."""
    name = f"{PREFIX}{course}"
    if len(name) <= _LONGEST_NAME:
        return name
    digest = hashlib.sha256(course.encode()).hexdigest()[:_DIGEST_LETTERS]
    return f"{name[: _LONGEST_NAME - _DIGEST_LETTERS - 1]}-{digest}"


def schema_address(database: str, schema: str) -> str:
    """Return an address under which a database shows the tables of one schema alone."""
    from sqlalchemy import make_url

    url = make_url(database)
    given = url.query.get("options", "")
    options = " ".join(filter(None, (str(given), f'-csearch_path="{schema}"')))
    return url.update_query_dict({"options": options}).render_as_string(hide_password=False)


@cache
def engine_of(database: str) -> "Engine":
    """Return the engine of a database: one a process, which a fork does not share."""
    from sqlalchemy import create_engine

    engine = create_engine(
        database, pool_size=_KEPT_OPEN, max_overflow=_OPENED_BESIDE, pool_pre_ping=True
    )
    os.register_at_fork(after_in_child=lambda: engine.dispose(close=False))
    return engine


def schema_exists(engine: "Engine", schema: str) -> bool:
    """Return whether a schema has a whole gradebook."""
    from sqlalchemy import text

    with engine.connect() as connection:
        found = connection.execute(
            text("SELECT to_regclass(format('%I.alembic_version', CAST(:name AS text)))"),
            {"name": schema},
        )
        return found.scalar() is not None


def make_schema(
    engine: "Engine", schema: str, fill: "Callable[[Connection], None] | None" = None
) -> None:
    """Create a schema with a gradebook, unless there is one: in one transaction.

    nbgrader does the same at first use, table by table: two processes that open a new gradebook at
    the same time fail.

    Args:
        engine: of the database.
        schema: its name.
        fill: writes the rows; those of an empty gradebook if not given.
    """
    from nbgrader.api import Base, Course
    from sqlalchemy import func, insert, select, text
    from sqlalchemy.schema import CreateSchema

    from campus5g.authoring.cohorts.gradebook_file import newest_version

    if schema_exists(engine, schema):
        return
    with engine.begin() as connection:
        # Whoever comes second waits here, and finds it made.
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": schema})
        if schema_exists(engine, schema):
            return
        connection.execute(CreateSchema(schema, if_not_exists=True))
        connection.execute(select(func.set_config("search_path", f'"{schema}"', True)))
        Base.metadata.create_all(connection)
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(
            text("INSERT INTO alembic_version VALUES (:head)"), {"head": newest_version()}
        )
        if fill is not None:
            fill(connection)
        else:
            # That of every gradebook that nbgrader opens without naming a course.
            connection.execute(insert(Course.__table__).values(id="default_course"))


def remove_schema(engine: "Engine", schema: str) -> None:
    """Remove a gradebook with all that is in it."""
    from sqlalchemy.schema import DropSchema

    with engine.begin() as connection:
        connection.execute(DropSchema(schema, cascade=True, if_exists=True))


def schema_look(engine: "Engine", schema: str) -> Look:
    """Return what is another after each change of a gradebook; None if there is none.

    PostgreSQL notes in each row which transaction wrote it (`xmin`), and numbers transactions
    upwards: for a given number of rows, any change makes the sum larger.
    """
    from nbgrader.api import Base
    from sqlalchemy import BigInteger, String, cast, func, literal_column, select, union_all

    if not schema_exists(engine, schema):
        return None
    number = cast(cast(literal_column("xmin"), String), BigInteger)
    tables = union_all(
        *(
            select(func.count().label("rows"), func.sum(number).label("written")).select_from(table)
            for table in Base.metadata.sorted_tables
        )
    ).subquery()
    with engine.connect().execution_options(schema_translate_map={None: schema}) as connection:
        rows, written = connection.execute(
            select(func.sum(tables.c.rows), func.sum(tables.c.written))
        ).one()
    # No time of change: a transaction that ends later than it is read has a number of its own.
    return 0, int(rows), int(written or 0)
