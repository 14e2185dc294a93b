"""Turns a submission into a result: nbgrader's own logic, without a gradebook."""

from autograder.grading.checked import Checked, CheckOf, FileVerdict, unchecked
from autograder.grading.grade import Grader, grade
from autograder.grading.result import CellResult, NotebookResult, Result
from autograder.grading.settings import Settings
from autograder.grading.source import Source
from autograder.grading.source_cells import SourceNotebook
from autograder.grading.submission import Submission

__all__ = [
    "CellResult",
    "CheckOf",
    "Checked",
    "FileVerdict",
    "Grader",
    "NotebookResult",
    "Result",
    "Settings",
    "Source",
    "SourceNotebook",
    "Submission",
    "grade",
    "unchecked",
]
