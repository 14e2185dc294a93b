"""Open the course's gradebook as nbgrader does, once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nbgrader.api import Gradebook
from sqlalchemy.exc import OperationalError, ProgrammingError

from autograder.errors import AutograderError
from autograder.language import t


@contextmanager
def open_gradebook(converter: Any) -> Iterator[Gradebook]:
    """Yield the gradebook of a configured nbgrader converter, and close it.

    The course's row and that of nbgrader's default course are there afterwards: stock nbgrader's
    preprocessors leave both. Raises `AutograderError` when it cannot be opened.
    """
    coursedir = converter.coursedir
    try:
        gradebook = Gradebook(coursedir.db_url, coursedir.course_id)
        gradebook.check_course()
    except (OperationalError, ProgrammingError) as error:
        raise AutograderError(
            t(
                fr=f"Le cahier de notes ne s’ouvre pas : {error.orig}.",
                en=f"The gradebook does not open: {error.orig}.",
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
