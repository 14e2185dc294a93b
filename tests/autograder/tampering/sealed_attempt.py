"""A learner's attempt at a notebook with test cells, graded under seal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from textwrap import dedent

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import determine_grade

from autograder.limits import Limits
from autograder.running import NotebookRun, run_notebook
from autograder.running.sealing import Sealing
from autograder.sandbox import Nursery

POINTS = 4


@dataclass(frozen=True)
class Outcome:
    """What nbgrader would make of it, cell by cell."""

    run: NotebookRun
    notebook: NotebookNode
    scores: tuple[float | None, ...]
    tests: tuple[int, ...]

    @property
    def suspected(self) -> set[str]:
        return {suspicion.code for suspicion in self.run.suspicions}

    @property
    def gained(self) -> float:
        """The points that are given without a person looking at them."""
        suspect = {suspicion.cell for suspicion in self.run.suspicions}
        ran = {cell.index for cell in self.run.cells if cell.ran}
        return sum(
            score or 0.0
            for score, index in zip(self.scores, self.tests, strict=True)
            if index not in suspect and index in ran
        )


def code_cell(source: str, **metadata: object) -> NotebookNode:
    return new_code_cell(dedent(source).strip(), metadata=metadata)


def test_cell(source: str, name: str, **metadata: object) -> NotebookNode:
    return code_cell(
        source,
        nbgrader={
            "grade": True,
            "solution": False,
            "locked": True,
            "task": False,
            "grade_id": name,
            "points": POINTS,
            "schema_version": 3,
        },
        **metadata,
    )


test_cell.__test__ = False  # type: ignore[attr-defined]


def attempt(
    nursery: Nursery,
    cells: Sequence[NotebookNode],
    *,
    sealed: bool = True,
    files: Mapping[PurePosixPath, Path] | None = None,
    limits: Limits | None = None,
) -> Outcome:
    """Run the cells in a fresh sandbox and score them as nbgrader does."""
    limits = limits or Limits()
    notebook = new_notebook(cells=[NotebookNode(cell) for cell in cells])
    tests = {
        index: cell.metadata.get("autograder", {}).get("isolation", "shell")
        for index, cell in enumerate(notebook.cells)
        if cell.metadata.get("nbgrader", {}).get("grade")
    }
    with nursery.enclosure(Path("/srv/course/autograded/ada/one"), files or {}, limits) as walls:
        run = run_notebook(
            notebook,
            walls,
            limits,
            sealed=tests if sealed else {},
            seal=Sealing() if sealed else None,
        )
    scores = tuple(determine_grade(notebook.cells[index])[0] for index in tests)
    return Outcome(run, notebook, scores, tuple(tests))
