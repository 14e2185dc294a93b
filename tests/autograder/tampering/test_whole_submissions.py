from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from sealed_attempt import code_cell, test_cell

from autograder.grading import Source, Submission, grade
from autograder.grading.result import CellResult
from autograder.sandbox import Nursery
from autograder.status import Status


def solution_cell(source: str) -> NotebookNode:
    return code_cell(
        source,
        nbgrader={
            "grade": False,
            "solution": True,
            "locked": False,
            "task": False,
            "grade_id": "solution",
            "schema_version": 3,
        },
    )


def written(folder: Path, cells: list[NotebookNode]) -> Path:
    folder.mkdir(parents=True)
    nbformat.write(new_notebook(cells=cells), folder / "one.ipynb")
    return folder


@pytest.fixture
def source(tmp_path: Path) -> Source:
    isolated = test_cell("assert solve(5) == 25", "isolated", autograder={"isolation": "process"})
    cells = [
        solution_cell("def solve(x): return x * x"),
        test_cell("assert solve(3) == 9", "shared", autograder={"isolation": "shell"}),
        isolated,
    ]
    return Source.from_folder(written(tmp_path / "source" / "squares", cells))


def graded(
    source: Source, tmp_path: Path, nursery: Nursery, cells: list[NotebookNode]
) -> tuple[Status, dict[str, CellResult]]:
    folder = written(tmp_path / "submitted" / "ada" / "squares", cells)
    result = grade(source, Submission("ada", folder), nursery=nursery)
    return result.status, {cell.name: cell for cell in result.notebooks[0].cells}


def submitted(solution: str, **metadata: object) -> list[NotebookNode]:
    return [
        solution_cell(solution),
        test_cell("assert True", "shared", **metadata),
        test_cell("assert True", "isolated", **metadata),
    ]


def test_a_right_solution_earns_both_points(
    source: Source, tmp_path: Path, nursery: Nursery
) -> None:
    status, cells = graded(source, tmp_path, nursery, submitted("def solve(x): return x * x"))

    assert status is Status.GRADED
    assert [cells[name].auto_score for name in ("shared", "isolated")] == [4.0, 4.0]


def test_only_an_isolated_test_resists_code_that_reads_its_caller(
    source: Source, tmp_path: Path, nursery: Nursery
) -> None:
    reader = """
        import sys
        def solve(x):
            constants = sys._getframe(1).f_code.co_consts
            return next((c for c in constants if isinstance(c, int) and c not in (x, 0)), 0)
        """

    _, cells = graded(source, tmp_path, nursery, submitted(reader))

    # The limit that the documentation states, and the way out that it offers.
    assert cells["shared"].auto_score == 4.0
    assert cells["isolated"].auto_score == 0


def test_skip_tags_leave_the_points_to_a_person(
    source: Source, tmp_path: Path, nursery: Nursery
) -> None:
    cells = submitted("def solve(x): return 0", tags=["skip-execution"])

    _, found = graded(source, tmp_path, nursery, cells)

    assert [found[name].needs_manual_grade for name in ("shared", "isolated")] == [True, True]
    assert [found[name].auto_score for name in ("shared", "isolated")] == [None, None]


def test_a_deleted_test_earns_nothing(source: Source, tmp_path: Path, nursery: Nursery) -> None:
    cells = submitted("def solve(x): return 0")[:1]

    _, found = graded(source, tmp_path, nursery, cells)

    assert not any(cell.auto_score for cell in found.values())
