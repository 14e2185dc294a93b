"""nbgrader's metadata of each cell: complete, of the current version, with a supported role."""

from collections.abc import Iterator

from nbformat import NotebookNode

from campus5g.authoring.findings import Finding

_SCHEMA_VERSION = 3
_FLAGS = ("grade", "solution", "locked")

# (cell type, grade, solution, locked): docs/how-to/write-a-notebook.md, "Graded cells".
_ROLES = {
    ("code", False, True, False): "answer in code",
    ("code", True, False, True): "tests",
    ("markdown", True, True, False): "answer read by the trainer",
    ("code", False, False, True): "read-only code",
    ("markdown", False, False, True): "read-only text",
}


def grade_metadata_findings(notebook: NotebookNode) -> Iterator[Finding]:
    """Find cells with metadata that nbgrader would refuse, or without a supported role."""
    for number, cell in enumerate(notebook.cells, start=1):
        if "nbgrader" in cell.metadata:
            for problem, remedy in _wrong_with(cell):
                yield Finding(problem, remedy, number, cell.get("id"))


def _wrong_with(cell: NotebookNode) -> Iterator[tuple[str, str]]:
    data = cell.metadata.nbgrader
    if data.get("schema_version") != _SCHEMA_VERSION:
        yield (
            f"Its nbgrader metadata has version {data.get('schema_version')}.",
            f"Make it {_SCHEMA_VERSION}.",
        )
    unset = [flag for flag in _FLAGS if not isinstance(data.get(flag), bool)]
    if unset:
        yield f"Its nbgrader metadata does not say {', '.join(unset)}.", "Set it to true or false."
        return
    role = (cell.cell_type, *(data[flag] for flag in _FLAGS))
    if role not in _ROLES or data.get("task"):
        flags = ", ".join(flag for flag in (*_FLAGS, "task") if data.get(flag)) or "nothing"
        yield (
            f"A {cell.cell_type} cell with {flags} set has no role.",
            f"Make it one of: {'; '.join(dict.fromkeys(_ROLES.values()))}.",
        )
    points = data.get("points")
    if data["grade"] and not (isinstance(points, int | float) and points >= 0):
        yield "It is graded, but has no points.", "Give it the points of its item."
