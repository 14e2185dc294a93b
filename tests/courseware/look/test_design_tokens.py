"""Words and lines are legible on every ground that they stand on, in light and in dark."""

import pytest

from campus5g.courseware.look.tokens import Scheme, series, tokens

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
def test_words_contrast_4_5_with_their_ground(scheme: Scheme, ink: str, ground: str) -> None:
    token = tokens(scheme)

    assert contrast(token[ink], token[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lines_of_controls_and_plots_contrast_3_with_their_ground(scheme: Scheme) -> None:
    token = tokens(scheme)
    lines = [token["line"], token["focus"], *series()]

    assert min(contrast(line, token["surface"]) for line in lines) >= 3


def test_a_figure_in_the_house_s_template_draws_in_the_series_colours() -> None:
    from campus5g.courseware.look.figures import template

    assert list(template().layout.colorway) == series()
    assert len(series()) == 6
