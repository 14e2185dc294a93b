"""Home of the sandboxed grader of any nbgrader course. Knows nothing of 5G."""
