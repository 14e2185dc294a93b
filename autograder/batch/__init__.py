"""Grades a class: finds the submissions, hands them to workers, writes the results."""

from autograder.batch.grade import grade_assignment
from autograder.batch.outcome import (
    BatchReport,
    CellOutcome,
    Event,
    Found,
    Item,
    Started,
    SubmissionOutcome,
)

__all__ = [
    "BatchReport",
    "CellOutcome",
    "Event",
    "Found",
    "Item",
    "Started",
    "SubmissionOutcome",
    "grade_assignment",
]
