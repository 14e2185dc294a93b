"""Grade one notebook of a submission."""

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import Execute
from nbgrader.utils import is_grade, is_locked, is_solution

from autograder.errors import AutograderError
from autograder.grading.checked import Checked
from autograder.grading.failure import RepeatedIdsError, failure_of
from autograder.grading.isolation import examination_of, isolation_by_index
from autograder.grading.notebook_text import did_not_run, refuse
from autograder.grading.pipeline import Pipeline
from autograder.grading.placing.placement import Placement
from autograder.grading.result import CellResult, NotebookResult
from autograder.grading.source_cells import SourceNotebook
from autograder.grading.stand_ins import Notes, Recorder
from autograder.grading.suspicion import (
    beyond_the_authors,
    of_chosen_kernel,
    under_suspicion,
    without_walls,
)
from autograder.limits import Limits
from autograder.running import NotebookRun, Suspicion, run_notebook
from autograder.running.absent_modules import absent_modules
from autograder.running.sealing import Sealing
from autograder.running.sealing_findings import suspicion
from autograder.sandbox import Enclosure, Level
from autograder.status import Status, worst


class _NotRunError(Exception):
    """This machine cannot run the notebook: there is nothing to score."""


class NotebookAttempt:
    """One notebook on its way from the learner's folder to its points."""

    def __init__(
        self,
        pipeline: Pipeline,
        limits: Limits,
        source: SourceNotebook,
        enclosure: Enclosure | None,
        checked: Checked | None = None,
        shipped: Mapping[str, str] | None = None,
    ) -> None:
        self._pipeline = pipeline
        self._limits = limits
        self._source = source
        self._shipped = shipped or {}
        self._enclosure = enclosure
        self._checked = checked or Checked()
        self._run: NotebookRun | None = None
        self._names: dict[int, str] = {}
        self._sealed: tuple[int, ...] = ()
        self._absent: tuple[str, ...] = ()

    def grade(self, folder: Path, workspace: Path, resources: dict[str, Any]) -> NotebookResult:
        """Return the result. What the file contains never raises.

        `folder` is the submission's; `workspace` is where the notebook runs. Where it ends its
        interpreter, what ran before is scored, and the tests that did not run wait for a person.
        """
        started = time.monotonic()
        recorder = Recorder(self._source)
        text, detail, failed, status = None, "", True, Status.MALFORMED
        penalised = False
        with Notes(self._pipeline.log) as notes:
            try:
                nb = self._sanitised(folder, resources)
                text = self._pipeline.autograde(nb, workspace, resources, recorder, self._execute)
                failed = self._run is not None and self._run.stock_error is not None
                status = self._run.status if self._run else Status.GRADED
            except AutograderError:
                raise
            except _NotRunError:
                status = Status.NOT_GRADED
            except Exception as error:  # whatever a hostile file makes of a parser
                failure = failure_of(error)
                status, detail = failure.status, failure.sentence
            penalised = self._pipeline.penalised
        return self._result(
            status=status,
            detail=detail or (self._run.detail if self._run else ""),
            cells=tuple(recorder.cells()),
            text=text,
            failed=failed,
            penalised=penalised,
            notes=tuple(notes.sentences),
            seconds=time.monotonic() - started,
        )

    def _sanitised(self, folder: Path, resources: dict[str, Any]) -> NotebookNode:
        nb = self._pipeline.read(folder, self._source)
        repeated = _repeated_ids(nb)
        try:
            return self._pipeline.sanitise(nb, folder, resources)
        except Exception as error:
            if repeated:
                # nbgrader has taken the copy's metadata away, and then misses them.
                raise RepeatedIdsError(", ".join(repeated)) from error
            raise

    def _execute(self, nb: NotebookNode, execute: Execute) -> NotebookNode:
        assert self._enclosure is not None  # noqa: S101 - there is one where Execute is enabled
        self._names = {
            index: cell.metadata.nbgrader["grade_id"]
            for index, cell in enumerate(nb.cells)
            if is_grade(cell)
        }
        tests = {
            index: cell.metadata.nbgrader["grade_id"]
            for index, cell in enumerate(nb.cells)
            if cell.cell_type == "code" and is_grade(cell) and not is_solution(cell)
        }
        placements = self._source.placements
        sealed = isolation_by_index(placements, tests)
        self._sealed = tuple(sealed)
        self._run = run_notebook(
            nb,
            self._enclosure,
            replace(self._limits, cell_s=_cell_s(execute)),
            sealed=sealed,
            seal=Sealing(),
            examination=examination_of(placements, tests, self._shipped, self._checked.for_tests),
            execute=execute,
        )
        if self._run.status is Status.NOT_GRADED:
            raise _NotRunError
        for cell_run in self._run.cells:
            cell = nb.cells[cell_run.index]
            if cell_run.index in sealed and not cell_run.ran and cell.source.strip():
                cell.outputs.append(did_not_run())
        refuse(nb, self._checked.refusals, sealed)
        self._absent = absent_modules(nb)
        return nb

    def _suspicions(self, run: NotebookRun) -> list[Suspicion]:
        """Return what was noticed; where it ended the run, the tests that did not run count too."""
        found = beyond_the_authors(run.suspicions, self._names, self._source.placements)
        if run.status is Status.TAMPERING and found:
            last = found[-1]
            found += [
                replace(last, cell=entry.index)
                for entry in run.cells
                if not entry.ran and entry.index > last.cell and entry.index in self._names
            ]
        if run.executor == "kernel":
            found += of_chosen_kernel(self._source.kernelspec, self._sealed)
        return found

    def _unsealable(self, cells: tuple[CellResult, ...]) -> list[Suspicion]:
        """Return the tests that failed as the author's own answer fails them under seal."""
        failed = {
            cell.name for cell in cells if cell.graded and (cell.auto_score or 0) < cell.max_score
        }
        return [
            suspicion(index, "unsealable")
            for index, name in self._names.items()
            if name in failed
            and name in self._source.placements
            and self._source.placements[name].reason == "unsealable"
        ]

    def _shared(self, run: NotebookRun) -> tuple[tuple[str, str], ...]:
        """Return the tests that ran in the learner's interpreter, by grade id, and why."""
        tests = [self._names[index] for index in self._sealed]
        if run.executor == "kernel":
            return tuple((name, "kernel") for name in tests)
        places = ((name, self._source.placements.get(name, Placement())) for name in tests)
        return tuple((name, place.reason) for name, place in places if place.isolation == "shell")

    def _result(
        self, *, status: Status, cells: tuple[CellResult, ...], **rest: Any
    ) -> NotebookResult:
        run = self._run
        if run is None:
            return NotebookResult(name=self._source.name, status=status, cells=cells, **rest)
        seconds = {
            self._names[entry.index]: entry.seconds
            for entry in run.cells
            if entry.index in self._names and entry.ran
        }
        found = self._suspicions(run)
        accused = bool(beyond_the_authors(run.suspicions, self._names, self._source.placements))
        found += self._unsealable(cells)
        cells = under_suspicion(cells, found, self._names, seconds)
        if run.stock_error is not None:
            tests = {self._names[index] for index in self._sealed}
            cells = tuple(
                _left_to_a_person(cell) if cell.name in tests - seconds.keys() else cell
                for cell in cells
            )
        return NotebookResult(
            name=self._source.name,
            status=worst([status, Status.TAMPERING]) if accused else status,
            cells=without_walls(cells) if run.level is Level.UNSAFE else cells,
            suspicions=tuple(dict.fromkeys(each.sentence for each in found)),
            shared=self._shared(run),
            absent=self._absent,
            executor=run.executor,
            level=run.level,
            control_group=run.control_group,
            cpu_s=run.cpu_s,
            peak_memory_bytes=run.peak_memory_bytes,
            **rest,
        )


def _cell_s(execute: Execute) -> float | None:
    """Return the course's time limit of a cell, in seconds; nbclient takes below 0 for none."""
    timeout = execute.timeout
    return None if timeout is None or timeout < 0 else float(timeout)


def _left_to_a_person(cell: CellResult) -> CellResult:
    return replace(cell, auto_score=None, needs_manual_grade=True)


def _repeated_ids(nb: NotebookNode) -> list[str]:
    """Return the ids that several graded cells have; none where the metadata have no form."""
    try:
        counts = Counter(
            str(cell.metadata.nbgrader["grade_id"])
            for cell in nb.cells
            if is_grade(cell) or is_solution(cell) or is_locked(cell)
        )
    except (AttributeError, KeyError, TypeError):
        return []
    return [name for name, count in counts.items() if count > 1]
