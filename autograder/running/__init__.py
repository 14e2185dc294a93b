"""Runs one notebook in a sandbox as nbgrader would, and believes nothing the sandbox says."""

from autograder.running.result import CellRun, Executor, NotebookRun, Suspicion
from autograder.running.run import run_notebook
from autograder.running.sealed_cell import Seal, SealedCell

__all__ = [
    "CellRun",
    "Executor",
    "NotebookRun",
    "Seal",
    "SealedCell",
    "Suspicion",
    "run_notebook",
]
