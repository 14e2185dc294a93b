"""A client for each test, on the virtual kit of this test run."""

from collections.abc import Iterator

import pytest
from served_kit import Served

from campus5g import set_language
from campus5g.kit import Kit, connect


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    set_language("en")
    yield
    set_language(None)


@pytest.fixture
def k(gateway: Served) -> Iterator[Kit]:
    with connect(url=gateway.url, token=gateway.token) as kit:
        yield kit
