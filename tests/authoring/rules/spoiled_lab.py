"""The tiny lab with something added, and what is found in it."""

from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from tiny_lab import in_english, in_french, tiny_notebook, write_lab

from campus5g.authoring.checks import findings


def problems_of_pair(tmp_path: Path, french: str, english: str) -> list[str]:
    """What is found when a pair of cells is added."""
    return problems_with(tmp_path, in_french(french), in_english(english))


def problems_of_code(tmp_path: Path, source: str) -> list[str]:
    """What is found when a code cell is added."""
    return problems_with(tmp_path, new_code_cell(source))


def problems_with(tmp_path: Path, *cells: NotebookNode) -> list[str]:
    """What is found when cells are added at the end."""
    notebook = tiny_notebook()
    notebook.cells.extend(cells)
    return [str(finding) for finding in findings(write_lab(tmp_path / "labs", notebook))]
