"""The operator's side is tested in English, unless a test says otherwise."""

from collections.abc import Iterator

import pytest

from campus5g import set_language


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    set_language("en")
    yield
    set_language(None)
