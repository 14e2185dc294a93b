"""Every row of a gradebook by natural keys: ids are random, names are not."""

import sqlite3
from typing import Any

_NOTEBOOK = (
    "submitted_notebook AS submitted"
    " JOIN notebook ON notebook.id = submitted.notebook_id"
    " JOIN submitted_assignment AS handed ON handed.id = submitted.assignment_id"
    " JOIN assignment ON assignment.id = handed.assignment_id"
)
_CELL = (
    "JOIN notebook ON notebook.id = cell.notebook_id"
    " JOIN assignment ON assignment.id = notebook.assignment_id"
)
# Names of tables and columns only: nothing here comes from outside.
# ruff: noqa: S608
_TABLES = {
    "course": "SELECT id FROM course",
    "student": "SELECT id, first_name, last_name, email, lms_user_id FROM student",
    "assignment": "SELECT name, duedate, course_id FROM assignment",
    "notebook": "SELECT assignment.name, notebook.name, kernelspec FROM notebook"
    " JOIN assignment ON assignment.id = notebook.assignment_id",
    "base_cell": "SELECT assignment.name, notebook.name, cell.name, cell.type"
    f" FROM base_cell AS cell {_CELL}",
    "grade_cells": "SELECT assignment.name, notebook.name, cell.name, max_score, cell_type"
    f" FROM grade_cells JOIN base_cell AS cell ON cell.id = grade_cells.id {_CELL}",
    "solution_cells": "SELECT assignment.name, notebook.name, cell.name"
    f" FROM solution_cells JOIN base_cell AS cell ON cell.id = solution_cells.id {_CELL}",
    "task_cells": "SELECT assignment.name, notebook.name, cell.name, max_score, cell_type"
    f" FROM task_cells JOIN base_cell AS cell ON cell.id = task_cells.id {_CELL}",
    "source_cell": "SELECT assignment.name, notebook.name, cell.name, cell_type, locked, source,"
    f" checksum FROM source_cell AS cell {_CELL}",
    "submitted_assignment": "SELECT student_id, assignment.name, timestamp, extension"
    " FROM submitted_assignment JOIN assignment ON assignment.id = assignment_id",
    "submitted_notebook": "SELECT handed.student_id, assignment.name, notebook.name, flagged,"
    f" late_submission_penalty FROM {_NOTEBOOK}",
    "grade": "SELECT handed.student_id, assignment.name, notebook.name, cell.name, cell.type,"
    " auto_score, manual_score, extra_credit, needs_manual_grade"
    f" FROM {_NOTEBOOK} JOIN grade ON submitted.id = grade.notebook_id"
    " JOIN base_cell AS cell ON cell.id = grade.cell_id",
    "comment": "SELECT handed.student_id, assignment.name, notebook.name, cell.name, cell.type,"
    " auto_comment, manual_comment"
    f" FROM {_NOTEBOOK} JOIN comment ON submitted.id = comment.notebook_id"
    " JOIN base_cell AS cell ON cell.id = comment.cell_id",
    "alembic_version": "SELECT version_num FROM alembic_version",
}

Rows = dict[str, list[tuple[Any, ...]]]


def all_rows(database: str) -> Rows:
    """Return the rows of every table of an SQLite gradebook, sorted; none may be left out."""
    with sqlite3.connect(database.removeprefix("sqlite:///")) as connection:
        names = {
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
        }
        assert names == set(_TABLES)
        rows = {
            table: sorted(connection.execute(query).fetchall(), key=repr)
            for table, query in _TABLES.items()
        }
        for table, found in rows.items():
            counted = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            assert len(found) == counted
    return rows


def marks(rows: Rows, student: str) -> dict[str, tuple[Any, ...]]:
    """Return (automatic score, needs a person) of a learner's cells."""
    return {row[3]: (row[5], bool(row[8])) for row in rows["grade"] if row[0] == student}


def of_student(rows: Rows, student: str) -> Rows:
    """Return the rows that are about one learner."""
    return {
        table: [row for row in rows[table] if row[0] == student]
        for table in ("student", "submitted_assignment", "submitted_notebook", "grade", "comment")
    }
