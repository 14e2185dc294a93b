"""The scripts and the style sheets of the explorers."""

import json
from collections.abc import Sequence
from pathlib import Path

from campus5g.look import TOKENS_FILE
from campus5g.scenes.drawing import tones
from campus5g.scenes.library import library

_FOLDER = Path(__file__).parent


def script(widget: str, *, moves: bool = False, parts: Sequence[str] = ()) -> str:
    """Return the script beside a widget's module, as an anywidget's ``_esm``.

    ``drawing.js`` stands before it: a widget's script can't import from another.

    Args:
        widget: the module's file, ``__file__``.
        moves: whether what it shows is played, by ``player.js``, which then stands before it, too.
        parts: what it draws of the library of scenes, by name, with ``libraryPart``.
    """
    drawn = {
        name: {"box": library()[name].box, "content": library()[name].content} for name in parts
    }
    shared = ["drawing.js", "player.js"] if moves else ["drawing.js"]
    scripts = [*(_FOLDER / name for name in shared), Path(widget).with_suffix(".js")]
    return f"const PARTS = {json.dumps(drawn)};\n" + "".join(map(_text, scripts))


def style(widget: str | None = None, *, parts: bool = False) -> str:
    """Return the style sheet of all explorers, with the tokens, and the one beside a widget.

    The tokens count within an explorer only: JupyterLab has a look of its own.

    Args:
        widget: the module's file, ``__file__``; without it the widget has no sheet of its own.
        parts: whether it draws parts of the library of scenes, which need their tones.
    """
    tokens = _text(TOKENS_FILE).replace(":root", ":where(.c5x-explorer)")
    own = _text(Path(widget).with_suffix(".css")) if widget else ""
    return tokens + _text(_FOLDER / "explorer.css") + (tones() if parts else "") + own


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")
