"""A submission that cannot be graded has a status and a reason, and does not stop the others."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from class_makers import Course, Hand
from gradebook_rows import Rows, all_rows, of_student
from this_process import ThisProcess

from autograder.batch import SubmissionOutcome, grade_assignment
from autograder.grading import Settings
from autograder.status import Status

# One class with every kind of broken submission is graded for all tests.
pytestmark = pytest.mark.timeout(120)

NO_TEXT = os.fsdecode(b"\xff")
SECRET = "nobody's business"


def _submitted(course: Course, student: str) -> Path:
    Hand(course, student).solve().hand_in()
    return course.submitted(student)


def _no_json(course: Course) -> None:
    (_submitted(course, "no json") / "1_tokens.ipynb").write_text("{")


def _no_utf_8(course: Course) -> None:
    (_submitted(course, "no utf-8") / "1_tokens.ipynb").write_bytes(b"\xff\xfe\x00")


def _deeply_nested(course: Course) -> None:
    (_submitted(course, "deeply nested") / "1_tokens.ipynb").write_text("[" * 100_000)


def _no_notebook_format(course: Course) -> None:
    (_submitted(course, "a list") / "1_tokens.ipynb").write_text("[1, 2]")


def _cells_of_another_kind(course: Course) -> None:
    (_submitted(course, "odd cells") / "1_tokens.ipynb").write_text(
        '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [7]}'
    )


def _empty_folder(course: Course) -> None:
    course.submitted("empty folder").mkdir(parents=True)


def _a_folder_for_a_notebook(course: Course) -> None:
    notebook = _submitted(course, "a folder") / "1_tokens.ipynb"
    notebook.unlink()
    notebook.mkdir()


def _a_pipe_for_a_notebook(course: Course) -> None:
    notebook = _submitted(course, "a pipe") / "1_tokens.ipynb"
    notebook.unlink()
    os.mkfifo(notebook)


def _a_notebook_that_leads_out(course: Course) -> None:
    notebook = _submitted(course, "leads out") / "1_tokens.ipynb"
    notebook.unlink()
    notebook.symlink_to(course.root / "source" / course.assignment / "1_tokens.ipynb")


def _a_dangling_link(course: Course) -> None:
    notebook = _submitted(course, "dangling") / "1_tokens.ipynb"
    notebook.unlink()
    notebook.symlink_to("nowhere")


def _a_huge_notebook(course: Course) -> None:
    os.truncate(_submitted(course, "huge notebook") / "1_tokens.ipynb", 1 << 30)


def _a_hundred_thousand_cells(course: Course) -> None:
    path = _submitted(course, "many cells") / "1_tokens.ipynb"
    notebook = json.loads(path.read_text())
    notebook["cells"] += [{"cell_type": "markdown", "metadata": {}, "source": "."}] * 100_000
    path.write_text(json.dumps(notebook))


def _a_huge_file(course: Course) -> None:
    (_submitted(course, "huge file") / "data.bin").touch()
    os.truncate(course.submitted("huge file") / "data.bin", 1 << 40)


BROKEN = {
    "no json": (_no_json, "readable"),
    "no utf-8": (_no_utf_8, "readable"),
    "deeply nested": (_deeply_nested, "readable"),
    "a list": (_no_notebook_format, "nbgrader could not grade it"),
    "odd cells": (_cells_of_another_kind, "nbgrader could not grade it"),
    "empty folder": (_empty_folder, "no notebook"),
    "a folder": (_a_folder_for_a_notebook, "not a file"),
    "a pipe": (_a_pipe_for_a_notebook, "not a file"),
    "leads out": (_a_notebook_that_leads_out, "points outside"),
    "dangling": (_a_dangling_link, "cannot be read"),
    "huge notebook": (_a_huge_notebook, "the limit is 64 MiB"),
    "many cells": (_a_hundred_thousand_cells, "more than 10000 cells"),
    "huge file": (_a_huge_file, "the limit is 512 MiB"),
}


@pytest.fixture(scope="module")
def graded(
    released: Callable[[str], Course], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Course, dict[str, SubmissionOutcome], Rows]:
    """The class with all of them, and an honest learner first and last."""
    root = tmp_path_factory.mktemp("broken") / "course"
    course = Course(shutil.copytree(released("text_processing").root, root), "words")
    for maker, _ in BROKEN.values():
        maker(course)
    _submitted(course, "ada lovelace [1815] é")
    honest = _submitted(course, "zoe")
    (root / "secret.txt").write_text(SECRET)
    (honest / "inside.txt").symlink_to("rules.py")
    (honest / "outside.txt").symlink_to(root / "secret.txt")
    (honest / "outside").symlink_to(root)
    shutil.copytree(honest, root / "submitted" / NO_TEXT / "words", symlinks=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_NO_CONFIG", "1")
        patch.setenv("AUTOGRADER_LANGUAGE", "en")
        report = grade_assignment("words", Settings(root), workers=1, executor=ThisProcess())
    outcomes = {outcome.student: outcome for outcome in report.submissions}
    return course, outcomes, all_rows(course.database)


Graded = tuple[Course, dict[str, SubmissionOutcome], Rows]


@pytest.mark.parametrize(("student", "words"), [(who, said) for who, (_, said) in BROKEN.items()])
def test_a_broken_submission_is_malformed_with_the_reason(
    graded: Graded, student: str, words: str
) -> None:
    outcome = graded[1][student]

    assert outcome.status is Status.MALFORMED
    assert words in " ".join(outcome.sentences)
    assert outcome.learner_sentence == Status.MALFORMED.for_learner()


@pytest.mark.parametrize("student", ["ada lovelace [1815] é", "zoe"])
def test_the_others_are_graded(graded: Graded, student: str) -> None:
    assert graded[1][student].status is Status.GRADED
    assert graded[1][student].points == 12.0


def test_no_link_is_followed_out_of_a_submission(graded: Graded) -> None:
    course, outcomes, _ = graded
    copied = {path.name for path in course.autograded("zoe").iterdir()}

    assert copied >= {"inside.txt", "1_tokens.ipynb", "timestamp.txt"}
    assert not copied & {"outside.txt", "outside"}
    assert any("outside.txt" in sentence for sentence in outcomes["zoe"].sentences)


def test_a_folder_with_an_undecodable_name_is_reported_but_not_recorded(graded: Graded) -> None:
    _, outcomes, rows = graded

    assert outcomes["\\udcff"].status is Status.MALFORMED
    assert {row[0] for row in rows["student"]}.isdisjoint({"\\udcff", "\udcff"})


def test_the_rows_need_manual_grading_as_under_stock_nbgrader(graded: Graded) -> None:
    grades = of_student(graded[2], "no json")["grade"]

    assert grades
    assert {(row[5], bool(row[8])) for row in grades} == {(None, True)}
