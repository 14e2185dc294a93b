"""A site's gradebooks on their way between nbgrader's files and the site's PostgreSQL."""

import logging
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, create_engine, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError

from campus5g.authoring.cohorts.gradebook_file import gradebook_file, make_gradebook, newest_version
from campus5g.authoring.cohorts.gradebooks.place import SchemaPlace, gradebook_of
from campus5g.authoring.cohorts.gradebooks.schema import PREFIX, engine_of, make_schema
from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.site.folders import SiteFolders
from campus5g.site.records.cohorts import CohortRecord
from campus5g.site.records.copying import copy_rows, reading
from campus5g.site.records.database import Database

MOVED = ".moved"
"""Ends the name of a file whose grades are in the database now."""

_log = logging.getLogger(__name__)


def move_in_known(folders: SiteFolders, database: Database) -> None:
    """Move gradebooks that are files into the database: those of groups that its records know.

    Others belong to records that are elsewhere: somebody tries a new database on an old folder.

    Raises:
        CampusError: as `move_in`.
    """
    if database.engine.dialect.name != "postgresql":
        return
    with database.session() as records:
        known = set(records.scalars(select(CohortRecord.id)))
    move_in(folders.cohorts, known.__contains__)


def move_in(cohorts: Path, wanted: Callable[[str], bool] = lambda _: True) -> list[SchemaPlace]:
    """Move gradebooks into the site's database, where it has one that takes them.

    Each is moved in one transaction; its file keeps its content under another name. A file beside
    a gradebook that is in the database already is left alone.

    Args:
        cohorts: the folder with the courses.
        wanted: whether a cohort's is moved.

    Returns:
        Those that were moved.

    Raises:
        CampusError: another version of nbgrader wrote a gradebook.
    """
    moved = []
    for course in sorted(cohorts.iterdir()) if cohorts.is_dir() else ():
        file, place = gradebook_file(course), gradebook_of(course)
        if not isinstance(place, SchemaPlace) or not file.exists() or not wanted(course.name):
            continue
        if place.exists():
            _log.warning("%s is not used: this gradebook is in the database.", file)
            continue
        _move(file, place)
        file.rename(file.with_name(f"{file.name}{MOVED}"))
        moved.append(place)
    return moved


def gradebooks_in_database(folders: SiteFolders) -> dict[str, SchemaPlace]:
    """Return the gradebooks that the site's database has, by cohort."""
    found = {}
    for course in sorted(folders.cohorts.iterdir()) if folders.cohorts.is_dir() else ():
        place = gradebook_of(course)
        if isinstance(place, SchemaPlace) and place.exists():
            found[course.name] = place
    return found


def copy_out(place: SchemaPlace, file: Path) -> None:
    """Write a gradebook, as it is at one moment, into a file as nbgrader has it."""
    from nbgrader.api import Base

    file.unlink(missing_ok=True)
    make_gradebook(file)
    source, target = create_engine(place.address), create_engine(f"sqlite:///{file}")
    try:
        with reading(source) as rows, target.begin() as writing:
            for table in Base.metadata.sorted_tables:
                writing.execute(table.delete())
            copy_rows(Base.metadata, rows, writing)
    finally:
        source.dispose()
        target.dispose()


def has_gradebooks(database: str) -> bool:
    """Return whether a database has gradebooks of a site."""
    return any(name.startswith(PREFIX) for name in inspect(engine_of(database)).get_schema_names())


def _move(file: Path, place: SchemaPlace) -> None:
    from nbgrader.api import Base, Course

    source = create_engine(f"sqlite:///{file}")

    def fill(target: Connection) -> None:
        # SQLite let a course go unnamed.
        known = set(rows.scalars(select(Course.id)))
        named = set(rows.scalars(text("SELECT DISTINCT course_id FROM assignment")))
        for course in sorted(named - known):
            target.execute(insert(Course.__table__).values(id=course))
        copy_rows(Base.metadata, rows, target)

    try:
        with reading(source) as rows:
            _require_this_version(rows, file)
            make_schema(engine_of(place.database), place.schema, fill)
    except IntegrityError as error:
        raise CampusError(
            t(
                fr=f"{file} se contredit : {error.orig}",
                en=f"{file} contradicts itself: {error.orig}",
            ),
            t(
                fr="Restaurez une sauvegarde de ce groupe, ou gardez le site sans PostgreSQL.",
                en="Restore a backup of this group, or keep the site without PostgreSQL.",
            ),
        ) from error
    finally:
        source.dispose()


def _require_this_version(rows: Connection, file: Path) -> None:
    found = rows.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found == newest_version():
        return
    raise CampusError(
        t(
            fr=f"{file} vient d’une autre version de nbgrader ({found}).",
            en=f"{file} is from another version of nbgrader ({found}).",
        ),
        t(
            fr="Mettez-le à jour dans le dossier du cours : nbgrader db upgrade.",
            en="Bring it up to date in the course’s folder: nbgrader db upgrade.",
        ),
    )
