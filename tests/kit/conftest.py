"""A client for each test, on the virtual kit of this test run."""

from collections.abc import Iterator

import pytest
from served_kit import Served
from traitlets.config import Config

from campus5g import set_language
from campus5g.authoring.kernel_sockets import kernel_sockets
from campus5g.kit import Kit, connect


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


@pytest.fixture
def k(gateway: Served) -> Iterator[Kit]:
    with connect(url=gateway.url, token=gateway.token) as kit:
        yield kit
