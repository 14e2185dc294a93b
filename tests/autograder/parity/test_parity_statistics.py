"""Stock nbgrader and the autograder give a class in statistics the same grades."""

from pathlib import Path

import pytest
import statistics_class
from class_makers import Course
from gradebook_rows import marks, of_student
from graded_twice import GradedTwice, Round, Twice
from nbgrader.api import Gradebook

from autograder.status import Status

pytestmark = pytest.mark.proof

STUDENTS = [
    "above",
    "dies",
    "empty",
    "metadata",
    "negative",
    "no-json",
    "no-number",
    "noisy",
    "odd-code",
    "one-missing",
    "solved",
]


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Twice:
    graded = GradedTwice("statistics", tmp_path_factory.mktemp("parity"), statistics_class.hand_in)
    return graded.grade(
        [Round(STUDENTS), Round(["solved"], ("--force",), before=_marked_by_hand)],
        feedback=["solved", "noisy"],
    )


def _marked_by_hand(course: Course) -> None:
    with Gradebook(course.database) as gradebook:
        for cell, score, extra in (("test_mean", 1.5, 0.5), ("outliers", 3.0, None)):
            grade = gradebook.find_grade(cell, "centre", course.assignment, "solved")
            grade.manual_score, grade.extra_credit = score, extra
            grade.needs_manual_grade = False
        comment = gradebook.find_comment("outliers", "centre", course.assignment, "solved")
        comment.manual_comment = "Well seen."
        gradebook.db.commit()


def test_every_row_of_every_table_is_the_same_until_a_kernel_dies(twice: Twice) -> None:
    ours, by_stock = (
        {(table, row) for table, rows in graded.rows.items() for row in rows}
        for graded in (twice.ours, twice.stock)
    )

    assert {(table, *row[:3]) for table, row in ours ^ by_stock} == {
        ("grade", "dies", "measures", "sample")
    }


def test_what_ran_before_the_kernel_died_counts_here(twice: Twice) -> None:
    found = marks(twice.ours.rows, "dies")

    assert found["test_load"] == (2, False)
    assert found["test_bootstrap"] == (None, True)
    assert marks(twice.stock.rows, "dies")["test_load"] == (None, True)


@pytest.mark.parametrize(
    "student", [each for each in STUDENTS if each not in {"above", "dies", "no-json"}]
)
def test_the_autograded_notebooks_are_the_same(twice: Twice, student: str) -> None:
    assert twice.ours.notebooks(student) == twice.stock.notebooks(student)
    assert twice.ours.files(student) == twice.stock.files(student)


@pytest.mark.parametrize("student", ["solved", "noisy"])
def test_the_feedback_is_the_same(twice: Twice, student: str) -> None:
    assert twice.ours.feedback(student) == twice.stock.feedback(student)


TRAPS = {
    "an unchanged manual answer earns 0": ("empty", "outliers", (0, False)),
    "a changed manual answer waits for a person": ("noisy", "outliers", (None, True)),
    "a test without output earns all": ("solved", "test_load", (2, False)),
    "a test that raises earns 0": ("empty", "test_mean", (0, False)),
    "a mere warning on stderr costs all points": ("noisy", "test_mean", (0, False)),
    "stdout and displays do not count": ("noisy", "test_median", (2, False)),
    "a number is partial credit": ("noisy", "test_spread", (2.5, False)),
    "a number after hidden tests is partial credit": ("noisy", "test_bootstrap", (1.5, False)),
    "NumPy's number is no number and earns all": ("negative", "test_bootstrap", (3, False)),
    "a negative number earns all": ("negative", "test_spread", (4, False)),
    "what is no number earns all": ("no-number", "test_spread", (4, False)),
    "above the maximum the submission fails": ("above", "test_spread", (None, True)),
    "what was scored before the failure stays": ("above", "test_mean", (2, False)),
    "a missing notebook earns 0": ("one-missing", "test_load", (0, False)),
    "a missing notebook's task needs no person": ("one-missing", "survey", (0, False)),
    "a task waits for a person": ("empty", "survey", (None, True)),
    "a cell of no points": ("solved", "test_names", (0, False)),
    "a changed test is put right": ("metadata", "test_mean", (2, False)),
    "a test made markdown is put right": ("metadata", "test_spread", (4, False)),
    "a deleted test waits for a person": ("metadata", "test_names", (None, True)),
    "the first notebook counts when the second is no JSON": ("no-json", "test_mean", (2, False)),
    "a mark by hand outlives grading again": ("solved", "test_mean", (2, True)),
}


def test_every_special_case_gets_the_same_marks(twice: Twice) -> None:
    for graded in (twice.stock, twice.ours):
        found = {
            name: marks(graded.rows, student)[cell] for name, (student, cell, _) in TRAPS.items()
        }
        assert found == {name: marked for name, (*_, marked) in TRAPS.items()}


PENALTIES = {
    "on time": ("solved", {None}),
    "without a timestamp": ("empty", {None}),
    "the plugin takes nothing": ("noisy", {None}),
    "the plugin gives points back": ("negative", {0.0}),
    "the plugin takes more than there is": ("no-number", {8.0, 6.0}),
}


@pytest.mark.parametrize(("student", "taken"), PENALTIES.values(), ids=PENALTIES)
def test_late_penalty(twice: Twice, student: str, taken: set[float | None]) -> None:
    for graded in (twice.stock, twice.ours):
        rows = of_student(graded.rows, student)["submitted_notebook"]
        assert {row[4] for row in rows} == taken


def test_manual_marks_and_extra_credit_survive_regrading(twice: Twice) -> None:
    grades = {row[3]: row for row in of_student(twice.ours.rows, "solved")["grade"]}
    comments = {row[3]: row for row in of_student(twice.ours.rows, "solved")["comment"]}

    assert grades["test_mean"][6:8] == (1.5, 0.5)
    assert grades["outliers"][6] == 3.0
    assert comments["outliers"][6] == "Well seen."


def test_a_forced_round_for_one_learner_grades_that_one(twice: Twice) -> None:
    assert [(each.student, each.status) for each in twice.report.submissions] == [
        ("solved", Status.GRADED)
    ]


def test_a_failed_submission_has_no_autograded_copy(twice: Twice) -> None:
    for graded in (twice.stock, twice.ours):
        assert not Path(graded.root, "autograded", "no-json", "measures").exists()
