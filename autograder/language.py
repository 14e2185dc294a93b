"""The language of the sentences that trainers and learners read: French or English."""

import os
from typing import Literal

Language = Literal["fr", "en"]

_chosen: Language | None = None


def set_language(language: Language | None) -> None:
    """Choose the language of this process; ``None`` goes back to the surroundings."""
    global _chosen
    _chosen = language


def current_language() -> Language:
    """Return what `set_language` said, else French where the locale is, else English."""
    if _chosen is not None:
        return _chosen
    for name in ("AUTOGRADER_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "").lower()
        if value.startswith("fr"):
            return "fr"
        if value:
            return "en"
    return "en"


def t(*, fr: str, en: str) -> str:
    """Return the text in the language in force."""
    return fr if current_language() == "fr" else en
