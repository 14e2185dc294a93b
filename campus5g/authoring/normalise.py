"""Notebooks in one normal form, so that a diff shows what an author changed."""

import hashlib
import re
from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from campus5g.authoring.notebooks import NotebookError, notebook_text, read_notebook

CHECKED_OUTPUT_TAG = "nbval-check-output"

_KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
_NOTEBOOK_NOISE = {"celltoolbar", "widgets"}
_CELL_NOISE = {
    "ExecuteTime",
    "collapsed",
    "execution",
    "jp-MarkdownHeadingCollapsed",
    "scrolled",
}
# What JupyterLab's property inspector leaves behind when nothing was chosen in it.
_UNCHOSEN: dict[str, Any] = {"editable": True, "deletable": True, "slideshow": {"slide_type": ""}}
_CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")  # nbformat 4.5, definition cell_id


def normalise(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook in normal form; the same again when normalised twice.

    Valid cell ids are kept, missing and repeated ones are derived from the cell's text.
    Execution counts, outputs (but those of cells tagged ``nbval-check-output``), empty or
    accidental metadata and the version of the language are dropped; the kernel is python3.

    Raises:
        NotebookError: what comes out does not satisfy the notebook format.
    """
    normal = deepcopy(notebook)
    normal.nbformat, normal.nbformat_minor = 4, 5
    normal.metadata = _notebook_metadata(notebook.metadata)
    for cell in normal.cells:
        cell.metadata = _cell_metadata(cell.metadata)
        if cell.cell_type == "code":
            cell.execution_count = None
            checked = CHECKED_OUTPUT_TAG in cell.metadata.get("tags", [])
            cell.outputs = [_uncounted(output) for output in cell.outputs] if checked else []
    for cell, cell_id in zip(normal.cells, _cell_ids(normal.cells), strict=True):
        cell["id"] = cell_id
    try:
        nbformat.validate(normal)
    except nbformat.ValidationError as error:
        raise NotebookError(
            f"The notebook breaks its format: {error.message}.", "Save it from JupyterLab again."
        ) from error
    return normal


def normalised_text(path: Path) -> str:
    """Return what a notebook's file should hold.

    Raises:
        NotebookError: the file is not a notebook.
    """
    return notebook_text(normalise(read_notebook(path)))


def normalise_file(path: Path) -> bool:
    """Bring a notebook's file into normal form; return whether it changed.

    Raises:
        NotebookError: the file is not a notebook.
    """
    text = normalised_text(path)
    if path.read_text(encoding="utf-8") == text:
        return False
    path.write_text(text, encoding="utf-8")
    return True


def _notebook_metadata(metadata: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in metadata.items() if key not in _NOTEBOOK_NOISE}
    return {**kept, "kernelspec": _KERNELSPEC, "language_info": {"name": "python"}}


def _cell_metadata(metadata: dict[str, Any]) -> dict[str, Any]:
    kept = {
        key: value
        for key, value in metadata.items()
        if key not in _CELL_NOISE and not (key in _UNCHOSEN and value == _UNCHOSEN[key])
    }
    tags = sorted(set(kept.pop("tags", [])))
    if tags:
        kept["tags"] = tags
    if "nbgrader" in kept:
        # A source is never sealed: the checksum is computed at release.
        kept["nbgrader"] = {k: v for k, v in kept["nbgrader"].items() if k != "checksum"}
    return kept


def _uncounted(output: NotebookNode) -> NotebookNode:
    if "execution_count" in output:
        output.execution_count = None
    return output


def _cell_ids(cells: Iterable[NotebookNode]) -> list[str]:
    kept: list[str | None] = []
    for cell in cells:
        cell_id = cell.get("id")
        valid = isinstance(cell_id, str) and _CELL_ID.fullmatch(cell_id) and cell_id not in kept
        kept.append(cell_id if valid else None)
    taken = {cell_id for cell_id in kept if cell_id}
    ids = []
    for cell, cell_id in zip(cells, kept, strict=True):
        ids.append(cell_id or _new_id(cell, taken))
        taken.add(ids[-1])
    return ids


def _new_id(cell: NotebookNode, taken: set[str]) -> str:
    digest = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:8]
    cell_id, number = digest, 1
    while cell_id in taken:
        number += 1
        cell_id = f"{digest}-{number}"
    return cell_id
