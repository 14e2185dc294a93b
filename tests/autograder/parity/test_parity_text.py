"""Stock nbgrader and the autograder give a class in text processing the same grades."""

import nbformat
import pytest
import text_class
from class_makers import Course, Hand
from gradebook_rows import marks, of_student
from graded_twice import GradedTwice, Round, Twice

pytestmark = pytest.mark.proof

STUDENTS = [
    "claims",
    "copied",
    "deleted",
    "loops",
    "much-output",
    "new-schema",
    "no-time",
    "old-schema",
    "own-files",
    "renamed",
    "stranger",
]
GRADED = ["deleted", "loops", "much-output", "not-run", "own-files"]


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Twice:
    graded = GradedTwice("text_processing", tmp_path_factory.mktemp("parity"), text_class.hand_in)
    return graded.grade(
        [Round(STUDENTS), Round(["not-run"], ("--no-execute",), before=_handed_in_later)],
        feedback=["own-files"],
    )


def _handed_in_later(course: Course) -> None:
    hand = Hand(course, "not-run").solve()
    hand.cell("test_wind").outputs = [nbformat.v4.new_output("stream", name="stderr", text="no")]
    hand.hand_in()


def test_every_row_of_every_table_is_the_same(twice: Twice) -> None:
    assert twice.ours.rows == twice.stock.rows


@pytest.mark.parametrize("student", [*STUDENTS, "not-run"])
def test_the_autograded_notebooks_are_the_same(twice: Twice, student: str) -> None:
    assert twice.ours.notebooks(student) == twice.stock.notebooks(student)
    assert bool(twice.ours.notebooks(student)) == (student in GRADED)


@pytest.mark.parametrize("student", GRADED)
def test_the_autograded_files_are_the_same_except_notebook_output(
    twice: Twice, student: str
) -> None:
    by_stock = twice.stock.files(student)
    by_stock.pop("vocabulary.txt", None)
    # What Python keeps of an imported file, where the surroundings let it: ours never does.
    by_stock = {name: file for name, file in by_stock.items() if "__pycache__" not in name}
    assert twice.ours.files(student) == by_stock


def test_the_feedback_is_the_same(twice: Twice) -> None:
    assert twice.ours.feedback("own-files")
    assert twice.ours.feedback("own-files") == twice.stock.feedback("own-files")


TRAPS = {
    "a cell that runs out of time earns 0": ("loops", "test_frequent", (0, False)),
    "the cells after it run": ("loops", "test_bearings", (2, False)),
    "a pattern of stderr that the course ignores costs nothing": (
        "much-output",
        "test_tokens",
        (3, False),
    ),
    "a whole number is partial credit": ("much-output", "test_wind", (1, False)),
    "a deleted test is put back where the course wants it": ("deleted", "test_tokens", (3, False)),
    "a deleted answer is put back for a person": ("deleted", "expression", (None, True)),
    "a later notebook reads what an earlier one wrote": (
        "own-files",
        "test_vocabulary",
        (1, False),
    ),
    "not run, a test without output earns all": ("not-run", "test_bearings", (2, False)),
    "not run, what was handed in as output counts": ("not-run", "test_wind", (0, False)),
    "metadata of an old format": ("old-schema", "test_tokens", (None, True)),
    "metadata of a newer format": ("new-schema", "test_tokens", (None, True)),
    "a cell that claims marks": ("claims", "test_tokens", (None, True)),
    "a copied cell": ("copied", "test_tokens", (None, True)),
    "a renamed cell": ("renamed", "test_tokens", (None, True)),
    "no notebook of the assignment": ("stranger", "test_tokens", (None, True)),
}


def test_every_special_case_gets_the_same_marks(twice: Twice) -> None:
    for graded in (twice.stock, twice.ours):
        found = {
            name: marks(graded.rows, student)[cell] for name, (student, cell, _) in TRAPS.items()
        }
        assert found == {name: marked for name, (*_, marked) in TRAPS.items()}


def test_late_work_loses_all_points_where_the_course_says_so(twice: Twice) -> None:
    for graded in (twice.stock, twice.ours):
        rows = of_student(graded.rows, "own-files")["submitted_notebook"]
        assert {row[2]: row[4] for row in rows} == {"1_tokens": 5.0, "2_patterns": 7.0}


def test_a_time_that_cannot_be_read_leaves_the_learner_and_no_submission(twice: Twice) -> None:
    for graded in (twice.stock, twice.ours):
        rows = of_student(graded.rows, "no-time")
        assert {table: len(found) for table, found in rows.items() if found} == {"student": 1}
