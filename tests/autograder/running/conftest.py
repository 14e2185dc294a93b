"""A warm sandbox to run notebooks in."""

from collections.abc import Iterator
from typing import Any

import pytest
from nbformat import NotebookNode
from notebooks_to_run import WORKSPACE, Run

from autograder.limits import Limits
from autograder.running import NotebookRun, run_notebook
from autograder.sandbox import Environment, Nursery, best_level


@pytest.fixture(scope="package")
def nursery() -> Iterator[Nursery]:
    environment = Environment(preload=("numpy", "pandas", "matplotlib.pyplot"))
    with Nursery(environment, best_level()) as nursery:
        yield nursery


@pytest.fixture
def run(nursery: Nursery) -> Run:
    """Run a notebook in a new enclosure."""

    def run(nb: NotebookNode, limits: Limits | None = None, **options: Any) -> NotebookRun:
        limits = limits or Limits()
        with nursery.enclosure(WORKSPACE, {}, limits) as enclosure:
            return run_notebook(nb, enclosure, limits, **options)

    return run
