"""Stand-ins for an open gradebook, for nbgrader's preprocessors in a worker."""

import logging
from typing import Any

from nbgrader.api import MissingEntry

from autograder.grading.result import CellResult
from autograder.grading.source_cells import MarkedCell, SourceCell, SourceNotebook

_UNSET = object()


class _Session:
    """A database session in which nothing waits to be written."""

    def commit(self) -> None:
        """Do nothing: the grader writes the whole submission at once, later."""


class SourceGradebook:
    """Answers from the source what a preprocessor asks `nbgrader.api.Gradebook`.

    The methods have the names, parameters and errors of the original.
    """

    def __init__(self, notebook: SourceNotebook) -> None:
        self.db = _Session()
        self._notebook = notebook
        self._sources = {cell.name: cell for cell in notebook.source_cells}
        self._marked = {cell.name: cell for cell in notebook.task_cells}
        self._marked |= {cell.name: cell for cell in notebook.grade_cells}
        self._commented = {cell.name for cell in notebook.solution_cells}
        self._commented |= {cell.name for cell in notebook.task_cells}

    def find_notebook(self, notebook: str, assignment: str) -> SourceNotebook:
        """Return the source notebook."""
        return self._notebook

    def find_source_cell(self, name: str, notebook: str, assignment: str) -> SourceCell:
        """Return the source cell, or raise `MissingEntry`."""
        try:
            return self._sources[name]
        except KeyError:
            raise MissingEntry(f"No such source cell: {assignment}/{notebook}/{name}") from None

    def find_graded_cell(self, name: str, notebook: str, assignment: str) -> MarkedCell:
        """Return the grade cell or task cell, or raise `MissingEntry`."""
        try:
            return self._marked[name]
        except KeyError:
            raise MissingEntry(f"No such graded cell: {assignment}/{notebook}/{name}") from None


class RecordedGrade:
    """A row of the table of grades, not yet written."""

    manual_score = None
    extra_credit = None

    def __init__(self, name: str, max_score: float) -> None:
        self.name = name
        self.max_score = max_score
        self.auto_score: Any = _UNSET
        self.needs_manual_grade = True

    @property
    def written(self) -> bool:
        """Whether a preprocessor gave it a score."""
        return self.auto_score is not _UNSET


class RecordedComment:
    """A row of the table of comments, not yet written."""

    manual_comment = None

    def __init__(self, name: str) -> None:
        self.name = name
        self.auto_comment: Any = _UNSET

    @property
    def written(self) -> bool:
        """Whether a preprocessor commented on it."""
        return self.auto_comment is not _UNSET


class Recorder(SourceGradebook):
    """A `SourceGradebook` that also keeps what `SaveAutoGrades` writes, in its order."""

    def __init__(self, notebook: SourceNotebook) -> None:
        super().__init__(notebook)
        self._grades: dict[str, RecordedGrade] = {}
        self._comments: dict[str, RecordedComment] = {}
        self._in_order: dict[str, None] = {}

    def find_grade(
        self, grade_cell: str, notebook: str, assignment: str, student: str
    ) -> RecordedGrade:
        """Return the row of that cell's grade, or raise `MissingEntry`."""
        cell = self.find_graded_cell(grade_cell, notebook, assignment)
        self._in_order[grade_cell] = None
        return self._grades.setdefault(grade_cell, RecordedGrade(grade_cell, cell.max_score))

    def find_comment(
        self, solution_cell: str, notebook: str, assignment: str, student: str
    ) -> RecordedComment:
        """Return the row of that cell's comment, or raise `MissingEntry`."""
        if solution_cell not in self._commented:
            raise MissingEntry(f"No such comment: {assignment}/{notebook}/{solution_cell}")
        self._in_order[solution_cell] = None
        return self._comments.setdefault(solution_cell, RecordedComment(solution_cell))

    def cells(self) -> list[CellResult]:
        """Return what was written so far, in the order of the notebook's cells."""
        results = []
        for name in self._in_order:
            grade, comment = self._grades.get(name), self._comments.get(name)
            graded = grade is not None and grade.written
            commented = comment is not None and comment.written
            if graded or commented:
                results.append(
                    CellResult(
                        name=name,
                        graded=graded,
                        auto_score=_number(grade.auto_score) if grade and graded else None,
                        max_score=grade.max_score if grade else 0.0,
                        needs_manual_grade=bool(grade and graded and grade.needs_manual_grade),
                        commented=commented,
                        auto_comment=comment.auto_comment if comment and commented else None,
                    )
                )
        return results


def _number(score: Any) -> float | None:
    return None if score is None else float(score)


class Notes(logging.Handler):
    """Keeps the warnings of nbgrader's preprocessors while one notebook is graded."""

    def __init__(self, log: logging.Logger) -> None:
        super().__init__(logging.WARNING)
        self._log = log
        self.sentences: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep its first line."""
        self.sentences.append(record.getMessage().strip().partition("\n")[0])

    def __enter__(self) -> "Notes":
        self._log.addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        self._log.removeHandler(self)
