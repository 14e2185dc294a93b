"""A client for each test, on the virtual kit of this test run."""

from collections.abc import Iterator

import pytest
from traitlets.config import Config

from campus5g import set_language
from campus5g.authoring.cohorts.kernel_sockets import kernel_sockets


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    set_language("en")
    yield
    set_language(None)


@pytest.fixture
def sockets() -> Iterator[Config]:
    """For kernels, one at a time."""
    with kernel_sockets() as config:
        yield config
