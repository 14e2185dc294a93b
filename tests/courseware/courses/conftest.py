"""Modules that the tests show, release and grade; no tests by themselves."""

collect_ignore_glob = ["*.ipynb"]
