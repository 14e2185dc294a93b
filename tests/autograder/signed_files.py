"""A course's own check of files, named in its configuration: a file must hold its owner's name.

Tests `test_tokens` and `test_wind` stand on ``signed/lab.txt``.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from autograder.grading import Checked, FileVerdict

STANDING = ("test_tokens", "test_wind")


def check(course: str, student: str, assignment: str, folder: Path) -> Checked:
    """Accept the files in ``signed`` that hold the student's name."""
    verdicts = tuple(_verdicts(student, folder / "signed"))
    accepted = [verdict.file for verdict in verdicts if verdict.accepted]
    return Checked(
        verdicts=verdicts,
        folder="signed",
        admitted=frozenset(f"signed/{name}" for name in accepted),
        variables={"ACCEPTED": json.dumps(accepted)},
    )


def _verdicts(student: str, folder: Path) -> Iterator[FileVerdict]:
    for file in sorted(folder.glob("*")):
        genuine = file.read_text() == student
        cells = STANDING if file.stem == "lab" else ()
        word = "genuine" if genuine else "of another"
        sentence = "" if genuine else f"{file.name} belongs to another learner."
        yield FileVerdict(file.name, genuine, word, sentence, cells)
    if not (folder / "lab.txt").exists():
        yield FileVerdict("lab.txt", False, "missing", "lab.txt is missing.", STANDING)
