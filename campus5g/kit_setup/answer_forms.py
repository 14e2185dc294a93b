"""The form of each answer about a new kit: a wrong one is refused before it meets others."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_args

from campus5g.errors import CampusError
from campus5g.inventory import Cell, Inventory
from campus5g.language import t

_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")
_FRAME = re.compile(r"[DSU]{2,40}")
_PLMN = re.compile(r"\d{5,6}")
_NUMBERS = ("scs_khz", "bandwidth_mhz", "arfcn", "tac")
_LARGEST_TAC = 0xFFFFFF


@dataclass(frozen=True)
class _Form:
    """Whether an answer fits, and the message if it does not."""

    fits: Callable[[Any], bool]
    problem: Callable[[Any], str]
    remedy: Callable[[], str]


def in_form(name: str, value: object) -> object:
    """Return an answer as the inventory writes it: numbers as numbers.

    Args:
        name: the field of the draft.
        value: what was typed.

    Raises:
        CampusError: the answer has the wrong form.
    """
    if name in _NUMBERS:
        value = _number(value)
    form = _FORMS.get(name)
    if form is not None and not form.fits(value):
        raise CampusError(form.problem(value), form.remedy())
    return value


def _number(value: object) -> int:
    try:
        return int(str(value))
    except ValueError as error:
        raise CampusError(
            t(
                fr=f"« {value} » n’est pas un nombre entier.",
                en=f"“{value}” is not an integer.",
            ),
            t(fr="N’écrivez que des chiffres.", en="Use digits only."),
        ) from error


def _names(value: object) -> list[str]:
    return [name.strip() for name in str(value).split(",") if name.strip()]


def _one_of(choices: tuple[object, ...]) -> str:
    return t(
        fr=f"Écrivez l’un de : {', '.join(map(str, choices))}.",
        en=f"Write one of: {', '.join(map(str, choices))}.",
    )


_BANDS = get_args(Cell.model_fields["band"].annotation)
_SPACINGS = get_args(Cell.model_fields["scs_khz"].annotation)
_NETWORKS = get_args(Inventory.model_fields["network"].annotation)
_FORMS = {
    "name": _Form(
        lambda value: _NAME.fullmatch(value) is not None,
        lambda value: t(
            fr=f"« {value} » ne peut pas nommer un kit.", en=f"“{value}” can't name a kit."
        ),
        lambda: t(
            fr="Minuscules sans accent, chiffres et tirets, une lettre d’abord : hall-2.",
            en="Use lower-case letters, digits and hyphens, starting with a letter: hall-2.",
        ),
    ),
    "devices": _Form(
        lambda value: bool(_names(value)) and all(map(_NAME.fullmatch, _names(value))),
        lambda value: t(
            fr=f"« {value} » ne nomme pas d’appareils.", en=f"“{value}” does not name devices."
        ),
        lambda: t(
            fr="Minuscules sans accent, chiffres et tirets, séparés par des virgules : "
            "camera,agv-2.",
            en="Use lower-case letters, digits and hyphens, separated by commas: camera,agv-2.",
        ),
    ),
    "robots": _Form(
        lambda value: all(map(_NAME.fullmatch, _names(value))),
        lambda value: t(
            fr=f"« {value} » ne nomme pas de robots.", en=f"“{value}” does not name robots."
        ),
        lambda: t(
            fr="Les noms des appareils qui sont des robots, séparés par des virgules, ou rien.",
            en="Give the names of the devices that are robots, separated by commas, or nothing.",
        ),
    ),
    "network": _Form(
        lambda value: value in _NETWORKS,
        lambda value: t(
            fr=f"« {value} » ne dit pas à qui est le réseau.",
            en=f"“{value}” does not say whose the network is.",
        ),
        lambda: t(
            fr="Écrivez own (le vôtre) ou borrowed (celui d’un autre).",
            en="Write own (yours) or borrowed (someone else's).",
        ),
    ),
    "band": _Form(
        lambda value: value in _BANDS,
        lambda value: t(
            fr=f"« {value} » n’est pas une bande de ces kits.",
            en=f"“{value}” is not a band of these kits.",
        ),
        lambda: _one_of(_BANDS),
    ),
    "scs_khz": _Form(
        lambda value: value in _SPACINGS,
        lambda value: t(
            fr=f"{value} kHz n’est pas un espacement 5G.",
            en=f"{value} kHz is not a subcarrier spacing.",
        ),
        lambda: _one_of(_SPACINGS),
    ),
    "tdd_pattern": _Form(
        lambda value: _FRAME.fullmatch(value) is not None,
        lambda value: t(
            fr=f"« {value} » n’est pas une trame.", en=f"“{value}” is not a TDD pattern."
        ),
        lambda: t(
            fr="Une lettre par slot : D (descendant), S (spécial), U (montant), comme DDDSU.",
            en="Write a letter for each slot: D (down), S (special), U (up), such as DDDSU.",
        ),
    ),
    "plmn": _Form(
        lambda value: _PLMN.fullmatch(value) is not None,
        lambda value: t(fr=f"« {value} » n’est pas un PLMN.", en=f"“{value}” is not a PLMN."),
        lambda: t(
            fr="MCC et MNC, cinq ou six chiffres : 99970 pour un réseau privé.",
            en="Write MCC and MNC, five or six digits: 99970 for a private network.",
        ),
    ),
    "tac": _Form(
        lambda value: 1 <= value <= _LARGEST_TAC,
        lambda value: t(
            fr=f"{value} n’est pas une zone de suivi.", en=f"{value} is not a tracking area."
        ),
        lambda: t(
            fr=f"Prenez un nombre de 1 à {_LARGEST_TAC}.",
            en=f"Use a number from 1 to {_LARGEST_TAC}.",
        ),
    ),
}
