"""Complaints about invalid values are in the reader's language."""

from collections.abc import Iterator
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, Field, ValidationError

from campus5g import set_language
from campus5g.gateway.invalid_value import complaint


@pytest.fixture(autouse=True)
def no_language_afterwards() -> Iterator[None]:
    yield
    set_language(None)


class Order(BaseModel):
    """Values of several kinds, each with its bounds."""

    count: Annotated[int, Field(ge=1, le=9)] = 1
    seconds: Annotated[float, Field(gt=0)] = 1
    via: Literal["stamp", "irtt"] = "stamp"
    names: Annotated[list[str], Field(max_length=1)] = []


@pytest.mark.parametrize(
    ("value", "french"),
    [
        ({"count": 0}, "doit être au moins 1"),
        ({"count": 10}, "doit être au plus 9"),
        ({"count": "two"}, "doit être un nombre entier"),
        ({"seconds": 0}, "doit être supérieur à 0"),
        ({"via": "ping"}, "doit être l’un de : 'stamp' ou 'irtt'"),
        ({"names": ["a", "b"]}, "au plus 1 élément(s)"),
    ],
)
def test_complaints_in_french(value: dict[str, object], french: str) -> None:
    set_language("fr")

    with pytest.raises(ValidationError) as refused:
        Order.model_validate(value)

    assert complaint(refused.value.errors()[0]) == french


def test_untranslated_complaints_are_pydantics_own() -> None:
    finding = {"type": "value_error", "msg": "Value error, no {brace} here"}

    for language in ("en", "fr"):
        set_language(language)  # type: ignore[arg-type]
        assert complaint(finding) == "Value error, no {brace} here"
