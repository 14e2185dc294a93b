"""Stock nbgrader and the autograder give a class in text processing the same grades."""

import pytest
import text_class
from gradebook_rows import of_student
from graded_twice import GradedTwice, Round, Twice

STUDENTS = [
    "claims",
    "copied",
    "deleted",
    "much-output",
    "new-schema",
    "no-time",
    "old-schema",
    "own-files",
    "renamed",
    "stranger",
]
GRADED = ["deleted", "much-output", "own-files"]


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Twice:
    graded = GradedTwice("text_processing", tmp_path_factory.mktemp("parity"), text_class.hand_in)
    return graded.grade(
        [Round(STUDENTS), Round(["much-output"], ("--no-execute", "--force"))],
        feedback=["own-files"],
    )


def test_every_row_of_every_table_is_the_same(twice: Twice) -> None:
    assert twice.ours.rows == twice.stock.rows


@pytest.mark.parametrize("student", STUDENTS)
def test_the_rows_of_a_learner_are_the_same(twice: Twice, student: str) -> None:
    assert of_student(twice.ours.rows, student) == of_student(twice.stock.rows, student)


@pytest.mark.parametrize("student", STUDENTS)
def test_the_autograded_notebooks_are_the_same(twice: Twice, student: str) -> None:
    assert twice.ours.notebooks(student) == twice.stock.notebooks(student)
    assert bool(twice.ours.notebooks(student)) == (student in GRADED)
