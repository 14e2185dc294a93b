"""The first page that a person sees in JupyterLab."""

from dataclasses import dataclass
from pathlib import Path

from campus5g.language import Language
from campus5g.site.surroundings import LabRole

_FILE_NAMES: dict[Language, str] = {"fr": "Bienvenue.md", "en": "Welcome.md"}


@dataclass(frozen=True)
class WelcomePage:
    """A Markdown page, and the name it has among a person's files."""

    file_name: str
    text: str


def welcome_page(role: LabRole, language: Language) -> WelcomePage:
    """Return the page for people of this role, in their language."""
    source = Path(__file__).parent / f"{role}.{language}.md"
    return WelcomePage(_FILE_NAMES[language], source.read_text(encoding="utf-8"))
