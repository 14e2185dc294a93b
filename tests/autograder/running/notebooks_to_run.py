"""Notebooks to run, and where."""

from collections.abc import Callable
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.running import NotebookRun

WORKSPACE = Path("/srv/course/autograded/ada/lab1")

Run = Callable[..., NotebookRun]


def notebook(*cells: str | NotebookNode, kernel: str = "python3") -> NotebookNode:
    """Make a notebook of cells; plain texts are code."""
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
