"""Which submissions exist and which are to be graded, by nbgrader's own rules."""

import contextlib
import fnmatch
import glob
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.errors import AutograderError
from autograder.language import t


@dataclass(frozen=True)
class Planned:
    """A learner's submission: where it lies, where its autograded copy belongs.

    `notebooks` are the names that the course's pattern of notebooks matched. `timestamp` is
    ``None`` where there is none; `readable` is false when there is one that cannot be read.
    """

    student: str
    assignment: str
    folder: Path
    autograded: Path
    notebooks: tuple[str, ...]
    timestamp: datetime | None
    readable: bool


def planned(converter: Any, assignment: str, students: Sequence[str] = ()) -> list[Planned]:
    """Return the submissions of an assignment, in nbgrader's order.

    Only those of `students` (names or patterns), where any are given; never those of
    ``CourseDirectory.student_id_exclude``. Raises `AutograderError` when none is found.
    """
    coursedir = converter.coursedir
    patterns = [
        converter._format_source(assignment, student)
        for student in students or (coursedir.student_id,)
    ]
    named = re.compile(
        converter._format_source("(?P<assignment_id>.*)", "(?P<student_id>.*)", escape=True),
        flags=re.DOTALL,
    )
    excluded = coursedir.student_id_exclude.split(",")
    found = []
    folders = {
        folder
        for pattern in patterns
        for folder in glob.glob(pattern)  # noqa: PTH207 - an absolute pattern
    }
    for folder in sorted(folders):
        match = named.match(folder)
        if match is None or not Path(folder).is_dir():
            continue
        names = match.groupdict()
        if names["student_id"] not in excluded:
            found.append(_planned(converter, Path(folder), **names))
    if not found:
        raise _nothing(patterns)
    return found


def must_be_graded(converter: Any, submission: Planned) -> bool:
    """Return whether nbgrader would grade it again, judging by folders and timestamps only."""
    if converter.force or not _all_autograded(converter, submission):
        return True
    before = _timestamp(converter, submission.autograded)[0]
    return submission.timestamp is not None and before is not None and submission.timestamp > before


def _all_autograded(converter: Any, submission: Planned) -> bool:
    if converter.coursedir.notebook_id == "*":
        return submission.autograded.exists()
    return all((submission.autograded / f"{name}.ipynb").exists() for name in submission.notebooks)


def _planned(converter: Any, folder: Path, assignment_id: str, student_id: str) -> Planned:
    pattern = f"{converter.coursedir.notebook_id}.ipynb"
    timestamp, readable = _timestamp(converter, folder)
    return Planned(
        student=student_id,
        assignment=assignment_id,
        folder=folder,
        autograded=Path(converter._format_dest(assignment_id, student_id)).absolute(),
        notebooks=tuple(sorted(_names(folder, pattern))),
        timestamp=timestamp,
        readable=readable,
    )


def _names(folder: Path, pattern: str) -> Iterator[str]:
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            # As a shell: a star does not stand for a leading dot.
            if fnmatch.fnmatchcase(path.name, pattern) and path.name[0] != ".":
                yield path.stem


def _timestamp(converter: Any, folder: Path) -> tuple[datetime | None, bool]:
    try:
        return converter.coursedir.get_existing_timestamp(str(folder)), True
    except Exception:  # nbgrader raises whatever its parser of dates does
        return None, False


def _nothing(patterns: Sequence[str]) -> AutograderError:
    folder = Path(patterns[0]).parent
    listed = ", ".join(patterns)
    return AutograderError(
        t(fr=f"Aucun rendu ne correspond à {listed}.", en=f"No submission matches {listed}."),
        t(
            fr=f"Ramassez les rendus (« nbgrader collect ») ou vérifiez {folder}.",
            en=f"Collect the submissions (`nbgrader collect`), or check {folder}.",
        ),
    )
