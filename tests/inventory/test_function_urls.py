"""Where a core's metrics are: one address for all functions, or one for each."""

import pytest
from pydantic import ValidationError

from campus5g.inventory import FunctionUrls


def test_one_address_stands_for_every_function() -> None:
    urls = FunctionUrls.model_validate("http://192.0.2.10:9090/metrics")

    assert urls.functions == {"http://192.0.2.10:9090/metrics": ["amf", "smf", "upf"]}


def test_functions_may_have_separate_addresses() -> None:
    urls = FunctionUrls.model_validate({"amf": "http://127.0.0.5:9090", "smf": "http://c/x"})

    assert urls.functions == {"http://127.0.0.5:9090": ["amf"], "http://c/x": ["smf"]}


@pytest.mark.parametrize("url", ["192.0.2.10:9090", "ftp://x/y", "http://", {"nrf": "http://x"}])
def test_an_invalid_address_is_refused(url: object) -> None:
    with pytest.raises(ValidationError):
        FunctionUrls.model_validate(url)
