"""Write results to the gradebook: nbgrader's own rows, one transaction a submission."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import load_only

from autograder.gradebook.penalty import Penalty
from autograder.grading import CellResult, NotebookResult, Result
from autograder.status import Status

_GRADED = ("GradeCell", "TaskCell")
_COMMENTED = ("SolutionCell", "TaskCell")


class Register:
    """The only writer of a gradebook, for one assignment.

    It keeps the keys of the assignment's cells, so a submission takes a few statements, each for
    all rows of a table. Any database that nbgrader can use will do.
    """

    def __init__(self, gradebook: Gradebook, assignment: str, penalty: Penalty) -> None:
        self._db = gradebook.db
        self._penalty = penalty
        self._assignment, self._duedate = self._db.execute(
            select(Assignment.id, Assignment.duedate).where(Assignment.name == assignment)
        ).one()
        self._notebooks = {
            name: _Cells(key)
            for key, name in self._db.execute(
                select(Notebook.id, Notebook.name)
                .where(Notebook.assignment_id == self._assignment)
                .order_by(Notebook.name)
            )
        }
        by_key = {cells.notebook: cells for cells in self._notebooks.values()}
        for key, name, notebook, kind in self._db.execute(
            select(BaseCell.id, BaseCell.name, BaseCell.notebook_id, BaseCell.type).where(
                BaseCell.notebook_id.in_(by_key)
            )
        ):
            by_key[notebook].add(key, name, kind)
        self._db.rollback()

    def knows(self, student: str) -> bool:
        """Return whether the gradebook has that learner."""
        with self._reading():
            return self._db.get(Student, student) is not None

    def enrol(self, student: str) -> None:
        """Add the learner unless the gradebook has them."""
        with self._transaction():
            self._student(student)

    def standing(self, student: str) -> tuple[NotebookResult, ...]:
        """Return the grades of a submission that the autograder gave."""
        with self._reading():
            submission = self._find(student)
            if submission is None:
                return ()
            return tuple(
                NotebookResult(
                    name=name,
                    status=Status.SKIPPED,
                    cells=tuple(self._notebooks[name].standing(rows)),
                )
                for name, rows in self._rows(submission.id).items()
            )

    def withdraw(self, student: str, notebooks: Iterable[str]) -> None:
        """Let these notebooks of a submission wait for a person, if the gradebook has it.

        What a person gave is never touched.
        """
        with self._transaction():
            submission = self._find(student)
            if submission is not None:
                rows = self._rows(submission.id)
                for name in notebooks:
                    _withdraw(rows[name])

    def record(self, result: Result) -> None:
        """Write the result of a submission: all of it or nothing.

        A cell of which the result says nothing waits for a person, whatever it earned in an
        earlier hand-in. Marks, extra credit and comments that a person gave are never touched.
        Raises `AutograderError` when the late penalty cannot be calculated.
        """
        try:
            self._record(result)
        except IntegrityError:
            # nbgrader has added the submission since we looked for it: now it is found.
            self._record(result)

    def _record(self, result: Result) -> None:
        with self._transaction():
            self._student(result.student)
            submission, rows = self._submission(result.student)
            if result.timestamp is not None:
                submission.timestamp = result.timestamp
            for name in result.missing:
                for grade in rows[name].grades.values():
                    grade.auto_score = 0
                    grade.needs_manual_grade = False
            for name in result.ungraded:
                _withdraw(rows[name])
            for notebook in result.notebooks:
                _withdraw(rows[notebook.name])
                self._write(notebook, rows[notebook.name])
                if notebook.penalised:
                    self._penalise(result.student, submission, rows[notebook.name].notebook)

    def _write(self, notebook: NotebookResult, rows: "_Rows") -> None:
        cells = self._notebooks[notebook.name]
        for cell in notebook.cells:
            if cell.graded:
                grade = rows.grades.get(cells.graded[cell.name]) or self._add(
                    rows.grades, Grade, cells.graded[cell.name], rows.notebook
                )
                _mark(grade, cell)
            if cell.commented:
                comment = rows.comments.get(cells.commented[cell.name]) or self._add(
                    rows.comments, Comment, cells.commented[cell.name], rows.notebook
                )
                comment.auto_comment = cell.auto_comment

    def _penalise(self, student: str, submission: Any, notebook: Any) -> None:
        notebook.late_submission_penalty = None
        seconds_late = self._seconds_late(submission)
        if seconds_late > 0:
            self._db.flush()
            score = self._db.execute(
                select(SubmittedNotebook.score).where(SubmittedNotebook.id == notebook.id)
            ).scalar_one()
            notebook.late_submission_penalty = self._penalty.of(student, score, seconds_late)

    def _seconds_late(self, submission: Any) -> float:
        if submission.timestamp is None or self._duedate is None:
            return 0.0
        due = self._duedate + (submission.extension or timedelta())
        return max(0.0, float((submission.timestamp - due).total_seconds()))

    def _student(self, student: str) -> None:
        if self._db.get(Student, student, options=[load_only(Student.id)]) is None:
            self._db.add(Student(id=student))

    def _submission(self, student: str) -> "tuple[Any, dict[str, _Rows]]":
        submission = self._find(student)
        if submission is None:
            return self._new_submission(student)
        return submission, self._rows(submission.id)

    def _find(self, student: str) -> Any:
        return self._db.execute(
            select(SubmittedAssignment).where(
                SubmittedAssignment.assignment_id == self._assignment,
                SubmittedAssignment.student_id == student,
            )
        ).scalar_one_or_none()

    def _new_submission(self, student: str) -> "tuple[Any, dict[str, _Rows]]":
        submission = SubmittedAssignment(
            id=new_uuid(), assignment_id=self._assignment, student_id=student
        )
        self._db.add(submission)
        return submission, {
            name: self._new_notebook(submission.id, cells)
            for name, cells in self._notebooks.items()
        }

    def _new_notebook(self, submission: str, cells: "_Cells") -> "_Rows":
        notebook = SubmittedNotebook(
            id=new_uuid(), notebook_id=cells.notebook, assignment_id=submission
        )
        self._db.add(notebook)
        rows = _Rows(notebook)
        for key in cells.with_grades:
            self._add(rows.grades, Grade, key, notebook)
        for key in cells.with_comments:
            self._add(rows.comments, Comment, key, notebook)
        return rows

    def _rows(self, submission: str) -> "dict[str, _Rows]":
        notebooks = self._all(
            select(SubmittedNotebook).where(SubmittedNotebook.assignment_id == submission)
        )
        by_key = {notebook.id: _Rows(notebook) for notebook in notebooks}
        for grade in self._all(
            select(Grade)
            .where(Grade.notebook_id.in_(by_key))
            .options(
                load_only(
                    Grade.cell_id,
                    Grade.notebook_id,
                    Grade.auto_score,
                    Grade.manual_score,
                    Grade.needs_manual_grade,
                )
            )
        ):
            by_key[grade.notebook_id].grades[grade.cell_id] = grade
        for comment in self._all(select(Comment).where(Comment.notebook_id.in_(by_key))):
            by_key[comment.notebook_id].comments[comment.cell_id] = comment
        found = {rows.notebook.notebook_id: rows for rows in by_key.values()}
        return {
            name: found.get(cells.notebook) or self._new_notebook(submission, cells)
            for name, cells in self._notebooks.items()
        }

    def _add(self, rows: dict[str, Any], table: type, cell: str, notebook: Any) -> Any:
        rows[cell] = row = table(cell_id=cell, notebook_id=notebook.id)
        self._db.add(row)
        return row

    def _all(self, query: Any) -> Iterable[Any]:
        found: Iterable[Any] = self._db.execute(query).scalars()
        return found

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        finally:
            self._db.rollback()
            self._db.expunge_all()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            yield
            self._db.commit()
        except BaseException:
            self._db.rollback()
            raise
        finally:
            self._db.expunge_all()


class _Cells:
    """The keys of a source notebook and of its cells."""

    def __init__(self, notebook: str) -> None:
        self.notebook = notebook
        self.graded: dict[str, str] = {}
        self.commented: dict[str, str] = {}
        self.with_grades: list[str] = []
        self.with_comments: list[str] = []

    def add(self, key: str, name: str, kind: str) -> None:
        """Add a cell; where two share a name, nbgrader prefers the one that is not a task."""
        if kind in _GRADED:
            self.with_grades.append(key)
            if kind != "TaskCell" or name not in self.graded:
                self.graded[name] = key
        if kind in _COMMENTED:
            self.with_comments.append(key)
            if kind != "TaskCell" or name not in self.commented:
                self.commented[name] = key

    def standing(self, rows: "_Rows") -> Iterator[CellResult]:
        """Yield the grades in a submitted notebook's rows."""
        for name, key in self.graded.items():
            grade = rows.grades.get(key)
            if grade is not None:
                yield CellResult(
                    name=name,
                    graded=True,
                    auto_score=grade.auto_score,
                    needs_manual_grade=grade.needs_manual_grade,
                )


class _Rows:
    """The rows of a submitted notebook, by the keys of their cells."""

    def __init__(self, notebook: Any) -> None:
        self.notebook = notebook
        self.grades: dict[str, Any] = {}
        self.comments: dict[str, Any] = {}


def _withdraw(rows: _Rows) -> None:
    """Leave only what a person gave."""
    rows.notebook.late_submission_penalty = None
    for grade in rows.grades.values():
        grade.auto_score, grade.needs_manual_grade = None, True
    for comment in rows.comments.values():
        comment.auto_comment = None


def _mark(grade: Any, cell: CellResult) -> None:
    grade.auto_score = cell.auto_score
    grade.needs_manual_grade = grade.manual_score is not None or cell.needs_manual_grade
