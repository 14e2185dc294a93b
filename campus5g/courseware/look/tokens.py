"""The tokens of ``tokens.css`` as Python sees them, for whatever is drawn by code."""

import re
from functools import cache
from typing import Literal

from campus5g.courseware.look import TOKENS_FILE

Scheme = Literal["light", "dark"]

_TOKEN = re.compile(r"--([a-z0-9-]+):\s*([^;]+);")


@cache
def tokens(scheme: Scheme = "light") -> dict[str, str]:
    """Return the tokens by name, without the leading dashes: ``{"ink": "#10222e", …}``."""
    light, dark = TOKENS_FILE.read_text(encoding="utf-8").split("@media", 1)
    values = dict(_TOKEN.findall(light))
    return values | dict(_TOKEN.findall(dark)) if scheme == "dark" else values


def series() -> list[str]:
    """Return the colours of a plot's lines and marks, in order of use."""
    return [value for name, value in tokens().items() if name.startswith("series-")]
