"""Labs as they are released, once for all tests of a file that hand them in."""

from collections.abc import Iterator

import pytest
from released_labs import Released, released_labs


@pytest.fixture(scope="module")
def released() -> Iterator[Released]:
    """Each lab, released once a language: a run replaces what the one before handed in."""
    with released_labs() as of:
        yield of
