"""Opens the course's gradebook as nbgrader does, once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, ProgrammingError

from autograder.errors import AutograderError
from autograder.language import t

_WAIT_S = 60
_LOCKED = "database is locked"  # SQLite's own words


@contextmanager
def open_gradebook(converter: Any) -> Iterator[Gradebook]:
    """Yield the gradebook of a configured nbgrader converter, and close it.

    Creates the rows of the course and of nbgrader's default course where they are missing, as
    stock nbgrader's preprocessors do. Never creates an SQLite file: one in the wrong folder would
    be empty. Raises `AutograderError` when it cannot be opened.
    """
    coursedir = converter.coursedir
    _require(coursedir.db_url)
    try:
        gradebook = Gradebook(_patient(coursedir.db_url), coursedir.course_id)
        gradebook.check_course()
    except (OperationalError, ProgrammingError) as error:
        if _LOCKED in str(error.orig):
            raise _locked() from error
        raise AutograderError(
            t(
                fr=f"Le cahier de notes ne s’ouvre pas : {error.orig}.",
                en=f"The gradebook cannot be opened: {error.orig}.",
            ),
            t(
                fr="Vérifiez c.CourseDirectory.db_url ; après une mise à jour de nbgrader, "
                "sauvegardez la base et lancez « nbgrader db upgrade ».",
                en="Check c.CourseDirectory.db_url; after an update of nbgrader, back the "
                "database up and run `nbgrader db upgrade`.",
            ),
        ) from error
    with gradebook:
        yield gradebook


def _require(address: str) -> None:
    url = make_url(address)
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return
    place = Path(url.database).absolute()
    if not place.exists():
        raise AutograderError(
            t(
                fr=f"Il n’y a pas de cahier de notes ici : {place} n’existe pas.",
                en=f"There is no gradebook here: {place} does not exist.",
            ),
            t(
                fr="Placez-vous dans le dossier du cours ou indiquez-le avec --course ; si le "
                "devoir est nouveau, lancez d’abord « nbgrader generate_assignment ».",
                en="Change to the course folder or give it with --course; if the assignment is "
                "new, run `nbgrader generate_assignment` first.",
            ),
        )


def _locked() -> AutograderError:
    return AutograderError(
        t(
            fr="Un autre programme occupe le cahier de notes (database is locked).",
            en="Another program holds the gradebook (database is locked).",
        ),
        t(
            fr="Fermez ce qui y écrit (formgrader, nbgrader, un éditeur de bases), puis relancez "
            "la même commande.",
            en="Close what writes to it (formgrader, nbgrader, a database editor), then run the "
            "same command again.",
        ),
    )


def _patient(address: str) -> str:
    """Return an address with a longer wait for another program's write to SQLite.

    Python's default of 5 s is less than a busy disk may need.
    """
    url = make_url(address)
    if url.get_backend_name() != "sqlite" or "timeout" in url.query:
        return address
    return url.update_query_dict({"timeout": str(_WAIT_S)}).render_as_string(hide_password=False)
