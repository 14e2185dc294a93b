"""The scripts and the style sheets of the explorers."""

from pathlib import Path

from campus5g.look import TOKENS_FILE

_FOLDER = Path(__file__).parent


def script(widget: str) -> str:
    """Return the script beside a widget's module, as an anywidget's ``_esm``.

    ``drawing.js`` stands before it: a widget's script can't import from another.

    Args:
        widget: the module's file, ``__file__``.
    """
    return _text(_FOLDER / "drawing.js") + _text(Path(widget).with_suffix(".js"))


def style(widget: str | None = None) -> str:
    """Return the style sheet of all explorers, with the tokens, and the one beside a widget.

    The tokens count within an explorer only: JupyterLab has a look of its own.

    Args:
        widget: the module's file, ``__file__``; without it the widget has no sheet of its own.
    """
    tokens = _text(TOKENS_FILE).replace(":root", ":where(.c5x-explorer)")
    own = _text(Path(widget).with_suffix(".css")) if widget else ""
    return tokens + _text(_FOLDER / "explorer.css") + own


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")
