"""Worked answers stay with the author: no released file holds a line of one."""

import ast
import re
from collections.abc import Iterator

from nbformat import NotebookNode

from campus5g.authoring.catalogue import SOLUTIONS_FILE, Module
from campus5g.authoring.findings import Finding
from campus5g.authoring.grades import answer_cells
from campus5g.authoring.languages import AUTHORS_TAG

_REGIONS = {
    "### BEGIN SOLUTION": "### END SOLUTION",
    "### BEGIN HIDDEN TESTS": "### END HIDDEN TESTS",
}

# Shorter lines occur in any program.
_TELLING_LETTERS = 30

_IMPORTS = re.compile(r"(?:from|import) (\w+)\b")


def leak_findings(notebook: NotebookNode, module: Module) -> Iterator[Finding]:
    """Find lines of worked answers in what learners get, and marks without a partner."""
    visible: dict[int, list[str]] = {}
    for number, cell in enumerate(notebook.cells, start=1):
        if AUTHORS_TAG in cell.metadata.get("tags", []):
            visible[number] = []
            continue
        shown, problem = _outside_regions(cell.source)
        visible[number] = shown
        if problem:
            yield Finding(
                problem, "Write both marks, each on its own line.", number, cell.get("id")
            )
    kept_back = {SOLUTIONS_FILE, *(file.name for file in module.graders_programs)}
    files = {
        file.name: [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
        for file in module.released_programs
    }
    for name, lines in files.items():
        for kept in _imported(lines) & kept_back:
            yield Finding(
                f"It imports {kept}, which learners do not get.",
                "Let it take the data that it needs.",
                file=name,
            )
    for number, cell in enumerate(notebook.cells, start=1):
        for name in _imported(visible[number]) & kept_back:
            yield Finding(
                f"It imports {name}, which learners do not get.",
                "Give the data that it needs on the card, or import it in a hidden test.",
                number,
                cell.get("id"),
            )
    answers = answer_cells(notebook)
    secrets = {
        f"the answer {grade_id}": _inside_solution(answer.source)
        for grade_id, answer in answers.items()
    }
    given = {line for answer in answers.values() for line in _outside_regions(answer.source)[0]}
    secrets[SOLUTIONS_FILE] = _typed(module) - given
    for owner, secret in secrets.items():
        for number, cell in enumerate(notebook.cells, start=1):
            for line in _shared(secret, visible[number]):
                yield Finding(
                    f"It shows a line of {owner}: {line}",
                    "Write the example so that the answer can't be copied from it.",
                    number,
                    cell.get("id"),
                )
        for name, lines in files.items():
            for line in _shared(secret, lines):
                yield Finding(
                    f"It shows a line of {owner}: {line}",
                    "Keep the answer in the notebook only.",
                    file=name,
                )


def _imported(lines: list[str]) -> set[str]:
    """Return the files of the modules that lines import."""
    return {f"{match[1]}.py" for match in map(_IMPORTS.match, lines) if match}


def _outside_regions(source: str) -> tuple[list[str], str | None]:
    """Return the lines that learners get, and the faults of the marks."""
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


def _typed(module: Module) -> set[str]:
    """Return the revealing lines of the answers that ``solutions.py`` writes for a case."""
    file = module.folder / SOLUTIONS_FILE
    if not file.is_file():
        return set()
    try:
        tree = ast.parse(file.read_text(encoding="utf-8"))
    except SyntaxError:
        return set()
    texts = (
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    lines = (line.strip() for text in texts for line in text.split("\n"))
    return {line for line in lines if len(line) >= _TELLING_LETTERS}


def _shared(secret: set[str], lines: list[str]) -> list[str]:
    return sorted(secret.intersection(lines))
