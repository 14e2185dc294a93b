"""A mark is earned by the learner's code, whatever that code does: through the grader as it is."""

from pathlib import Path

import nbformat
import pytest
from catalogue_sample import one_in
from forgery_catalogue import FORGERIES
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from sealed_attempt import test_cell
from squares_exercise import TESTS

from autograder.grading import Grader, Result, Settings, Source, Submission
from autograder.limits import Limits
from autograder.sandbox import Nursery
from autograder.status import Status

SOLUTION = "def solve(x): return x * x"
HELD = TESTS | {
    "checker": "import checker\nchecker.require_square(solve, 3)",
    "helper": "assert helper(solve(3), 9)\nassert solve(LARGEST) == LARGEST ** 2",
    "imported first": "assert_allclose(solve(3.0), 9.0)",
    "hash": "import hashlib\nassert hashlib.sha1(b'%d' % solve(3)).hexdigest()[:6] == '0ade7c'",
    "printed": """
        import contextlib, io
        with contextlib.redirect_stdout(io.StringIO()) as out:
            print(solve(3))
        assert out.getvalue() == "9\\n"
        """,
    "rounded": "assert round(solve(2.02), 1) == 4.1",
    "timed": "%%time\nassert solve(3) == 9",
    "listed": "assert [solve(x) for x in (1, 2)] == [1, 4]\nassert 9 in [solve(3)]",
    "mapped": "assert all(y == x * x for x, y in zip((3, 4), map(solve, (3, 4))))",
    "equal": "import unittest\nunittest.TestCase().assertEqual(solve(3), 9)",
    "case": """
        import io, unittest
        class Squares(unittest.TestCase):
            def test_three(self): self.assertEqual(solve(3), 9)
        ran = unittest.TextTestRunner(io.StringIO()).run(Squares("test_three"))
        assert ran.wasSuccessful()
        """,
}


def locked(source: str, name: str) -> NotebookNode:
    cell = test_cell(source, name)
    cell.metadata.nbgrader.update({"grade": False})
    del cell.metadata.nbgrader["points"]
    return cell


def answer(source: str) -> NotebookNode:
    cell = locked(source, "answer")
    cell.metadata.nbgrader.update({"solution": True, "locked": False})
    return cell


def exercise(solution: str) -> list[NotebookNode]:
    return [
        locked(
            "import numpy as np\nfrom numpy.testing import assert_allclose\nLARGEST = 12\n"
            "def helper(a, b): return a == b",
            "setup",
        ),
        answer(solution),
        *(test_cell(source, name.replace(" ", "-")) for name, source in HELD.items()),
    ]


def written(folder: Path, cells: list[NotebookNode]) -> Path:
    folder.mkdir(parents=True)
    nbformat.write(new_notebook(cells=cells), folder / "one.ipynb")
    return folder


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    folder = written(tmp_path_factory.mktemp("course") / "squares", exercise(SOLUTION))
    (folder / "checker.py").write_text("def require_square(f, x): assert f(x) == x * x\n")
    return Source.from_folder(folder)


@pytest.fixture(scope="module")
def grader(nursery: Nursery) -> Grader:
    return Grader(Settings(limits=Limits(cell_s=3.0, notebook_s=20.0)), nursery)


def graded(grader: Grader, source: Source, folder: Path, cells: list[NotebookNode]) -> Result:
    return grader.grade(source, Submission("eve", written(folder / "squares", cells)))


def gained(result: Result) -> dict[str, float]:
    return {name: points for name, points in result.points["one"].items() if points}


def test_the_right_answer_earns_all_points_out_of_its_own_reach(
    grader: Grader, source: Source, tmp_path: Path
) -> None:
    result = graded(grader, source, tmp_path, exercise(SOLUTION))

    assert result.status is Status.GRADED
    assert result.points["one"] == {name.replace(" ", "-"): 4.0 for name in HELD}
    assert result.notebooks[0].shared == ()


@pytest.mark.proof
@pytest.mark.parametrize("name", one_in(4, FORGERIES))
def test_a_forgery_gains_nothing(grader: Grader, source: Source, tmp_path: Path, name: str) -> None:
    result = graded(grader, source, tmp_path, exercise(FORGERIES[name]))

    assert gained(result) == {}


def test_cells_in_another_order_gain_nothing(
    grader: Grader, source: Source, tmp_path: Path
) -> None:
    setup, solution, *tests = exercise("def solve(x): return 0\nassert_allclose = helper = print")
    names = [cell.metadata.nbgrader.grade_id for cell in tests]
    for cell, name in zip(tests, [*names[1:], names[0]], strict=True):
        cell.metadata.nbgrader.grade_id = name

    result = graded(grader, source, tmp_path, [*reversed(tests), solution, setup])

    assert gained(result) == {}
