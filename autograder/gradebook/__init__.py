"""Writes results to nbgrader's gradebook; nothing else does."""

from autograder.gradebook.opening import open_gradebook
from autograder.gradebook.penalty import Penalty
from autograder.gradebook.register import Register

__all__ = ["Penalty", "Register", "open_gradebook"]
