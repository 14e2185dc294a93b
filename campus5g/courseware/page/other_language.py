"""The same module in the other language, where a person has it: what the page's switch leads to."""

from dataclasses import dataclass
from pathlib import Path

from campus5g.courseware.editions import language_of
from campus5g.language import LANGUAGES, Language


@dataclass(frozen=True)
class OtherLanguage:
    """A neighbouring page: its language, and its address from this page."""

    language: Language
    href: str


def other_language(root: Path, folder: Path, language: Language) -> OtherLanguage | None:
    """Return the module's page in the other language that lies beside it; None if there is none.

    Modules lie in ``<course>/<module>/`` of a person's files. Somebody who previews a module has
    both languages; a learner has one copy of it, which changes its language (`in_other_edition`).

    Args:
        root: the folder of the person's files.
        folder: the folder of the module whose page is shown.
        language: the page's language.
    """
    if folder.parent == root or not folder.is_relative_to(root):
        return None
    name = f"{folder.name}/{folder.name}.ipynb"
    for notebook in sorted(folder.parents[1].glob(f"*/{name}")):
        found = None if notebook.parent == folder else language_of(notebook)
        if found is not None and found != language:
            return OtherLanguage(found, f"../../{notebook.parents[1].name}/{name}")
    return None


def in_other_edition(opens: str, language: Language) -> OtherLanguage:
    """Return the way to the module in the other language.

    Args:
        opens: the address that opens the module on the learner's own site.
        language: the page's language.
    """
    (other,) = (each for each in LANGUAGES if each != language)
    return OtherLanguage(other, f"{opens}?lang={other}")
