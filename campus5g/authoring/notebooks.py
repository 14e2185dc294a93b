"""Notebook files: reading and writing them as they are."""

from pathlib import Path

from nbformat import NotebookNode, v4

from campus5g.errors import CampusError


class NotebookError(CampusError):
    """A file that is not a notebook."""


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook of format 4 as it is, without adding or renewing anything.

    Raises:
        NotebookError: the file can't be read or is not a notebook of format 4.
    """
    try:
        notebook: NotebookNode = v4.reads(path.read_text(encoding="utf-8"))  # type: ignore[no-untyped-call]
        major = notebook.nbformat
    except OSError as error:
        raise NotebookError(
            f"{path}: the notebook can't be read ({error.__class__.__name__}).", "Check the name."
        ) from error
    except (ValueError, AttributeError, TypeError) as error:
        raise NotebookError(
            f"{path}: this is not a notebook.", "Save it from JupyterLab again."
        ) from error
    if major != 4:
        raise NotebookError(
            f"{path}: the notebook has format {major}.",
            "Open it in JupyterLab and save it: it becomes format 4.",
        )
    return notebook


def notebook_text(notebook: NotebookNode) -> str:
    """Return the text of a notebook's file, keys sorted, with its last newline."""
    return str(v4.writes(notebook)) + "\n"  # type: ignore[no-untyped-call]


def write_notebook(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook's file."""
    path.write_text(notebook_text(notebook), encoding="utf-8")
