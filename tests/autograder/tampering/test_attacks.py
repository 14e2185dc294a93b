import attack_catalogue as attacks
import pytest
from catalogue_sample import one_in
from sealed_attempt import Outcome, attempt, code_cell, test_cell
from squares_exercise import SETUP, TESTS

from autograder.limits import Limits
from autograder.sandbox import Nursery

LIMITS = Limits(cell_s=2.0, notebook_s=5.0)
# The notebook as a whole has time: one that is cut off early has gained nothing yet.
UNSEALED = Limits(cell_s=3.0)


def graded(nursery: Nursery, name: str, *, sealed: bool) -> Outcome:
    cells = [code_cell(source) for source in attacks.cells(name)]
    limits = LIMITS if sealed else UNSEALED
    tests = [test_cell(source, test) for test, source in TESTS.items()]
    return attempt(nursery, [code_cell(SETUP), *cells, *tests], sealed=sealed, limits=limits)


@pytest.mark.parametrize("name", one_in(6, attacks.ATTACKS))
def test_an_attack_gains_no_points(nursery: Nursery, name: str) -> None:
    outcome = graded(nursery, name, sealed=True)

    assert outcome.gained == 0


@pytest.mark.proof
@pytest.mark.parametrize("name", sorted(attacks.WORKS_UNSEALED))
def test_the_attack_would_gain_points_without_the_seal(nursery: Nursery, name: str) -> None:
    outcome = graded(nursery, name, sealed=False)

    assert outcome.gained > 0
