"""Drawings as SVG in the look of Campus 5G, for files and paper, which have no style sheet."""

import re
from collections.abc import Mapping
from functools import cache
from html import escape

from campus5g.look import TOKENS_FILE

_TOKEN = re.compile(r"--([a-z0-9-]+):\s*([^;]+);")
_USED = re.compile(r"var\(--([a-z0-9-]+)\)")


@cache
def tokens() -> Mapping[str, str]:
    """Return the look's tokens for a light ground: the first block of its style sheet."""
    light = TOKENS_FILE.read_text(encoding="utf-8").partition("}")[0]
    return dict(_TOKEN.findall(light))


def resolved(text: str) -> str:
    """Replace ``var(--name)`` by the tokens' values."""
    return _USED.sub(lambda used: tokens()[used[1]], text)


def element(name: str, content: str = "", **attributes: object) -> str:
    """Return an element; in names of attributes ``_`` stands for ``-``, and is dropped at the end.

    Numbers are rounded to a tenth.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_number(value), quote=True)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def words(text: str, x: float, y: float, **attributes: object) -> str:
    """Return a line of text."""
    styled = {"fill": "var(--ink)", "font_size": 13, **attributes}
    return element("text", escape(text), x=x, y=y, **styled)


def drawing(width: float, height: float, title: str, *parts: str) -> str:
    """Return a whole drawing, with a title for screen readers."""
    head = element("title", escape(title))
    return resolved(
        element(
            "svg",
            head + "".join(parts),
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {width:g} {height:g}",
            width=width,
            height=height,
            role="img",
            font_family="system-ui, 'DejaVu Sans', sans-serif",
        )
    )


def _number(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
