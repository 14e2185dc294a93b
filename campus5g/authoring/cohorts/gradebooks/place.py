"""Where a course's gradebook is: a file in its folder, or a schema of the site's PostgreSQL."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from campus5g.authoring.cohorts.gradebook_file import (
    gradebook_address,
    gradebook_file,
    make_gradebook,
)
from campus5g.authoring.cohorts.gradebooks.schema import (
    engine_of,
    make_schema,
    remove_schema,
    schema_address,
    schema_exists,
    schema_look,
    schema_name,
)
from campus5g.places import COHORTS, DATABASE_VARIABLE
from campus5g.read_on_change import Look, look_at


class GradebookPlace(Protocol):
    """A gradebook that there is, or could be made."""

    @property
    def address(self) -> str:
        """As SQLAlchemy writes it, for nbgrader's ``db_url``."""

    def __hash__(self) -> int:
        """Return the same for the same place."""

    def exists(self) -> bool:
        """Return whether there is one."""

    def make(self) -> None:
        """Create it unless there is one; other processes see none or the whole of it."""

    def look(self) -> Look:
        """Return what is another whenever the gradebook has changed; None if there is none."""

    def remove(self) -> None:
        """Remove it with all that it holds."""


@dataclass(frozen=True)
class FilePlace:
    """A gradebook in nbgrader's own file."""

    file: Path

    @property
    def address(self) -> str:
        """As SQLAlchemy writes it."""
        return gradebook_address(self.file)

    def exists(self) -> bool:
        """Return whether the file is there."""
        return self.file.exists()

    def make(self) -> None:
        """Create the file."""
        make_gradebook(self.file)

    def look(self) -> Look:
        """Return the status of the file."""
        return look_at(self.file)

    def remove(self) -> None:
        """Remove the file."""
        self.file.unlink(missing_ok=True)


@dataclass(frozen=True)
class SchemaPlace:
    """A gradebook in a schema of a PostgreSQL database.

    Args:
        database: its address.
        course: nbgrader's ``course_id``, after which the schema is named.
    """

    database: str
    course: str

    @property
    def schema(self) -> str:
        """The schema's name."""
        return schema_name(self.course)

    @property
    def address(self) -> str:
        """As SQLAlchemy writes it; the password is in it only if it is in the database's."""
        return schema_address(self.database, self.schema)

    def exists(self) -> bool:
        """Return whether the schema has nbgrader's tables."""
        return schema_exists(engine_of(self.database), self.schema)

    def make(self) -> None:
        """Create the schema with its tables."""
        make_schema(engine_of(self.database), self.schema)

    def look(self) -> Look:
        """Return a sum over all rows' transactions."""
        return schema_look(engine_of(self.database), self.schema)

    def remove(self) -> None:
        """Remove the schema with its rows."""
        remove_schema(engine_of(self.database), self.schema)


def gradebook_of(course: Path) -> GradebookPlace:
    """Return the place of a course's gradebook.

    The courses of a site whose database is PostgreSQL have a schema of it each. Others, such as an
    author's, have their file.

    Args:
        course: the course's folder.
    """
    database = os.environ.get(DATABASE_VARIABLE, "")
    if database.startswith("postgresql") and course.resolve().parent.name == COHORTS:
        return SchemaPlace(database, course.name)
    return FilePlace(gradebook_file(course))


def grading_options(course: Path) -> tuple[str, ...]:
    """Return the options by which ``nbgrader autograde`` finds the gradebook of a course."""
    place = gradebook_of(course)
    if isinstance(place, FilePlace):
        return ()
    return (f"--CourseDirectory.db_url={place.address}",)
