"""Exercises that meddle with the interpreter on purpose: no accusation, and no zero without a word.

The author's own answer does the same; what the seal says of it, it may say of a learner's.
"""

from pathlib import Path
from textwrap import dedent

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from sealed_attempt import code_cell, test_cell

from autograder.grading import NotebookResult, Source, Submission, grade
from autograder.sandbox import Nursery
from autograder.status import Status

TRACES = """
    import sys
    def lines(function):
        count = 0
        def tracer(frame, event, argument):
            nonlocal count
            count += event == "line" and frame.f_code is function.__code__
            return tracer
        sys.settrace(tracer)
        function()
        sys.settrace(None)
        return count
    """
TWO_LINES = "def two():\n    first = 1\n    second = 2\nassert lines(two) == 2"

EARNED = {
    "traces": (TRACES, TWO_LINES, 4.0),
    "audits": (
        """
        import sys
        seen = []
        def watch():
            sys.addaudithook(lambda event, arguments: seen.append(event) if event == "open" else 0)
            open("/dev/null").close()
            return "open" in seen
        """,
        "assert watch()",
        4.0,
    ),
    "shows an integer of its own kind": (
        "class Points(int):\n    pass\ndef score(): return Points(3)",
        "assert score() == 3\nscore()",
        3.0,
    ),
    "shadows np by a slip": (
        "import numpy as np\nv = 3\nnp = v * 1\ndef f(x): return x + 1",
        "import numpy as np\nassert np.all(np.array([f(1)]) == 2)",
        4.0,
    ),
}

BY_HAND = {
    "replaces print": (
        """
        import builtins
        log, plain = [], builtins.print
        def logging(*words, **options):
            log.append(words)
            plain(*words, **options)
        builtins.print = logging
        """,
        "before = len(log)\nprint('x')\nassert len(log) == before + 1",
    ),
    "tees the standard output": (
        """
        import io, sys
        kept = io.StringIO()
        class Tee:
            def __init__(self, other): self.other = other
            def write(self, text): kept.write(text); return self.other.write(text)
            def flush(self): self.other.flush()
        sys.stdout = Tee(sys.stdout)
        """,
        "print('hello')\nassert 'hello' in kept.getvalue()",
    ),
    "counts cells by an event": (
        """
        count = 0
        def one(*_):
            global count
            count += 1
        get_ipython().events.register("pre_run_cell", one)
        """,
        "assert count >= 1",
    ),
}


def solution(source: str) -> NotebookNode:
    metadata = {"grade": False, "solution": True, "locked": False, "task": False}
    return code_cell(
        dedent(source), nbgrader={**metadata, "grade_id": "solution", "schema_version": 3}
    )


def written(folder: Path, *cells: NotebookNode) -> Path:
    folder.mkdir(parents=True)
    nbformat.write(new_notebook(cells=cells), folder / "one.ipynb")
    return folder


def graded(
    tmp_path: Path, nursery: Nursery, authors: str, learners: str, test: str
) -> NotebookResult:
    tested = test_cell(test, "test")
    source = Source.from_folder(written(tmp_path / "source", solution(authors), tested))
    folder = written(tmp_path / "submitted", solution(learners), tested)
    return grade(source, Submission("ada", folder), nursery=nursery).notebooks[0]


@pytest.mark.parametrize("name", EARNED)
def test_the_authors_own_way_earns_what_nbgrader_gives(
    tmp_path: Path, nursery: Nursery, name: str
) -> None:
    answer, test, points = EARNED[name]

    result = graded(tmp_path, nursery, answer, answer, test)

    assert result.status is Status.GRADED
    assert result.suspicions == ()
    assert [cell.auto_score for cell in result.cells if cell.graded] == [points]


@pytest.mark.parametrize("name", BY_HAND)
def test_what_only_the_seal_keeps_from_passing_waits_for_a_person_with_a_word(
    tmp_path: Path, nursery: Nursery, name: str
) -> None:
    answer, test = BY_HAND[name]

    result = graded(tmp_path, nursery, answer, answer, test)

    (cell,) = [cell for cell in result.cells if cell.graded]
    assert result.status is Status.GRADED
    assert (cell.auto_score, cell.needs_manual_grade) == (None, True)
    assert "even the author's answer" in " ".join(cell.suspicions)


def test_what_the_authors_answer_does_not_do_is_still_told(
    tmp_path: Path, nursery: Nursery
) -> None:
    cheat = dedent(TRACES) + dedent(
        """
        honest = lines
        def lines(function):
            import builtins
            builtins.all = lambda each: True
            return honest(function)
        """
    )

    result = graded(tmp_path, nursery, TRACES, cheat, TWO_LINES)

    assert result.status is Status.TAMPERING
    assert [cell.auto_score for cell in result.cells if cell.graded] == [None]


def test_where_the_authors_answer_fails_with_and_without_seal_a_failure_is_a_zero(
    tmp_path: Path, nursery: Nursery
) -> None:
    result = graded(tmp_path, nursery, "def f(): return 1", "def f(): return 1", "assert f() == 2")

    assert [cell.auto_score for cell in result.cells if cell.graded] == [0.0]
