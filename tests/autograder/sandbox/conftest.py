"""One nursery for all tests of a module: what is tested is in the enclosures."""

from collections.abc import Iterator

import pytest
from confined_programs import LIMITS, WORKSPACE

from autograder.sandbox import Enclosure, Environment, Level, Nursery


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    """A nursery without imports, behind namespaces."""
    with Nursery(Environment(), Level.NAMESPACES, warm=False) as nursery:
        yield nursery


@pytest.fixture
def enclosure(nursery: Nursery) -> Iterator[Enclosure]:
    """An empty enclosure for each test."""
    with nursery.enclosure(WORKSPACE, {}, LIMITS) as enclosure:
        yield enclosure
