"""The scripts and the style sheets of the explorers."""

from pathlib import Path

from campus5g.look import TOKENS_FILE

_FOLDER = Path(__file__).parent


def script(name: str) -> str:
    """Return a script of this folder, as an anywidget's ``_esm``.

    ``drawing.js`` stands before it: a widget's script can't import from another.
    """
    return _text("drawing.js") + _text(name)


def style(view: str | None = None) -> str:
    """Return the style sheet of all explorers, with the tokens, and that of a view.

    The tokens count within an explorer only: JupyterLab has a look of its own.
    """
    tokens = TOKENS_FILE.read_text(encoding="utf-8").replace(":root", ":where(.c5x-explorer)")
    return tokens + _text("explorer.css") + (_text(f"views/{view}.css") if view else "")


def _text(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
