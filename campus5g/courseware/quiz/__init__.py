"""Questions of a module: formative ones, and a final that is graded through nbgrader."""
