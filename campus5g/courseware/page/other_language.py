"""The same module in the other language, where a person has it: what the page's switch leads to."""

import json
from dataclasses import dataclass
from pathlib import Path

from campus5g.language import LANGUAGES, Language


@dataclass(frozen=True)
class OtherLanguage:
    """A neighbouring page: its language, and its address from this page."""

    language: Language
    href: str


def other_language(root: Path, folder: Path, language: Language) -> OtherLanguage | None:
    """Return the module's page in the other language; None if the person does not have it.

    A cohort has one language, and modules lie in ``<course>/<module>/`` of a person's files:
    someone in a cohort of each language, or who previews a module, has both.

    Args:
        root: the folder of the person's files.
        folder: the folder of the module whose page is shown.
        language: the page's language.
    """
    if folder.parent == root or not folder.is_relative_to(root):
        return None
    name = f"{folder.name}/{folder.name}.ipynb"
    for notebook in sorted(folder.parents[1].glob(f"*/{name}")):
        found = None if notebook.parent == folder else _language_of(notebook)
        if found is not None and found != language:
            return OtherLanguage(found, f"../../{notebook.parents[1].name}/{name}")
    return None


def _language_of(notebook: Path) -> Language | None:
    try:
        metadata = json.loads(notebook.read_text(encoding="utf-8"))["metadata"]
        named = metadata["campus5g"]["language"]
    except (OSError, ValueError, KeyError, TypeError):
        # The learner's own file, not a released module.
        return None
    return next((language for language in LANGUAGES if language == named), None)
