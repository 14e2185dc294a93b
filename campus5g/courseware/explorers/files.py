"""The scripts and the style sheet of the explorers."""

from pathlib import Path

from campus5g.courseware.look import TOKENS_FILE

_FOLDER = Path(__file__).parent


def script(name: str) -> str:
    """Return a script of this folder, as an anywidget's ``_esm``."""
    return (_FOLDER / name).read_text(encoding="utf-8")


def style() -> str:
    """Return the style sheet of all explorers, with the tokens.

    The tokens count within an explorer only: JupyterLab has a look of its own.
    """
    tokens = TOKENS_FILE.read_text(encoding="utf-8").replace(":root", ":where(.c5x-explorer)")
    return tokens + (_FOLDER / "explorer.css").read_text(encoding="utf-8")
