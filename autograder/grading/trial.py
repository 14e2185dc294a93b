"""The author's own answers, graded both ways before anybody else's.

A test leaves the learner's interpreter only if the author's answer earns the same there and shows
the same. So an honest notebook loses nothing by it; and what a learner writes has no say. What the
seal holds against the author's own answer (an exercise that traces, or replaces `print`) is not
held against a learner's.
"""

import re
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.utils import determine_grade, is_grade, is_solution

from autograder.grading.files import regular_files
from autograder.grading.isolation import examination_of, isolation_by_index, shipped_modules
from autograder.grading.notebook_text import read_notebook
from autograder.grading.placing.placement import Reason
from autograder.grading.settings import Settings
from autograder.grading.source import Source
from autograder.grading.source_cells import SourceNotebook
from autograder.running import NotebookRun, run_notebook
from autograder.running.sealing import Sealing
from autograder.sandbox import Nursery
from autograder.status import Status

_WORKSPACE = Path("/srv/author/autograded/author/assignment")
_CHANGING = re.compile(
    r"0x[0-9a-f]+|ipykernel_\d+/\d+|CPU times:.*|Wall time:.*"
    r"|[\d.]+(e[+-]\d+)? ?(ns|[µμu]s|ms|s|min)\b"
)

_REMEMBERED = 8
_NOT_FILES = ("*.ipynb", "__pycache__", ".ipynb_checkpoints")


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
        tried = replace(source, notebooks=tuple(self._notebooks(source)))
        self._tried.append((source, tried))
        return tried

    def _notebooks(self, source: Source) -> Iterator[SourceNotebook]:
        found: dict[str, dict[str, _Verdict]] = {}
        if any(_to_try(notebook) for notebook in source.notebooks):
            found = self._both(source)
        for notebook in source.notebooks:
            verdicts = found.get(notebook.name, {})
            placements = dict(notebook.placements)
            for name in _to_try(notebook):
                if reason := verdicts.get(name, _Verdict()).reason:
                    placements[name] = placements[name].in_shell(reason)
            for name in placements.keys() & verdicts.keys():
                findings = verdicts[name].findings
                placements[name] = replace(placements[name], findings=findings)
            yield replace(notebook, placements=placements, tried=True)

    def _both(self, source: Source) -> dict[str, "dict[str, _Verdict]"]:
        """Run the author's notebooks both ways; return what each test came to."""
        if source.folder is None:
            return {}
        meanwhile = ThreadPoolExecutor(1)
        examined = meanwhile.submit(self._run, source, source.folder, examined=True)
        # Ctrl-C need not wait for it: it ends with the nursery.
        meanwhile.shutdown(wait=False)
        together = self._run(source, source.folder, examined=False)
        separately = examined.result()
        verdicts = {
            name: {
                test: _Verdict(
                    _against(once.nb.cells[index], again.nb.cells[index], again.run),
                    tuple(each.sentence for each in once.run.suspicions if each.cell == index),
                )
                for index, test in once.tests.items()
            }
            for name, once in together.items()
            if (again := separately.get(name)) is not None
            and once.run.status is Status.GRADED
            and once.run.executor != "kernel"
        }
        if any(each.reason == "unproven" for tests in verdicts.values() for each in tests.values()):
            self._without_seal(source, source.folder, verdicts)
        return verdicts

    def _without_seal(
        self, source: Source, folder: Path, verdicts: dict[str, "dict[str, _Verdict]"]
    ) -> None:
        """Tell the tests that only the seal keeps the author's answer from passing."""
        for name, once in self._run(source, folder, examined=False, sealed=False).items():
            for index, test in once.tests.items():
                verdict = verdicts.get(name, {}).get(test)
                if verdict and verdict.reason == "unproven" and _passes(once.nb.cells[index]):
                    verdicts[name][test] = replace(verdict, reason="unsealable")

    def _run(
        self, source: Source, folder: Path, *, examined: bool, sealed: bool = True
    ) -> dict[str, "_Rehearsal"]:
        """Run the author's notebooks one after the other, as those of a submission."""
        files = {name: folder / name for name in regular_files(folder, _NOT_FILES)}
        limits = self._settings.limits
        shipped = shipped_modules(folder, source.files)
        ran: dict[str, _Rehearsal] = {}
        with self._nursery.enclosure(_WORKSPACE, files, limits) as enclosure:
            for notebook in sorted(source.notebooks, key=lambda each: each.name):
                try:
                    nb = _as_it_will_be(folder / f"{notebook.name}.ipynb", notebook)
                    tests = _tests(nb)
                except Exception:  # noqa: S112 - whatever nbformat raises; it has no tests then
                    continue
                placements = notebook.placements if examined else {}
                run = run_notebook(
                    nb,
                    enclosure,
                    limits,
                    sealed=isolation_by_index(placements, tests) if sealed else {},
                    seal=Sealing(),
                    examination=examination_of(placements, tests, shipped),
                )
                ran[notebook.name] = _Rehearsal(nb, tests, run)
        return ran


@dataclass(frozen=True)
class _Verdict:
    """What speaks against running a test apart, and what the seal says of the author's answer."""

    reason: Reason = "unproven"
    findings: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Rehearsal:
    """The author's notebook after one of the two runs; `tests` are grade ids by place."""

    nb: NotebookNode
    tests: dict[int, str]
    run: NotebookRun


def _to_try(notebook: SourceNotebook) -> list[str]:
    """Return the tests that are to run apart if the author's answers allow it."""
    return [
        name
        for name, place in notebook.placements.items()
        if place.isolation == "process" and not place.asked_for
    ]


def _as_it_will_be(path: Path, notebook: SourceNotebook) -> NotebookNode:
    """Read the author's notebook, its locked cells as they will be run."""
    nb = read_notebook(path.parent, path.stem)
    texts = {cell.name: cell.source for cell in notebook.source_cells if cell.locked}
    for cell in nb.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = texts.get(name, cell.source)
    return nb


def _tests(nb: NotebookNode) -> dict[int, str]:
    return {
        index: cell.metadata.nbgrader["grade_id"]
        for index, cell in enumerate(nb.cells)
        if cell.cell_type == "code" and is_grade(cell) and not is_solution(cell)
    }


def _against(shell: NotebookNode, apart: NotebookNode, run: NotebookRun) -> Reason:
    """Return what speaks against running a test apart: nothing, or why it can't be."""
    if not _passes(shell):
        return "unproven"
    if run.status is not Status.GRADED or determine_grade(apart)[0] != determine_grade(shell)[0]:
        return "unlike"
    return "" if _shown(shell) == _shown(apart) else "unlike"


def _passes(cell: NotebookNode) -> bool:
    points, most = determine_grade(cell)
    failed = any(output.output_type == "error" for output in cell.outputs)
    return points is not None and points >= most and not failed


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
