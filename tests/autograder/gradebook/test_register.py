"""Results become nbgrader's rows: all of a submission or nothing, in few statements."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from class_makers import Course
from gradebook_rows import all_rows, marks, of_student
from nbgrader.api import Gradebook
from sqlalchemy import event

from autograder.errors import AutograderError
from autograder.gradebook import Penalty, Register
from autograder.grading import CellResult, NotebookResult, Result, Settings
from autograder.status import Status

NOON = datetime(2026, 3, 2, 12)


def result(*cells: CellResult, penalised: bool = False, at: datetime | None = None) -> Result:
    """Return a graded submission of the first notebook."""
    notebook = NotebookResult("centre", Status.GRADED, cells, penalised=penalised)
    return Result("ann", "measures", Status.GRADED, (notebook,), timestamp=at)


def scored(name: str, score: float | None, **rest: object) -> CellResult:
    """Return a cell with an automatic score."""
    waits = score is None
    return CellResult(
        name,
        graded=True,
        auto_score=score,
        needs_manual_grade=waits,
        **rest,  # type: ignore[arg-type]
    )


@pytest.fixture
def course(fresh_course: Callable[[str], Course]) -> Course:
    return fresh_course("statistics")


@pytest.fixture
def gradebook(course: Course) -> Iterator[Gradebook]:
    with Gradebook(course.database) as gradebook:
        yield gradebook


@pytest.fixture
def register(course: Course, gradebook: Gradebook) -> Register:
    return Register(gradebook, course.assignment, Penalty(Settings(course.root)))


def test_a_first_result_makes_all_rows_of_the_submission(
    course: Course, register: Register
) -> None:
    register.record(result(scored("test_mean", 2.0), CellResult("mean", commented=True)))

    rows = of_student(all_rows(course.database), "ann")
    assert {table: len(found) for table, found in rows.items()} == {
        "student": 1,
        "submitted_assignment": 1,
        "submitted_notebook": 2,
        "grade": 10,
        "comment": 8,
    }
    assert marks(all_rows(course.database), "ann")["test_mean"] == (2.0, False)
    assert marks(all_rows(course.database), "ann")["test_load"] == (None, True)


@pytest.mark.parametrize("times", [1, 2], ids=["first", "again"])
def test_a_submission_needs_few_sql_statements(
    course: Course, gradebook: Gradebook, register: Register, times: int
) -> None:
    statements: list[str] = []
    event.listen(
        gradebook.engine, "before_cursor_execute", lambda *what: statements.append(what[2])
    )

    for _ in range(times):
        statements.clear()
        register.record(result(scored("test_mean", 2.0), scored("test_spread", 1.0)))

    assert len(statements) <= 10


def test_a_submission_that_nbgrader_adds_meanwhile_gets_its_marks(
    course: Course, gradebook: Gradebook, register: Register
) -> None:
    register.enrol("ann")
    added: list[str] = []

    def add(*executed: object) -> None:
        if "FROM submitted_assignment" in str(executed[2]) and not added:
            added.append("ann")
            with Gradebook(course.database) as of_nbgrader:
                of_nbgrader.add_submission(course.assignment, "ann")

    event.listen(gradebook.engine, "after_cursor_execute", add)

    register.record(result(scored("test_mean", 2.0)))

    assert added
    assert marks(all_rows(course.database), "ann")["test_mean"] == (2.0, False)


def test_a_manual_mark_is_never_lost(course: Course, register: Register) -> None:
    register.record(result(scored("test_mean", 2.0)))
    with Gradebook(course.database) as by_hand:
        grade = by_hand.find_grade("test_mean", "centre", "measures", "ann")
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 1.0, 0.5, False
        comment = by_hand.find_comment("mean", "centre", "measures", "ann")
        comment.manual_comment = "By hand."
        by_hand.db.commit()

    register.record(
        result(scored("test_mean", None), CellResult("mean", commented=True, auto_comment="Hm."))
    )

    rows = of_student(all_rows(course.database), "ann")
    grade = next(row for row in rows["grade"] if row[3] == "test_mean")
    comment = next(row for row in rows["comment"] if row[3] == "mean")
    assert grade[5:] == (None, 1.0, 0.5, 1)
    assert comment[5:] == ("Hm.", "By hand.")


def test_a_cell_that_a_later_hand_in_lacks_waits_for_a_person(
    course: Course, register: Register
) -> None:
    comment = CellResult("mean", commented=True, auto_comment="No response.")
    register.record(result(scored("test_mean", 2.0), scored("test_spread", 3.0), comment))

    register.record(result(scored("test_mean", 0.0)))

    rows = all_rows(course.database)
    found = marks(rows, "ann")
    assert (found["test_mean"], found["test_spread"]) == ((0.0, False), (None, True))
    assert {row[5] for row in of_student(rows, "ann")["comment"]} == {None}


def test_a_notebook_that_could_not_be_graded_waits_for_a_person(
    course: Course, register: Register
) -> None:
    register.record(result(scored("test_mean", 2.0)))

    register.record(Result("ann", "measures", Status.MALFORMED, ungraded=("centre",)))

    assert marks(all_rows(course.database), "ann")["test_mean"] == (None, True)


def test_a_withdrawn_notebook_keeps_what_a_person_gave_and_leaves_the_others_alone(
    course: Course, gradebook: Gradebook, register: Register
) -> None:
    sample = NotebookResult("sample", Status.GRADED, (scored("test_load", 2.0),))
    first = result(scored("test_mean", 2.0))
    register.record(replace(first, notebooks=(*first.notebooks, sample)))
    gradebook.find_grade("test_mean", "centre", "measures", "ann").manual_score = 1.0
    gradebook.db.commit()

    register.withdraw("ann", ["centre"])

    grades = {row[3]: row for row in of_student(all_rows(course.database), "ann")["grade"]}
    assert grades["test_mean"][5:7] == (None, 1.0)
    assert grades["test_load"][5] == 2.0


def test_nothing_is_written_for_a_submission_that_is_withdrawn_before_it_was_ever_graded(
    course: Course, register: Register
) -> None:
    register.withdraw("ann", ["centre"])

    assert not any(of_student(all_rows(course.database), "ann").values())


def test_a_submission_without_a_time_keeps_the_time_it_had(
    course: Course, register: Register
) -> None:
    register.record(result(at=NOON))

    register.record(result())

    assert of_student(all_rows(course.database), "ann")["submitted_assignment"][0][2] is not None


def test_an_extension_applies_before_the_penalty(
    course: Course, gradebook: Gradebook, register: Register
) -> None:
    gradebook.find_assignment("measures").duedate = NOON
    gradebook.db.commit()
    punctual = Register(gradebook, "measures", Penalty(Settings(course.root)))
    late = result(scored("test_spread", 4.0), penalised=True, at=NOON + timedelta(days=2, hours=1))

    punctual.record(late)
    before = _penalty(course)
    gradebook.grant_extension("measures", "ann", days=30)
    punctual.record(late)

    assert (before, _penalty(course)) == (3.0, None)


def _penalty(course: Course) -> float | None:
    rows = of_student(all_rows(course.database), "ann")["submitted_notebook"]
    penalty: float | None = next(row[4] for row in rows if row[2] == "centre")
    return penalty


def test_a_plugin_that_fails_leaves_no_row_and_names_the_setting(
    course: Course, gradebook: Gradebook
) -> None:
    (course.root / "late_points.py").write_text(
        "from nbgrader.plugins import BasePlugin\n\n\n"
        "class PointADay(BasePlugin):\n"
        "    def late_submission_penalty(self, student, score, late):\n"
        "        raise RuntimeError('no calendar')\n"
    )
    (course.root / "nbgrader_config.py").write_text(
        "c = get_config()\nc.AssignLatePenalties.plugin_class = 'failing_points.PointADay'\n"
    )
    Path(course.root / "late_points.py").rename(course.root / "failing_points.py")
    gradebook.find_assignment("measures").duedate = NOON
    gradebook.db.commit()
    register = Register(gradebook, "measures", Penalty(Settings(course.root)))

    with pytest.raises(AutograderError, match="plugin_class"):
        register.record(
            result(scored("test_mean", 2.0), penalised=True, at=NOON + timedelta(days=9))
        )

    assert not any(of_student(all_rows(course.database), "ann").values())
