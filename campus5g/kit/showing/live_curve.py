"""The curve of a measurement while it runs: a small drawing of what has come so far."""

from collections.abc import Sequence
from html import escape

from campus5g.kit.showing.numbers import decimal
from campus5g.language import t

_WIDTH, _HEIGHT = 480, 96
_LEFT, _MARGIN = 56, 8
_MOST_POINTS = 240


def curve(values: Sequence[float | None], unit: str) -> str:
    """Return what was measured so far as a small SVG; empty before the second value.

    Args:
        values: in order; None where there was none (a lost packet).
        unit: of the values.
    """
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    span = (high - low) or 1.0
    step = max(1, len(values) // _MOST_POINTS)
    shown = list(enumerate(values))[::step]
    across = (_WIDTH - _LEFT - _MARGIN) / max(1, len(values) - 1)
    floor = _HEIGHT - _MARGIN
    points = " ".join(
        f"{_LEFT + place * across:.1f},{floor - (value - low) / span * (floor - _MARGIN):.1f}"
        for place, value in shown
        if value is not None
    )
    text = t(
        fr=f"De {decimal(low)} à {decimal(high)} {unit}, en dernier {decimal(known[-1])} {unit}",
        en=f"From {decimal(low)} to {decimal(high)} {unit}, latest {decimal(known[-1])} {unit}",
    )
    return (
        f"<svg viewBox='0 0 {_WIDTH} {_HEIGHT}' role='img' aria-label='{escape(text, quote=True)}' "
        "style='width:100%;max-width:40rem;height:auto;color:inherit'>"
        f"<path d='M{_LEFT} {_MARGIN}V{floor}H{_WIDTH - _MARGIN}' fill='none' stroke='gray'/>"
        f"<polyline points='{points}' fill='none' stroke='currentColor' stroke-width='1.5'/>"
        f"<text x='{_LEFT - 6}' y='{_MARGIN + 8}' text-anchor='end' font-size='11' "
        f"fill='currentColor'>{decimal(high)}</text>"
        f"<text x='{_LEFT - 6}' y='{floor}' text-anchor='end' font-size='11' "
        f"fill='currentColor'>{decimal(low)}</text></svg>"
        f"<div>{escape(text)}</div>"
    )
