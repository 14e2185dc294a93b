"""Learners' progress, read from nbgrader's folders and gradebook, and handing in."""
