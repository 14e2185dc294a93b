"""The form of each answer about a new kit: a wrong one is refused before it meets others."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, get_args

from campus5g.errors import CampusError
from campus5g.inventory import Cell, Inventory
from campus5g.wording import Wording

_WORDS = Wording(__file__)

_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")
_FRAME = re.compile(r"[DSU]{2,40}")
_PLMN = re.compile(r"\d{5,6}")
_INTEGERS = ("scs_khz", "bandwidth_mhz", "arfcn", "tac")
_LARGEST_TAC = 0xFFFFFF


def in_form(name: str, value: object) -> object:
    """Return an answer as the inventory writes it: integers as integers.

    Args:
        name: the field of the draft.
        value: what was typed.

    Raises:
        CampusError: the answer has the wrong form.
    """
    if name in _INTEGERS:
        try:
            value = int(str(value))
        except ValueError as error:
            raise _refusal("integer", value) from error
    fits = _FORMS.get(name)
    if fits is not None and not fits(value):
        raise _refusal(name, value)
    return value


def _refusal(form: str, value: object) -> CampusError:
    group, choices = f"answer-{form}", ", ".join(map(str, _CHOICES.get(form, ())))
    return CampusError(
        _WORDS.text(group, "problem", value=value), _WORDS.text(group, "remedy", choices=choices)
    )


def _are_names(value: str) -> bool:
    names = [name.strip() for name in value.split(",") if name.strip()]
    return all(map(_NAME.fullmatch, names))


_CHOICES: Mapping[str, tuple[object, ...]] = MappingProxyType(
    {
        "network": get_args(Inventory.model_fields["network"].annotation),
        "band": get_args(Cell.model_fields["band"].annotation),
        "scs_khz": get_args(Cell.model_fields["scs_khz"].annotation),
    }
)
_FORMS: Mapping[str, Callable[[Any], object]] = MappingProxyType(
    {
        "name": _NAME.fullmatch,
        "devices": lambda value: value.strip(" ,") and _are_names(value),
        "robots": _are_names,
        "network": _CHOICES["network"].__contains__,
        "band": _CHOICES["band"].__contains__,
        "scs_khz": _CHOICES["scs_khz"].__contains__,
        "tdd_pattern": _FRAME.fullmatch,
        "plmn": _PLMN.fullmatch,
        "tac": lambda value: 1 <= value <= _LARGEST_TAC,
    }
)
"""For each field with a form of its own, whether an answer fits."""
