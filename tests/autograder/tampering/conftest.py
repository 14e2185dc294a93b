"""One warm parent for all of the suite."""

from collections.abc import Iterator

import pytest

from autograder.sandbox import Environment, Nursery, best_level


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery(Environment(preload=("numpy", "pandas")), best_level()) as warm:
        yield warm
