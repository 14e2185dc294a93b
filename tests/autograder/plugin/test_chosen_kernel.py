"""Where only the submission names its kernel, both graders leave its tests to the trainer."""

import json
from collections.abc import Callable

import pytest
from class_makers import Course, Hand
from gradebook_rows import Rows, all_rows, marks, of_student
from lent_sandbox import lend_sandbox, nbgrader
from nbgrader.api import Gradebook

from autograder.batch import grade_assignment
from autograder.grading import Settings


def graded(
    course: Course, kernel: str, by: Callable[[Course], None], *, named_by_author: bool
) -> Rows:
    """Hand in a notebook that chose its kernel, grade it, and return its rows."""
    kernelspec = {"name": kernel, "display_name": "Own", "language": "python"}
    with Gradebook(course.database) as gradebook:
        notebook = gradebook.find_notebook("1_tokens", course.assignment)
        notebook.kernelspec = json.dumps(kernelspec if named_by_author else {})
        gradebook.db.commit()
    hand = Hand(course, "mallory").solve()
    hand.notebooks["1_tokens"].metadata["kernelspec"] = kernelspec
    hand.hand_in()
    by(course)
    return of_student(all_rows(course.database), "mallory")


def by_plugin(course: Course) -> None:
    lend_sandbox(course)
    done = nbgrader(course, "autograde", course.assignment)
    assert done.returncode == 0, done.stderr


def by_batch(course: Course) -> None:
    grade_assignment(course.assignment, Settings(course.root), workers=1)


def by_both(fresh_course: Callable[[str], Course], kernel: str, *, named_by_author: bool) -> Rows:
    """Return the rows of the plugin, which are those of the batch."""
    course = fresh_course("text_processing")
    lent = Course(course.root.with_name("lent"), course.assignment)
    course.root.rename(lent.root)

    rows = graded(lent, kernel, by_plugin, named_by_author=named_by_author)
    rows_of_batch = graded(
        fresh_course("text_processing"), kernel, by_batch, named_by_author=named_by_author
    )

    assert rows == rows_of_batch
    return rows


@pytest.mark.proof
def test_the_tests_wait_for_the_trainer_with_the_reason(
    fresh_course: Callable[[str], Course], own_kernel: str
) -> None:
    rows = by_both(fresh_course, own_kernel, named_by_author=False)

    assert marks(rows, "mallory")["test_tokens"] == (None, True)
    assert marks(rows, "mallory")["test_bearings"] == (2.0, False)
    assert any("The assignment names no kernel" in (row[5] or "") for row in rows["comment"])


@pytest.mark.proof
def test_a_kernel_that_the_author_names_runs_the_tests(
    fresh_course: Callable[[str], Course], own_kernel: str
) -> None:
    rows = by_both(fresh_course, own_kernel, named_by_author=True)

    assert marks(rows, "mallory")["test_tokens"] == (3.0, False)
