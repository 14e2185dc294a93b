"""The author's answers decide which tests run apart: an honest notebook loses nothing by it."""

from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from sealed_attempt import test_cell

from autograder.grading import Grader, Settings, Source, Submission
from autograder.sandbox import Nursery


@pytest.fixture(scope="module")
def grader(nursery: Nursery) -> Grader:
    return Grader(Settings(), nursery)


def notebook(folder: Path, solution: str, tests: dict[str, str], **metadata: object) -> Path:
    answer = test_cell(solution, "answer")
    answer.metadata.nbgrader.update({"grade": False, "solution": True, "locked": False})
    del answer.metadata.nbgrader["points"]
    cells: list[NotebookNode] = [answer, *(test_cell(text, name) for name, text in tests.items())]
    folder.mkdir(parents=True)
    nbformat.write(new_notebook(cells=cells, metadata=metadata), folder / "one.ipynb")
    return folder


def both(
    grader: Grader,
    place: Path,
    author: str,
    learner: str,
    tests: dict[str, str],
    **metadata: object,
) -> tuple[dict[str, float | None], dict[str, str]]:
    """Grade a learner's answer; return the points, and why tests ran in their interpreter."""
    source = Source.from_folder(notebook(place / "source" / "ex", author, tests, **metadata))
    handed_in = notebook(place / "submitted" / "ex", learner, tests)
    result = grader.grade(source, Submission("ada", handed_in))
    return result.points["one"], dict(result.notebooks[0].shared)


SORT = "def order(values): values.sort()"
CHANGED = {"changed": "values = [3, 1]\norder(values)\nassert values == [1, 3]"}


def test_a_test_that_needs_the_same_object_stays_with_the_learner(
    grader: Grader, tmp_path: Path
) -> None:
    points, shared = both(grader, tmp_path, SORT, SORT, CHANGED)

    assert points == {"changed": 4.0}
    assert shared == {"changed": "unlike"}


def test_a_learner_cannot_choose_it(grader: Grader, tmp_path: Path) -> None:
    forged = "import threading\ndef solve(x): return threading.Lock()"

    points, shared = both(
        grader, tmp_path, "def solve(x): return x * x", forged, {"square": "assert solve(3) == 9"}
    )

    assert points == {"square": 0.0}
    assert shared == {}


def test_without_the_author_s_answer_nothing_is_proved(grader: Grader, tmp_path: Path) -> None:
    tests = {"square": "assert solve(3) == 9"}

    points, shared = both(
        grader, tmp_path, "raise NotImplementedError", "def solve(x): return x * x", tests
    )

    assert points == {"square": 4.0}
    assert shared == {"square": "unproven"}


def test_an_author_can_vouch_for_a_notebook(grader: Grader, tmp_path: Path) -> None:
    tests = {"square": "assert solve(3) == 9", "same": "assert solve(3) is solve(3)"}

    points, shared = both(
        grader,
        tmp_path,
        "raise NotImplementedError",
        "def solve(x): return x * x",
        tests,
        autograder={"isolation": "process"},
    )

    assert points == {"square": 4.0, "same": 4.0}
    assert shared == {"same": "identity"}


# What courses ask for, and what has to look the same to a test.
COURSES: dict[str, tuple[str, str]] = {
    "printing": (
        "def solve(x):\n    print('three', x)\n    return x",
        "assert solve(3) == 3\nprint('end')",
    ),
    "an error of Python's": (
        "def solve(x): raise KeyError(x)",
        "try: solve('a')\nexcept KeyError as error: print(error.args)",
    ),
    "an error of one's own": (
        "class Bad(ValueError): pass\ndef solve(x): raise Bad('no')",
        "try: solve(1)\nexcept ValueError as error: print(repr(error), error)",
    ),
    "keywords": (
        "solve = lambda *a, k=2, **b: (a, k, b)",
        "assert solve(1, k=3, z=4) == ((1,), 3, {'z': 4})",
    ),
    "a generator": (
        "def solve(n): return (i for i in range(n))",
        "assert list(solve(3)) == [0, 1, 2]",
    ),
    "a closure": (
        "def solve(n): return lambda x: x + n",
        "assert solve(2)(3) == 5 and callable(solve)",
    ),
    "a data class": (
        "from dataclasses import dataclass\n@dataclass\nclass solve:\n    x: int",
        "assert solve(3).x == 3",
    ),
    "a named tuple": (
        "from collections import namedtuple\nsolve = namedtuple('P', 'x y')",
        "p = solve(1, 2)\nassert p == (1, 2) and p.y == 2",
    ),
    "nested containers": (
        "solve = {'a': [1, {2}], ('b', 1): None}",
        "assert solve == {'a': [1, {2}], ('b', 1): None}",
    ),
    "a series": (
        "import pandas as pd\nsolve = pd.DataFrame({'a': [1, 2]}).groupby('a').size()",
        "assert solve.sum() == 2\nsolve",
    ),
}


@pytest.mark.parametrize("course", COURSES)
def test_what_courses_test_crosses(grader: Grader, tmp_path: Path, course: str) -> None:
    author, test = COURSES[course]

    points, shared = both(grader, tmp_path, author, author, {"it": test})

    assert points == {"it": 4.0}
    assert shared == {}


def test_instances_of_the_author_s_data_classes_pass_both_ways(
    grader: Grader, tmp_path: Path
) -> None:
    answer = "from shapes import Point\ndef solve(p): return [Point(p.x + 1), p]"
    tests = {"it": "assert solve(Point(1)) == [Point(2), Point(1)]"}
    folder = notebook(tmp_path / "source" / "ex", answer, tests)
    (folder / "shapes.py").write_text(
        "from dataclasses import dataclass\n\n\n@dataclass\nclass Point:\n    x: int\n"
    )
    handed_in = notebook(tmp_path / "submitted" / "ex", answer, tests)

    result = grader.grade(Source.from_folder(folder), Submission("ada", handed_in))

    assert result.points["one"] == {"it": 4.0}
    assert result.notebooks[0].shared == ()
