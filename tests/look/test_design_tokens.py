"""Words and lines are legible on every ground that they stand on, in light and in dark."""

import re
from typing import Literal

import pytest

from campus5g.look import TOKENS_FILE

Scheme = Literal["light", "dark"]

WORDS = [
    *((ink, ground) for ink in ("ink", "ink-soft", "accent") for ground in ("ground", "surface")),
    *((ink, "accent-ground") for ink in ("ink", "ink-soft", "accent")),
    *((state, f"{state}-ground") for state in ("good", "caution", "danger")),
    *((state, "surface") for state in ("good", "caution", "danger")),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-harbour", "harbour"),
    ("on-harbour-soft", "harbour"),
    ("signal", "harbour"),
]


def tokens(scheme: Scheme) -> dict[str, str]:
    """The tokens by name, without the leading dashes."""
    token = re.compile(r"--([a-z0-9-]+):\s*([^;]+);")
    light, dark = TOKENS_FILE.read_text(encoding="utf-8").split("@media", 1)
    values = dict(token.findall(light))
    return values | dict(token.findall(dark)) if scheme == "dark" else values


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.1)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), WORDS)
def test_text_has_a_contrast_of_4_5(scheme: Scheme, ink: str, ground: str) -> None:
    token = tokens(scheme)

    assert contrast(token[ink], token[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lines_of_controls_and_plots_have_a_contrast_of_3(scheme: Scheme) -> None:
    token = tokens(scheme)
    series = [colour for name, colour in token.items() if name.startswith("series-")]
    lines = [token["line"], token["focus"], *series]

    assert len(series) == 6
    assert min(contrast(line, token["surface"]) for line in lines) >= 3
