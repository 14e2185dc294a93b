"""Notebooks as text and as nbformat's nodes."""

from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.language import t


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook file of any version; raises what nbformat raises."""
    with path.open(encoding="utf-8") as stream:
        return node(nbformat.read(stream, as_version=4))  # type: ignore[no-untyped-call]


def parse_notebook(text: str) -> NotebookNode:
    """Read a notebook from its text; raises what nbformat raises."""
    return node(nbformat.reads(text, as_version=4))  # type: ignore[no-untyped-call]


def notebook_text(nb: NotebookNode) -> str:
    """Return the text as nbconvert would write it."""
    return str(nbformat.writes(nb, version=4)) + "\n"  # type: ignore[no-untyped-call]


def node(data: Any) -> NotebookNode:
    """Return data in nbformat's nodes."""
    found: NotebookNode = nbformat.from_dict(data)  # type: ignore[no-untyped-call]
    return found


def error_output(name: str, sentence: str) -> NotebookNode:
    """Return an output like that of a cell that raised."""
    return node(
        {
            "output_type": "error",
            "ename": name,
            "evalue": sentence,
            "traceback": [f"{name}: {sentence}"],
        }
    )


def did_not_run() -> NotebookNode:
    """Return the output of a test cell that ought to have run and did not: it earns nothing."""
    return error_output("NotRun", t(fr="Ce test n’a pas été exécuté.", en="This test was not run."))
