"""The author's own answers, graded both ways before anybody else's.

A test leaves the learner's interpreter only if the author's answer earns the same there and shows
the same. So an honest notebook loses nothing by it; and what a learner writes has no say.
"""

import re
from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.utils import determine_grade, is_grade, is_solution

from autograder.grading.files import regular_files
from autograder.grading.isolation import examination_of, isolation_by_index, shipped_modules
from autograder.grading.notebook_text import read_notebook
from autograder.grading.placement import Placement, Reason
from autograder.grading.settings import Settings
from autograder.grading.source import Source
from autograder.grading.source_cells import SourceNotebook
from autograder.running import NotebookRun, run_notebook
from autograder.running.sealing import Sealing
from autograder.sandbox import Enclosure, Nursery
from autograder.status import Status

_WORKSPACE = Path("/srv/author/autograded/author/assignment")
_CHANGING = re.compile(
    r"0x[0-9a-f]+|ipykernel_\d+/\d+|CPU times:.*|Wall time:.*"
    r"|[\d.]+(e[+-]\d+)? ?(ns|[µμu]s|ms|s|min)\b"
)

_REMEMBERED = 8
_NOT_FILES = ("*.ipynb", "__pycache__", ".ipynb_checkpoints")

Tests = dict[int, str]


class Trial:
    """Tries the tests of assignments, each assignment once."""

    def __init__(self, settings: Settings, nursery: Nursery) -> None:
        self._settings = settings
        self._nursery = nursery
        self._tried: deque[tuple[Source, Source]] = deque(maxlen=_REMEMBERED)

    def of(self, source: Source) -> Source:
        """Return the assignment with the placements that have stood the trial."""
        if all(notebook.tried for notebook in source.notebooks):
            return source
        for known, tried in self._tried:
            if known == source:
                return tried
        notebooks = tuple(self._notebook(source, each) for each in source.notebooks)
        tried = replace(source, notebooks=notebooks)
        self._tried.append((source, tried))
        return tried

    def _notebook(self, source: Source, notebook: SourceNotebook) -> SourceNotebook:
        apart = [
            name
            for name, each in notebook.placements.items()
            if each.isolation == "process" and not each.asked_for
        ]
        if not apart:
            return replace(notebook, tried=True)
        found = self._both(source, notebook)
        placements = {
            name: each.in_shell(found.get(name, "unproven"))
            if name in apart and found.get(name, "unproven")
            else each
            for name, each in notebook.placements.items()
        }
        return replace(notebook, placements=placements, tried=True)

    def _both(self, source: Source, notebook: SourceNotebook) -> dict[str, Reason]:
        """Run the author's notebook both ways; return what speaks against each test, or ""."""
        if source.folder is None:
            return {}
        path = source.folder / f"{notebook.name}.ipynb"
        try:
            shell, apart = (_as_it_will_be(path, notebook) for _ in range(2))
            tests = _tests(shell)
        except Exception:  # whatever nbformat raises
            return {}
        shipped = shipped_modules(source.folder, source.files)
        files = {name: source.folder / name for name in regular_files(source.folder, _NOT_FILES)}
        limits = self._settings.limits
        with self._nursery.enclosure(_WORKSPACE, files, limits) as enclosure:
            together = self._run(shell, enclosure, tests, {}, {})
        with self._nursery.enclosure(_WORKSPACE, files, limits) as enclosure:
            separately = self._run(apart, enclosure, tests, notebook.placements, shipped)
        if together.status is not Status.GRADED or together.executor == "kernel":
            return {}
        return {
            name: _against(shell.cells[index], apart.cells[index], separately)
            for index, name in tests.items()
        }

    def _run(
        self,
        nb: NotebookNode,
        enclosure: Enclosure,
        tests: Tests,
        placements: Mapping[str, Placement],
        shipped: Mapping[str, str],
    ) -> NotebookRun:
        return run_notebook(
            nb,
            enclosure,
            self._settings.limits,
            sealed=isolation_by_index(placements, tests),
            seal=Sealing(),
            examination=examination_of(placements, tests, shipped),
        )


def _as_it_will_be(path: Path, notebook: SourceNotebook) -> NotebookNode:
    """Read the author's notebook, its locked cells as they will be run."""
    nb = read_notebook(path)
    texts = {cell.name: cell.source for cell in notebook.source_cells if cell.locked}
    for cell in nb.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = texts.get(name, cell.source)
    return nb


def _tests(nb: NotebookNode) -> Tests:
    return {
        index: cell.metadata.nbgrader["grade_id"]
        for index, cell in enumerate(nb.cells)
        if cell.cell_type == "code" and is_grade(cell) and not is_solution(cell)
    }


def _against(shell: NotebookNode, apart: NotebookNode, run: NotebookRun) -> Reason:
    """Return what speaks against running a test apart: nothing, or why it can't be."""
    points, most = determine_grade(shell)
    if points is None or points < most or any(o.output_type == "error" for o in shell.outputs):
        return "unproven"
    if run.status is not Status.GRADED or determine_grade(apart)[0] != points:
        return "unlike"
    return "" if _shown(shell) == _shown(apart) else "unlike"


def _shown(cell: NotebookNode) -> list[Any]:
    """Return what a cell shows, without what differs from run to run."""
    shown: list[Any] = []
    for output in cell.outputs:
        if output.output_type == "stream":
            if shown and shown[-1][0] == output.name:
                shown[-1] = (output.name, shown[-1][1] + output.text)
            else:
                shown.append((output.name, output.text))
        else:
            shown.append((output.output_type, sorted(output.get("data", {}).items())))
    return [(kind, _CHANGING.sub("…", str(what))) for kind, what in shown]
