"""Notebooks and a warm sandbox to run them in."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.limits import Limits
from autograder.running import NotebookRun, run_notebook
from autograder.sandbox import Environment, Nursery, best_level

WORKSPACE = Path("/srv/course/autograded/ada/lab1")

Run = Callable[..., NotebookRun]


def notebook(*cells: str | NotebookNode, kernel: str = "python3") -> NotebookNode:
    """Make a notebook of code cells; what begins with # % markdown is a text cell."""
    return new_notebook(
        metadata={"kernelspec": {"name": kernel, "display_name": kernel, "language": "python"}},
        cells=[cell if isinstance(cell, NotebookNode) else new_code_cell(cell) for cell in cells],
    )


def tagged(source: str, *tags: str) -> NotebookNode:
    """Make a code cell with tags."""
    return new_code_cell(source, metadata={"tags": list(tags)})


def text(source: str) -> NotebookNode:
    """Make a text cell."""
    return new_markdown_cell(source)


@pytest.fixture(scope="package")
def nursery() -> Iterator[Nursery]:
    environment = Environment(preload=("numpy", "pandas", "matplotlib.pyplot"))
    with Nursery(environment, best_level()) as nursery:
        yield nursery


@pytest.fixture
def run(nursery: Nursery) -> Run:
    """Run a notebook in an enclosure of its own."""

    def run(nb: NotebookNode, limits: Limits | None = None, **options: Any) -> NotebookRun:
        limits = limits or Limits()
        with nursery.enclosure(WORKSPACE, {}, limits) as enclosure:
            return run_notebook(nb, enclosure, limits, **options)

    return run
