"""Courses that the tests hand to graders, in a gradebook and an order; no tests by themselves."""

collect_ignore_glob = ["*.ipynb"]
