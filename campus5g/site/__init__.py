"""The training site: a JupyterHub with accounts, a demo cohort, and nbgrader by role."""
