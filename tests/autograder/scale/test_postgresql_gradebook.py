"""A gradebook in PostgreSQL, Debian's own, on a unix socket."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from class_makers import Course, hand_in_class, stock
from nbgrader.api import Gradebook
from postgres_server import running_postgresql

from autograder.batch import grade_assignment
from autograder.grading import Settings
from autograder.status import Status

pytestmark = pytest.mark.proof

CLASS = 4

Marks = dict[tuple[str, str, str], tuple[Any, ...]]


def marks(database: str, assignment: str) -> Marks:
    with Gradebook(database) as gradebook:
        return {
            (submission.student.id, notebook.name, grade.name): (
                grade.auto_score,
                grade.manual_score,
                grade.needs_manual_grade,
            )
            for submission in gradebook.assignment_submissions(assignment)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    with running_postgresql() as url:
        yield url


@pytest.fixture(scope="module")
def course(
    released: Callable[[str], Course], database: str, tmp_path_factory: pytest.TempPathFactory
) -> Course:
    for_sqlite = released("text_processing")
    made = Course(tmp_path_factory.mktemp("postgresql") / "course", for_sqlite.assignment)
    shutil.copytree(for_sqlite.root, made.root)
    settings = made.root / "nbgrader_config.py"
    settings.write_text(f"{settings.read_text()}\nc.CourseDirectory.db_url = {database!r}\n")
    with stock(made) as nbgrader:
        assert nbgrader.generate_assignment(made.assignment)["success"]
    (made.root / "gradebook.db").unlink()
    hand_in_class(made, CLASS)
    return made


@pytest.fixture(scope="module", autouse=True)
def graded(course: Course) -> None:
    report = grade_assignment(course.assignment, Settings(course.root), workers=2)
    assert report.counts == {Status.GRADED: CLASS}


def test_postgresql_holds_the_same_grades_as_sqlite(
    course: Course, database: str, fresh_course: Callable[[str], Course]
) -> None:
    other = fresh_course("text_processing")
    hand_in_class(other, CLASS)
    grade_assignment(other.assignment, Settings(other.root), workers=2)

    found = marks(database, course.assignment)

    assert found == marks(other.database, other.assignment)
    assert len(found) == CLASS * 8


def test_a_manual_mark_survives_the_next_grading(course: Course, database: str) -> None:
    with Gradebook(database) as gradebook:
        grade = gradebook.find_grade("test_wind", "2_patterns", course.assignment, "learner-0000")
        grade.manual_score = 1.5
        gradebook.db.commit()

    one = ("--force", "--student=learner-0000")
    grade_assignment(course.assignment, Settings(course.root, one), workers=1)

    found = marks(database, course.assignment)
    assert found["learner-0000", "2_patterns", "test_wind"] == (4.0, 1.5, True)


def test_no_database_file_is_created(course: Course) -> None:
    assert not (course.root / "gradebook.db").exists()
