"""Charts as SVG text, for questions, cases and paper: the look of ``drawing.js``, no script."""

import math
from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

from campus5g.courseware.explorers.chart_panel import Axis, Bars, Chart, ChartPanel, Point, Series
from campus5g.courseware.explorers.drawing import Drawing
from campus5g.language import t

_WIDTH, _HEIGHT, _ROW = 400, 280, 52
_TOP, _BOTTOM, _RIGHT = 26, _HEIGHT - 46, _WIDTH - 14
_LETTER = 8.5
"""The mean width of a letter of 16 units."""

_DASHES = ("", "8 4", "2 4", "12 4 2 4", "5 3", "14 5")
_COLOURS = ("#1f7fb8", "#d1601a", "#12908a", "#9a63c4", "#a07d0c", "#c74f86")
"""The series of ``tokens.css``: they contrast with the ground in light and dark."""


def panel_drawing(panel: ChartPanel) -> Drawing | None:
    """Return the first figure of a panel as it stands; None while there is none."""
    answer = panel.answer
    if answer is None or not answer.figures:
        return None
    shown = answer.figures[0]
    colon = t(fr="\N{NO-BREAK SPACE}: ", en=": ")
    return Drawing(
        svg=chart_svg(shown) if isinstance(shown, Chart) else bars_svg(shown),
        title=shown.heading,
        reading=answer.advice,
        settings=" · ".join(f"{name}{colon}{label}" for name, label in panel.settings),
    )


def bars_svg(bars: Bars) -> str:
    """Return rows of parts laid end to end as an SVG element; the key stands below the rows."""
    parts = []
    for row, (words, lengths) in enumerate(bars.rows):
        top, left = row * _ROW, 0.0
        parts.append(_text(0, top + 16, words, "start"))
        for index, length in enumerate(lengths):
            width = length / bars.to * _WIDTH
            if width >= 0.5:
                parts.append(_bar(left, top + 22, max(1.0, width - 1.5), 22, index))
            left += width
    below = len(bars.rows) * _ROW + 8
    for index, name in enumerate(bars.parts):
        parts.append(_bar(0, below + 24 * index, 24, 16, index))
        parts.append(_text(32, below + 24 * index + 14, name, "start"))
    return _svg(bars.title, 0, below + 24 * len(bars.parts), parts)


def chart_svg(chart: Chart) -> str:
    """Return a chart as an SVG element.

    Words and axes take the colour of the text around them. The key, where there are several series,
    stands above the chart.
    """
    left = max(48.0, 14 + _LETTER * max(len(words) for _, words in chart.y.ticks))
    key = list(_key(chart.series)) if len(chart.series) > 1 else []
    above = 20 * len(key)
    parts = [*_axes(chart, left)]
    for index, series in enumerate(chart.series):
        parts += _series(series, (series.style or index + 1) - 1, chart, left)
    parts += _marks(chart, left)
    return _svg(chart.title, -above, _HEIGHT + above, [*key, *parts])


def _svg(title: str, top: float, height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {top:g} {_WIDTH} {height:g}" '
        f'role="img" font-size="16" fill="currentColor"><title>{escape(title)}</title>'
        f"{''.join(parts)}</svg>"
    )


def _axes(chart: Chart, left: float) -> Iterator[str]:
    for at, words in chart.y.ticks:
        y = _place(chart.y, at, _BOTTOM, _TOP)
        yield _line(left, y, _RIGHT, y, 'stroke-opacity="0.25"')
        yield _text(left - 6, y + 5, words, "end")
    for at, words in chart.x.ticks:
        x = _place(chart.x, at, left, _RIGHT)
        yield _line(x, _BOTTOM, x, _BOTTOM + 5, 'stroke-opacity="0.5"')
        within = _WIDTH - 2 - 1.2 * _LETTER * len(words) / 2
        yield _text(min(x, within), _BOTTOM + 20, words, "middle")
    yield _text(_RIGHT, _HEIGHT - 6, chart.x.name, "end")
    yield _text(2, 14, chart.y.name, "start")


def _series(series: Series, style: int, chart: Chart, left: float) -> Iterator[str]:
    colour = _COLOURS[style % len(_COLOURS)]
    points = [
        (_place(chart.x, x, left, _RIGHT), _place(chart.y, y, _BOTTOM, _TOP))
        for x, y in series.points
    ]
    if series.kind == "bars":
        for (at, _), (_, top) in zip(series.points, points, strict=True):
            start = _place(chart.x, at - series.width / 2, left, _RIGHT)
            end = _place(chart.x, at + series.width / 2, left, _RIGHT)
            yield (
                f'<rect x="{start:.1f}" y="{top:.1f}" width="{max(1, end - start - 1):.1f}" '
                f'height="{_BOTTOM - top:.1f}" fill="{colour}"/>'
            )
    elif series.kind == "dots":
        for x, y in points:
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{colour}"/>'
    elif points:
        path = "L".join(
            f"{x:.1f} {y:.1f}" for x, y in (_steps(points) if series.kind == "steps" else points)
        )
        yield f'<path d="M{path}" fill="none" {_stroke(style)}/>'


def _steps(points: list[Point]) -> list[Point]:
    corners = [(x, before) for (_, before), (x, _) in pairwise(points)]
    return [points[0], *(each for pair in zip(corners, points[1:], strict=True) for each in pair)]


def _marks(chart: Chart, left: float) -> Iterator[str]:
    for row, (at, words) in enumerate(chart.upright):
        x = _place(chart.x, at, left, _RIGHT)
        fits = x + 5 + _LETTER * len(words) < _WIDTH
        yield _line(x, _TOP, x, _BOTTOM, 'stroke-dasharray="6 4"')
        yield _text(
            x + (5 if fits else -5), _TOP + 12 + 17 * row, words, "start" if fits else "end"
        )
    for at, words in chart.across:
        y = _place(chart.y, at, _BOTTOM, _TOP)
        yield _line(left, y, _RIGHT, y, 'stroke-dasharray="6 4"')
        yield _text(_RIGHT, y - 5, words, "end")


def _key(series: Sequence[Series]) -> Iterator[str]:
    """Yield a row a series, above the chart: its line or mark, and its name."""
    for index, one in enumerate(series):
        y = -20 * (len(series) - index) + 14
        style = (one.style or index + 1) - 1
        sample = (
            f'<path d="M4 {y - 5}H38" fill="none" {_stroke(style)}/>'
            if one.kind in ("line", "steps")
            else f'<circle cx="21" cy="{y - 5}" r="4.5" fill="{_COLOURS[style % len(_COLOURS)]}"/>'
        )
        yield f"<g>{sample}{_text(46, y, one.name, 'start')}</g>"


def _place(axis: Axis, value: float, start: float, end: float) -> float:
    """Return where a value lies between the two ends of an axis; values beyond lie at its ends."""
    scale = math.log if axis.log else float
    share = (scale(value) - scale(axis.low)) / (scale(axis.high) - scale(axis.low))
    return start + min(1.0, max(0.0, share)) * (end - start)


def _line(x1: float, y1: float, x2: float, y2: float, look: str) -> str:
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
        f'stroke="currentColor" {look}/>'
    )


def _bar(x: float, y: float, width: float, height: float, style: int) -> str:
    colour = _COLOURS[style % len(_COLOURS)]
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height}" fill="{colour}"/>'


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _stroke(style: int) -> str:
    colour, dashes = _COLOURS[style % len(_COLOURS)], _DASHES[style % len(_DASHES)]
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'stroke="{colour}" stroke-width="2.5"{dashed}'
