"""A module's editions: the same release in the languages that are not the cohort's own.

nbgrader's release is in the language of the cohort; each other language has an edition beside it in
the exchange, ``<course>/editions/<language>/<module>/``. It is the same assignment: who has another
edition hands in, and is graded, as everybody else.
"""
