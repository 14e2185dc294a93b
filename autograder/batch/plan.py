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

from nbgrader.utils import parse_utc

from autograder.errors import AutograderError
from autograder.grading import files
from autograder.language import t

_LONGEST_TIMESTAMP_BYTES = 200


@dataclass(frozen=True)
class Planned:
    """A learner's submission: where it lies, where its autograded copy belongs.

    `notebooks` are the names that the course's pattern of notebooks matched. `timestamp` is
    ``None`` where there is none; `readable` is false when there is one that cannot be read.
    `elsewhere` is whether the folder is a link, and so perhaps another learner's.
    """

    student: str
    assignment: str
    folder: Path
    autograded: Path
    notebooks: tuple[str, ...]
    timestamp: datetime | None
    readable: bool
    elsewhere: bool


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
    before = _timestamp(submission.autograded)[0]
    return submission.timestamp is not None and before is not None and submission.timestamp > before


def _all_autograded(converter: Any, submission: Planned) -> bool:
    if converter.coursedir.notebook_id == "*":
        return submission.autograded.exists()
    return all((submission.autograded / f"{name}.ipynb").exists() for name in submission.notebooks)


def _planned(converter: Any, folder: Path, assignment_id: str, student_id: str) -> Planned:
    pattern = f"{converter.coursedir.notebook_id}.ipynb"
    timestamp, readable = _timestamp(folder)
    return Planned(
        student=student_id,
        assignment=assignment_id,
        folder=folder,
        autograded=Path(converter._format_dest(assignment_id, student_id)).absolute(),
        notebooks=tuple(sorted(_names(folder, pattern))),
        timestamp=timestamp,
        readable=readable,
        elsewhere=_is_elsewhere(converter, folder),
    )


def _names(folder: Path, pattern: str) -> Iterator[str]:
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            # As a shell: a star does not stand for a leading dot.
            if fnmatch.fnmatchcase(path.name, pattern) and path.name[0] != ".":
                yield path.stem


def _timestamp(folder: Path) -> tuple[datetime | None, bool]:
    """Return what `CourseDirectory.get_existing_timestamp` would, without its trust in the file."""
    try:
        text = files.read(folder, "timestamp.txt", _LONGEST_TIMESTAMP_BYTES).decode().strip()
        return parse_utc(text) if text else None, True
    except FileNotFoundError:
        return None, True
    except Exception:  # whatever the parser of dates raises
        return None, False


def _is_elsewhere(converter: Any, folder: Path) -> bool:
    """Return whether a link below the folder of all submissions leads to this one.

    That folder may be a link: its place is the trainer's choice.
    """
    top = Path(converter._format_source(".", ".")).absolute()
    place = folder.absolute()
    if not place.is_relative_to(top):
        top = Path(converter.coursedir.root).absolute()
    return place.resolve() != top.resolve() / place.relative_to(top)


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
