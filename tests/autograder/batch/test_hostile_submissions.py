"""A folder made to stop the grader stops nobody: the command that a trainer types, to its end."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from class_makers import Course, Hand
from gradebook_rows import Rows, all_rows, marks

WITHIN_S = 120
ESCAPE = "mallory\x1b]0;owned\x07"
NO_UTF_8 = os.fsdecode(b"out-\xff")


def _timestamp(make: Callable[[Path], None]) -> Callable[[Course, Path], None]:
    def replace(course: Course, folder: Path) -> None:
        (folder / "timestamp.txt").unlink()
        make(folder / "timestamp.txt")

    return replace


def _sparse(path: Path) -> None:
    path.touch()
    os.truncate(path, 300 * 2**20)


def _nested(course: Course, folder: Path) -> None:
    place = os.open(folder, os.O_RDONLY)
    for _ in range(1_500):
        os.mkdir("d", dir_fd=place)
        inner = os.open("d", os.O_RDONLY, dir_fd=place)
        os.close(place)
        place = inner
    os.close(place)


def _another_learners(course: Course, folder: Path) -> None:
    shutil.rmtree(folder)
    folder.symlink_to(course.submitted("zoe"))


def _another_learner(course: Course, folder: Path) -> None:
    shutil.rmtree(folder.parent)
    folder.parent.symlink_to(course.submitted("zoe").parent)


def _many_objects(course: Course, folder: Path) -> None:
    notebook = json.loads((folder / "1_tokens.ipynb").read_text())
    notebook["metadata"]["mine"] = [{} for _ in range(2_000_000)]
    (folder / "1_tokens.ipynb").write_text(json.dumps(notebook, separators=(",", ":")))


HOSTILE: dict[str, tuple[Callable[[Course, Path], None], str]] = {
    "pipe": (_timestamp(os.mkfifo), "timestamp.txt"),
    "endless": (_timestamp(lambda path: path.symlink_to("/dev/zero")), "timestamp.txt"),
    "device": (_timestamp(lambda path: path.symlink_to("/dev/tty")), "timestamp.txt"),
    "sparse": (_timestamp(_sparse), "timestamp.txt"),
    "digits": (_timestamp(lambda path: path.write_text("1" * 5_000_000)), "timestamp.txt"),
    "nested": (_nested, "nests more than 100 folders"),
    "their-folder": (_another_learners, "is a link to another one"),
    "their-name": (_another_learner, "is a link to another one"),
    "objects": (_many_objects, "so many values"),
}


@pytest.fixture(scope="module")
def graded(
    released: Callable[[str], Course], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Course, subprocess.CompletedProcess[bytes]]]:
    """The class with all of them, and an honest learner first and last."""
    root = tmp_path_factory.mktemp("hostile") / "course"
    course = Course(shutil.copytree(released("text_processing").root, root), "words")
    for student in ("ada", "zoe", "links", ESCAPE, *HOSTILE):
        Hand(course, student).solve().hand_in()
    (course.submitted("links") / NO_UTF_8).symlink_to("/etc/passwd")
    for student, (make, _) in HOSTILE.items():
        make(course, course.submitted(student))
    yield (
        course,
        subprocess.run(
            [
                *(sys.executable, "-m", "autograder", "grade", "words"),
                *("--workers", "1", "--report", "out", "--language", "en"),
            ],
            cwd=root,
            env={**os.environ, "JUPYTER_NO_CONFIG": "1"},
            capture_output=True,
            timeout=WITHIN_S,
            check=False,
        ),
    )
    # Deeper than Python's own way to remove a folder can go.
    subprocess.run(["rm", "-rf", str(root)], check=True)


Graded = tuple[Course, subprocess.CompletedProcess[bytes]]


@pytest.fixture
def outcomes(graded: Graded) -> dict[str, dict[str, Any]]:
    """The submissions in the report, by learner."""
    data = json.loads((graded[0].root / "out" / "report.json").read_text("utf-8"))
    return {each["student"]: each for each in data["submissions"]}


@pytest.fixture
def rows(graded: Graded) -> Rows:
    return all_rows(graded[0].database)


@pytest.mark.proof
@pytest.mark.parametrize(("student", "words"), [(who, said) for who, (_, said) in HOSTILE.items()])
def test_a_hostile_folder_is_one_malformed_submission_with_the_reason(
    outcomes: dict[str, dict[str, Any]], student: str, words: str
) -> None:
    assert outcomes[student]["status"] == "malformed"
    assert words in " ".join(outcomes[student]["sentences"])
    assert outcomes[student]["points"] is None


@pytest.mark.parametrize("student", ["ada", "zoe"])
def test_the_others_are_graded(
    outcomes: dict[str, dict[str, Any]], rows: Rows, student: str
) -> None:
    assert (outcomes[student]["status"], outcomes[student]["points"]) == ("graded", 12.0)
    assert marks(rows, student)["test_tokens"] == (3.0, False)


def test_nobody_has_points_for_another_learners_work(rows: Rows) -> None:
    for student in ("their-folder", "their-name"):
        assert {score for score, _ in marks(rows, student).values()} <= {None}


def test_a_name_that_is_no_utf_8_is_told_and_the_report_is_whole(
    graded: Graded, outcomes: dict[str, dict[str, Any]]
) -> None:
    assert outcomes["links"]["status"] == "graded"
    assert "out-\\udcff" in " ".join(outcomes["links"]["sentences"])
    assert "</html>" in (graded[0].root / "out" / "report.html").read_text("utf-8")
    assert b"out-\\udcff" in graded[1].stdout


def test_a_name_that_drives_the_terminal_is_refused_and_written_out(
    graded: Graded, outcomes: dict[str, dict[str, Any]]
) -> None:
    assert outcomes["mallory\\x1b]0;owned\\x07"]["status"] == "malformed"
    assert b"\x1b]0;" not in graded[1].stdout + graded[1].stderr
    assert b"mallory\\x1b" in graded[1].stdout


def test_the_command_ends_as_usual(graded: Graded) -> None:
    assert graded[1].returncode == 3
    assert b"Traceback" not in graded[1].stderr
