"""The scripts and the style sheet of the explorers."""

from pathlib import Path

_FOLDER = Path(__file__).parent


def script(name: str) -> str:
    """Return a script of this folder, as an anywidget's ``_esm``."""
    return (_FOLDER / name).read_text(encoding="utf-8")


def style() -> str:
    """Return the style sheet of all explorers."""
    return (_FOLDER / "explorer.css").read_text(encoding="utf-8")
