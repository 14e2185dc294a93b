"""Grades any nbgrader course in sandboxes, in parallel. Knows nothing of 5G."""
