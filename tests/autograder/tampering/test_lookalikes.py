import lookalike_catalogue as lookalikes
import pytest
from catalogue_sample import one_in
from sealed_attempt import attempt, code_cell, test_cell
from squares_exercise import HARDER_TESTS, SETUP, TESTS

from autograder.sandbox import Nursery

# What nbgrader gives for a right solution: all tests of the exercise, and of the harder ones none,
# a part, none (a warning costs all points), all.
RIGHT = (4.0,) * len(TESTS) + (0.0, 2.5, 0.0, 4.0)


@pytest.mark.parametrize("name", one_in(6, lookalikes.LOOKALIKES))
def test_an_honest_notebook_is_not_accused_and_keeps_its_points(
    nursery: Nursery, name: str
) -> None:
    cells = [code_cell(source) for source in lookalikes.cells(name)]
    tests = [test_cell(source, test) for test, source in (TESTS | HARDER_TESTS).items()]

    outcome = attempt(nursery, [code_cell(SETUP), *cells, *tests])

    assert outcome.run.suspicions == ()
    silent = name == "warnings silenced"
    assert outcome.scores == ((*RIGHT[:-2], 4.0, 4.0) if silent else RIGHT)


def test_with_every_expression_shown_the_last_one_is_the_score(
    nursery: Nursery,
) -> None:
    cells = [
        code_cell("get_ipython().ast_node_interactivity = 'all'"),
        code_cell("def solve(x): return x"),
        test_cell("solve(2)\nassert solve(2) == 4", "test"),
    ]

    outcome = attempt(nursery, cells)

    assert outcome.scores == (0,)
    assert outcome.run.suspicions == ()
