"""A course's own check of handed-in files decides outside of the sandbox what reaches notebooks."""

import json
from collections.abc import Callable
from typing import Any

import nbformat
import pytest
import signed_files
from class_makers import Course, Hand
from gradebook_rows import all_rows, marks
from this_process import ThisProcess

from autograder.batch import BatchReport, grade_assignment
from autograder.grading import FileVerdict, Result, Settings
from autograder.status import Status

# The learner's own view of what is accepted, and an attempt at making the check agree.
LOOK = (
    "import json, os, pathlib\n"
    "os.environ['ACCEPTED'] = json.dumps(['lab.txt'])\n"
    "pathlib.Path('signed').mkdir(exist_ok=True)\n"
    "print('seen:', sorted(each.name for each in pathlib.Path('signed').iterdir()))\n"
    "pathlib.Path('signed', 'lab.txt').write_text('mine')"
)


def grade(course: Course) -> BatchReport:
    def check(student: str, assignment: str, folder: Any) -> Any:
        return signed_files.check("words", student, assignment, folder)

    return grade_assignment(
        course.assignment,
        Settings(course.root),
        workers=1,
        executor=ThisProcess(),
        check_of=check,
    )


def hand_in(course: Course, student: str, **files: str) -> None:
    hand = Hand(course, student).solve().add("1_tokens", LOOK, before="tokens")
    hand.texts |= {f"signed/{name}.txt": text for name, text in files.items()}
    hand.hand_in()


def text_of(course: Course, student: str) -> str:
    return (course.autograded(student) / "1_tokens.ipynb").read_text("utf-8")


def first_output(course: Course, student: str, grade_id: str) -> nbformat.NotebookNode:
    notebook = nbformat.reads(text_of(course, student), as_version=4)
    return next(
        cell.outputs[0]
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )


@pytest.fixture
def course(fresh_course: Callable[[str], Course]) -> Course:
    course = fresh_course("text_processing")
    hand_in(course, "ada", lab="ada", extra="ben")
    hand_in(course, "ben", lab="ada")
    hand_in(course, "cleo")
    return course


@pytest.mark.proof
def test_a_refused_or_missing_file_costs_the_tests_that_stand_on_it_and_no_others(
    course: Course,
) -> None:
    report = grade(course)

    rows = all_rows(course.database)
    assert {each.student: each.status for each in report.submissions} == dict.fromkeys(
        ("ada", "ben", "cleo"), Status.GRADED
    )
    assert marks(rows, "ada")["test_tokens"] == (3.0, False)
    for student in ("ben", "cleo"):
        earned = marks(rows, student)
        assert {name: earned[name][0] for name in ("test_tokens", "test_wind")} == {
            "test_tokens": 0.0,
            "test_wind": 0.0,
        }
        assert earned["test_frequent"] == (2.0, False)


def test_the_test_says_why_before_anything_else(course: Course) -> None:
    grade(course)

    said = {
        student: first_output(course, student, "test_tokens").evalue for student in ("ben", "cleo")
    }
    assert said == {
        "ben": "lab.txt belongs to another learner.",
        "cleo": "lab.txt is missing.",
    }


def test_only_accepted_files_reach_the_notebook_whatever_it_sets(course: Course) -> None:
    grade(course)

    assert "seen: ['lab.txt']" in text_of(course, "ada")
    assert "seen: []" in text_of(course, "ben")


@pytest.mark.proof
def test_the_verdicts_travel_with_the_report(course: Course) -> None:
    report = grade(course)

    data = json.loads(json.dumps(report.to_json()))
    words = {
        each["student"]: {file["file"]: file["word"] for file in each["files"]}
        for each in data["submissions"]
    }
    assert words == {
        "ada": {"extra.txt": "of another", "lab.txt": "genuine"},
        "ben": {"lab.txt": "of another"},
        "cleo": {"lab.txt": "missing"},
    }
    ben = next(each for each in report.submissions if each.student == "ben")
    assert "lab.txt belongs to another learner." in ben.sentences


@pytest.mark.proof
def test_another_verdict_on_the_same_files_regrades_the_submission(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    grade(course)
    monkeypatch.setattr(signed_files, "STANDING", ("test_tokens",))

    report = grade(course)

    assert {each.status for each in report.submissions} == {Status.GRADED}
    assert marks(all_rows(course.database), "ben")["test_wind"] == (4.0, False)


def test_a_result_keeps_its_verdicts_in_json() -> None:
    verdict = FileVerdict("lab.txt", False, "missing", "It is missing.", ("test_tokens",))
    result = Result("ada", "words", Status.GRADED, files=(verdict,))

    assert Result.from_json(json.loads(json.dumps(result.to_json()))) == result
