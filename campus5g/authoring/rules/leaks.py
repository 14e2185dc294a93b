"""Worked answers stay with the author: nothing that is handed out holds a line of one."""

from collections.abc import Iterator

from nbformat import NotebookNode

from campus5g.authoring.catalogue import Module
from campus5g.authoring.findings import Finding
from campus5g.authoring.grades import answer_cells

_REGIONS = {
    "### BEGIN SOLUTION": "### END SOLUTION",
    "### BEGIN HIDDEN TESTS": "### END HIDDEN TESTS",
}

# Shorter lines stand in any program.
_TELLING_LETTERS = 30


def leak_findings(notebook: NotebookNode, module: Module) -> Iterator[Finding]:
    """Find lines of worked answers in what learners get, and marks without a partner."""
    visible: dict[int, list[str]] = {}
    for number, cell in enumerate(notebook.cells, start=1):
        shown, problem = _outside_regions(cell.source)
        visible[number] = shown
        if problem:
            yield Finding(
                problem, "Write both marks, each on a line of its own.", number, cell.get("id")
            )
    files = {
        file.name: file.read_text(encoding="utf-8").splitlines()
        for file in sorted(module.folder.glob("*.py"))
    }
    for grade_id, answer in answer_cells(notebook).items():
        secret = _inside_solution(answer.source)
        for number, cell in enumerate(notebook.cells, start=1):
            for line in _shared(secret, visible[number]):
                yield Finding(
                    f"It shows a line of the answer {grade_id}: {line}",
                    "Write the example so that the answer can't be copied from it.",
                    number,
                    cell.get("id"),
                )
        for name, lines in files.items():
            for line in _shared(secret, lines):
                yield Finding(
                    f"It shows a line of the answer {grade_id}: {line}",
                    "Keep the answer in the notebook only.",
                    file=name,
                )


def _outside_regions(source: str) -> tuple[list[str], str | None]:
    """Return the lines that learners get, and what is wrong with the marks."""
    shown: list[str] = []
    ends: str | None = None
    for line in map(str.strip, source.split("\n")):
        if ends is None and line in _REGIONS:
            ends = _REGIONS[line]
        elif ends is not None and line == ends:
            ends = None
        elif line in _REGIONS or line in _REGIONS.values():
            return shown, f"“{line}” has no partner."
        elif ends is None:
            shown.append(line)
    return shown, f"A region does not come to its “{ends}”." if ends else None


def _inside_solution(source: str) -> set[str]:
    lines: set[str] = set()
    inside = False
    for line in map(str.strip, source.split("\n")):
        if "BEGIN SOLUTION" in line or "END SOLUTION" in line:
            inside = "BEGIN SOLUTION" in line
        elif inside and len(line) >= _TELLING_LETTERS:
            lines.add(line)
    return lines


def _shared(secret: set[str], lines: list[str]) -> list[str]:
    return sorted(secret.intersection(lines))
