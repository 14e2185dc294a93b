"""The language a person reads: French or English, chosen once, used everywhere."""

import os
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

Language = Literal["fr", "en"]

LANGUAGES: tuple[Language, ...] = ("fr", "en")

VARIABLE = "CAMPUS5G_LANGUAGE"
"""Of the environment: the language of a process, where nothing else chooses one."""

_chosen: Language | None = None
_asked: ContextVar[Language | None] = ContextVar("asked_language", default=None)


def set_language(language: Language | None) -> None:
    """Choose the language of this process; ``None`` goes back to the environment.

    A released notebook calls this in its first cell, so that a lab is in the
    learner's language on the Hub, on a laptop and while it is graded.

    Raises:
        ValueError: for any other language.
    """
    global _chosen
    if language is not None and language not in LANGUAGES:
        raise ValueError(f"No language {language!r}: choose one of {', '.join(LANGUAGES)}.")
    _chosen = language


def speak(language: Language | None) -> None:
    """Choose the language of this task and of the tasks that it starts, as for one request."""
    _asked.set(language)


def current_language() -> Language:
    """Return the language in force.

    The first of these that is set: `speak`, `set_language`, ``CAMPUS5G_LANGUAGE``, the
    locale of the process. French by default.
    """
    asked = _asked.get()
    if asked is not None:
        return asked
    if _chosen is not None:
        return _chosen
    for name in (VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG"):
        for language in LANGUAGES:
            if os.environ.get(name, "").lower().startswith(language):
                return language
    return "fr"


def t(*, fr: str, en: str) -> str:
    """Return the text in the language in force."""
    return fr if current_language() == "fr" else en


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text in both languages; `str` gives it in the language in force."""

    fr: str
    en: str

    def __str__(self) -> str:
        return t(fr=self.fr, en=self.en)


def translator(language: Language) -> Callable[..., str]:
    """Return a `t` for one reader among many, whatever the language in force."""

    def t(*, fr: str, en: str) -> str:
        return fr if language == "fr" else en

    return t
