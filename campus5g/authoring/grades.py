"""The graded cells of a notebook, as nbgrader's metadata marks them."""

from collections import Counter
from collections.abc import Iterator

from nbformat import NotebookNode

from campus5g.authoring.catalogue import Item, ModuleManifest
from campus5g.authoring.findings import Finding


def graded_cells(notebook: NotebookNode) -> dict[str, NotebookNode]:
    """Return the cells that bear points, by grade id."""
    return _cells(notebook, "grade")


def answer_cells(notebook: NotebookNode) -> dict[str, NotebookNode]:
    """Return the cells that a learner fills in, by grade id: code answers and written ones."""
    return _cells(notebook, "solution")


def grade_findings(notebook: NotebookNode, manifest: ModuleManifest) -> Iterator[Finding]:
    """Find where a notebook's graded cells and its manifest differ.

    Each item is a cell of the right kind with the same points and each cell with points
    an item; grade ids are unique; wrong solutions replace answer cells that exist.
    """
    ids = Counter(cell.metadata.nbgrader.get("grade_id") for _, cell in _nbgrader_cells(notebook))
    cells = graded_cells(notebook)
    items = {item.id: item for item in manifest.items}
    for number, cell in _nbgrader_cells(notebook):
        grade_id = cell.metadata.nbgrader.get("grade_id")
        if not grade_id:
            yield Finding("It has no grade id.", "Give it one.", number, cell.get("id"))
        elif ids[grade_id] > 1:
            yield Finding(
                f"Its grade id {grade_id} is not unique.",
                "Rename one of the cells.",
                number,
                cell.get("id"),
            )
        elif grade_id in cells and grade_id not in items:
            yield Finding(
                f"It bears points, but {grade_id} is not an item of the manifest.",
                "Add the item, or take the points away.",
                number,
                cell.get("id"),
            )
        elif grade_id in items:
            yield from _item_findings(items[grade_id], number, cell)
    for item in manifest.items:
        if item.id not in cells:
            yield Finding(
                f"Item {item.id} has no cell with points.",
                "Give its test (or written answer) cell this grade id, or drop the item.",
            )
    for name, wrong in manifest.wrong.items():
        for grade_id in wrong.cells.keys() - answer_cells(notebook).keys():
            yield Finding(
                f"Wrong solution {name} replaces {grade_id}, which is not an answer cell.",
                "Use the grade id of the answer's cell, not that of its tests.",
            )


def _item_findings(item: Item, number: int, cell: NotebookNode) -> Iterator[Finding]:
    data = cell.metadata.nbgrader
    if float(data.get("points", 0)) != item.points:
        yield Finding(
            f"{item.id} bears {float(data.get('points', 0)):g} points here and "
            f"{item.points:g} in the manifest.",
            "Make them equal.",
            number,
            cell.get("id"),
        )
    kind = "manual" if data.get("solution") else "automatic"
    if kind != item.kind:
        yield Finding(
            f"{item.id} is graded as {kind} here and as {item.kind} in the manifest.",
            "Tests are automatic; an answer cell with points is manual.",
            number,
            cell.get("id"),
        )


def _cells(notebook: NotebookNode, role: str) -> dict[str, NotebookNode]:
    return {
        cell.metadata.nbgrader.get("grade_id", ""): cell
        for _, cell in _nbgrader_cells(notebook)
        if cell.metadata.nbgrader.get(role)
    }


def _nbgrader_cells(notebook: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    for number, cell in enumerate(notebook.cells, start=1):
        if "nbgrader" in cell.metadata:
            yield number, cell
