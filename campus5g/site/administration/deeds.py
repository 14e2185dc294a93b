"""What the log of changes shows of a deed, in its reader's language.

The log itself keeps the address of the form, and values as the program writes them.
"""

import re

from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)
_DEEDS = "deed"
_DETAILS = "detail"
_WITH_NAMED_VALUES = ("kind", "role", "section")


def deed(action: str) -> str:
    """Return what was done; an unknown action is returned unchanged."""
    return _WORDS.texts(_DEEDS).get(action, action)


def deed_subject(action: str, subject: str) -> str:
    """Return what a deed was done to: for a form, the parts of its address that vary."""
    names, parts = re.findall(r"{(\w+)}", action), subject.split(" ")
    if len(names) != len(parts):
        return subject
    return " ".join(detail_value(name, part) for name, part in zip(names, parts, strict=True))


def detail_name(name: str) -> str:
    """Return the name of a detail."""
    return _WORDS.texts(_DETAILS).get(name, name)


def detail_value(name: str, value: object) -> str:
    """Return the value of a detail."""
    if isinstance(value, list):
        return ", ".join(detail_value(name, each) for each in value)
    if isinstance(value, bool):
        return t(fr="oui", en="yes") if value else t(fr="non", en="no")
    known = _WORDS.texts(name) if name in _WITH_NAMED_VALUES else {}
    return known.get(str(value), str(value))
