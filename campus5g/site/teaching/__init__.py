"""What trainers do with cohorts: the steps of nbgrader, and what the site remembers of them."""
