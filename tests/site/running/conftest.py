"""What tests of running sites share."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest


@pytest.fixture
def visitors() -> Iterator[ExitStack]:
    """Hold the browsers of a test, and close them at its end."""
    with ExitStack() as stack:
        yield stack
