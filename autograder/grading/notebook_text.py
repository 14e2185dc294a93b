"""Notebooks as text and as nbformat's nodes."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode, v4
from nbformat.v4.nbjson import BytesEncoder
from nbformat.validator import normalize

from autograder.grading import files
from autograder.grading.checked import Refusal
from autograder.language import t
from autograder.running.json_nodes import NodeCount

LARGEST_NOTEBOOK_BYTES = 64 * 1024 * 1024
MOST_CELLS = 10_000
"""No notebook for people has as many; more would keep a worker busy for minutes."""

REFUSED = "Refused"
"""The name of the error in a test cell that stands on a refused file."""


class TooManyCellsError(files.UnfitError):
    """A notebook of more cells than `MOST_CELLS`."""


def read_notebook(folder: Path, name: str) -> NotebookNode:
    """Read a submitted notebook of any version.

    Raises:
        UnfitError: it is not a regular file of the folder, too large, or of too many cells.
        TooManyNodesError: read, it would fill the memory.
        Exception: what nbformat raises.
    """
    content = files.read(folder, f"{name}.ipynb", LARGEST_NOTEBOOK_BYTES)
    NodeCount().add(content)
    nb = parse_notebook(content.decode())
    if len(nb.cells) > MOST_CELLS:
        raise TooManyCellsError(f"{len(nb.cells)} > {MOST_CELLS}")
    return nb


def parse_notebook(text: str) -> NotebookNode:
    """Read a notebook from its text; raises what nbformat raises."""
    return node(nbformat.reads(text, as_version=4))  # type: ignore[no-untyped-call]


def read_again(nb: NotebookNode) -> NotebookNode:
    """Return a valid notebook as it would be after it was written and read.

    The text in between is never shown, so it is not indented: Python's C encoder cannot indent.
    """
    text = json.dumps(nb, cls=BytesEncoder, ensure_ascii=False, sort_keys=True)
    again: NotebookNode = v4.reads(text)  # type: ignore[no-untyped-call]
    return again


def normalized(nb: NotebookNode) -> NotebookNode:
    """Return a notebook whose cells have the ids that its version asks for; `nb` if it has them.

    nbformat would copy the whole notebook to find that out.
    """
    ids = [cell.get("id") for cell in nb.cells]
    if (nb.nbformat, nb.nbformat_minor) < (4, 5) or (None not in ids and len(set(ids)) == len(ids)):
        return nb
    normalized: NotebookNode = normalize(nb)[1]
    return normalized


def notebook_text(nb: NotebookNode) -> str:
    """Return the text as nbconvert would write it."""
    return str(nbformat.writes(nb, version=4)) + "\n"  # type: ignore[no-untyped-call]


def valid_notebook_text(nb: NotebookNode) -> str:
    """Return the `notebook_text` of a notebook of version 4 that has been validated."""
    return str(v4.writes(nb)) + "\n"  # type: ignore[no-untyped-call]


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


def refuse(nb: NotebookNode, refusals: Mapping[str, Refusal], tests: Iterable[int]) -> None:
    """Have the test cells that stand on refused files say so; they earn nothing then.

    Args:
        nb: the notebook as it ran.
        refusals: the reasons, by grade id.
        tests: the indexes of the test cells.
    """
    for index in tests:
        cell = nb.cells[index]
        refusal = refusals.get(cell.metadata.nbgrader["grade_id"])
        if refusal is None:
            continue
        first = refusal.comes_first or not any(
            output.output_type == "error" and output.ename == AssertionError.__name__
            for output in cell.outputs
        )
        said = error_output(REFUSED, refusal.sentence)
        cell.outputs = [said, *cell.outputs] if first else [*cell.outputs, said]


def did_not_run() -> NotebookNode:
    """Return the output of a test cell that should have run but did not: it earns nothing."""
    return error_output("NotRun", t(fr="Ce test n’a pas été exécuté.", en="This test was not run."))
