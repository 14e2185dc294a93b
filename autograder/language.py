"""The language of messages to trainers and learners: French or English.

The first of these that is set applies: `set_language` (``--language`` on the command line), the
language of the program that `follow_language` names, the variable ``AUTOGRADER_LANGUAGE``, the
locale. The default is English, as in nbgrader's own messages.
"""

import os
from collections.abc import Callable
from typing import Literal

Language = Literal["fr", "en"]

_chosen: Language | None = None
_followed: Callable[[], Language] | None = None


def set_language(language: Language | None) -> None:
    """Choose the language of this process; ``None`` withdraws the choice."""
    global _chosen
    _chosen = language


def follow_language(current: Callable[[], Language] | None) -> None:
    """Use the language of the enclosing program.

    Args:
        current: returns that language whenever it is needed; ``None`` stops following.
    """
    global _followed
    _followed = current


def current_language() -> Language:
    """Return the language in force."""
    if _chosen is not None:
        return _chosen
    if _followed is not None:
        return _followed()
    for name in ("AUTOGRADER_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "").lower()
        if value:
            return "fr" if value.startswith("fr") else "en"
    return "en"


def t(*, fr: str, en: str) -> str:
    """Return the text in the language in force."""
    return fr if current_language() == "fr" else en
