"""The editions of a module: the same release in each language, as they lie in the exchange."""

import json
from pathlib import Path

from campus5g.evidence.reading import read_at_most
from campus5g.language import LANGUAGES, Language

EDITIONS = "editions"
"""Of a course's folder in the exchange, beside nbgrader's ``outbound``."""

_LARGEST_BYTES = 64 << 20


def has_editions(exchange: Path, course: str, module: str) -> bool:
    """Return whether a module was released in other languages than its cohort's, too."""
    return any(_edition(exchange, course, module, each).is_dir() for each in LANGUAGES)


def released_folder(exchange: Path, course: str, module: str, language: Language) -> Path:
    """Return where the release in a language is; the cohort's own where there is no edition."""
    edition = _edition(exchange, course, module, language)
    return edition if edition.is_dir() else exchange / course / "outbound" / module


def language_of(notebook: Path) -> Language | None:
    """Return the language of a released notebook; None if the file does not say one."""
    try:
        # A submission may hold anything under this name.
        content = read_at_most(notebook, _LARGEST_BYTES) or b""
        named = json.loads(content)["metadata"]["campus5g"]["language"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError, MemoryError):
        # A learner's own file, whatever it holds; not a released module.
        return None
    return next((language for language in LANGUAGES if language == named), None)


def _edition(exchange: Path, course: str, module: str, language: Language) -> Path:
    return exchange / course / EDITIONS / language / module
