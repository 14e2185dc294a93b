"""What trainers do with cohorts: the steps of nbgrader, and the site's records of them."""
