"""The report's plots, as SVG: told apart by marks and words, never by colour alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from campus5g.kit.showing.numbers import decimal
from campus5g.kit_setup.drawing import drawing, element, words

Point = tuple[float, float]

_WIDTH, _HEIGHT = 640.0, 220.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 52.0, 16.0, 14.0, 40.0
_DASHES = ("none", "7 3", "2 3", "9 3 2 3", "5 5")
_SERIES = 5
_MOST_TICKS = 6


@dataclass(frozen=True)
class Place:
    """Where which signal was measured."""

    x_m: float
    y_m: float
    rsrp_dbm: float


@dataclass(frozen=True)
class Lane:
    """One line of a plot, with its name."""

    title: str
    points: Sequence[Point]


@dataclass(frozen=True)
class _Axes:
    """Maps values to the drawing; both axes begin at zero."""

    most_x: float
    most_y: float

    def x(self, value: float) -> float:
        """Return where a value lies from left to right."""
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * value / self.most_x

    def y(self, value: float) -> float:
        """Return where a value lies from top to bottom."""
        return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * value / self.most_y

    def drawn(self, name_x: str, name_y: str) -> str:
        """Return the grid, its numbers and the axes' names."""
        parts = [
            element(
                "path",
                d=f"M{self.x(0):.1f} {self.y(value):.1f}H{self.x(self.most_x):.1f}",
                stroke="var(--line-soft)",
            )
            + words(_tick(value), _LEFT - 6, self.y(value) + 4, text_anchor="end", font_size=11)
            for value in _ticks(self.most_y)
        ]
        parts += [
            words(
                _tick(value),
                self.x(value),
                _HEIGHT - _BOTTOM + 15,
                text_anchor="middle",
                font_size=11,
            )
            for value in _ticks(self.most_x)
        ]
        parts.append(
            words(name_x, (_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 6, text_anchor="middle")
        )
        parts.append(words(name_y, _LEFT, 10.0, font_size=11))
        return "".join(parts)


def bars(values: Sequence[float], most: float, name_x: str, name_y: str) -> str:
    """Draw one bar a value, and a dashed line at the mark if it lies near them."""
    highest = max([*values, most if most < 2 * max(values) else 0.0]) * 1.1
    axes = _Axes(len(values) + 0.5, highest)
    drawn = [
        element(
            "rect",
            x=axes.x(number - 0.3),
            y=axes.y(value),
            width=axes.x(0.6) - axes.x(0),
            height=axes.y(0) - axes.y(value),
            fill="var(--series-1)",
        )
        for number, value in enumerate(values, 1)
    ]
    mark = _level(axes, most) if most <= highest else ""
    return drawing(_WIDTH, _HEIGHT, name_y, axes.drawn(name_x, name_y), *drawn, mark)


def distribution(
    values: Sequence[float], marks: Mapping[str, float], name_x: str, name_y: str
) -> str:
    """Draw which share lies below each value, and the marks that the line has to pass left of."""
    if not values:
        return ""
    ranked = sorted(values)
    axes = _Axes(max(ranked[-1], *marks.values()) * 1.05, 105.0)
    steps = [
        f"{axes.x(value):.1f} {axes.y(100 * rank / len(ranked)):.1f}"
        for rank, value in enumerate(ranked, 1)
    ]
    line = element(
        "path", d="M" + "L".join(steps), fill="none", stroke="var(--series-1)", stroke_width=2
    )
    shown = []
    for name, most in marks.items():
        x, y = axes.x(most), axes.y(float(name.removeprefix("p")))
        shown.append(
            element(
                "path",
                d=f"M{x:.1f} {y - 5:.1f}L{x + 5:.1f} {y:.1f}L{x:.1f} {y + 5:.1f}"
                f"L{x - 5:.1f} {y:.1f}Z",
                fill="var(--series-2)",
            )
        )
        shown.append(words(f"{name} ≤ {most:g}", x, y + 18, font_size=11, text_anchor="middle"))
    return drawing(_WIDTH, _HEIGHT, name_x, axes.drawn(name_x, name_y), line, *shown)


def stops(lanes: Sequence[Lane], name_x: str, name_y: str) -> str:
    """Draw the robot's speed after each loss, each line with a dash of its own."""
    points = [point for lane in lanes for point in lane.points]
    if not points:
        return ""
    axes = _Axes(min(1.5, max(x for x, _ in points)) or 1.0, max(y for _, y in points) * 1.1 or 1.0)
    drawn = []
    for number, lane in enumerate(lanes):
        look: dict[str, Any] = {
            "stroke": f"var(--series-{number % _SERIES + 1})",
            "stroke_dasharray": _DASHES[number % len(_DASHES)],
            "stroke_width": 2,
            "fill": "none",
        }
        inside = [(x, y) for x, y in lane.points if x <= axes.most_x]
        path = "L".join(f"{axes.x(x):.1f} {axes.y(y):.1f}" for x, y in inside)
        y = _TOP + 14 + 17 * number
        drawn.append(element("path", d=f"M{path}", **look) if inside else "")
        drawn.append(element("path", d=f"M{_WIDTH - 220} {y - 4}h30", **look))
        drawn.append(words(lane.title, _WIDTH - 182, y, font_size=12))
    return drawing(_WIDTH, _HEIGHT, name_y, axes.drawn(name_x, name_y), *drawn)


def floor(
    places: Sequence[Place], fence_m: Sequence[Point], least_dbm: float, names: tuple[str, str]
) -> str:
    """Draw the places on the floor inside the fence: dots where strong, crosses where weak."""
    left, right = min(x for x, _ in fence_m), max(x for x, _ in fence_m)
    low, high = min(y for _, y in fence_m), max(y for _, y in fence_m)
    scale = min((_WIDTH - 260) / (right - left), 300 / (high - low))
    height = (high - low) * scale + 44

    def at(x: float, y: float) -> Point:
        return 20 + (x - left) * scale, 14 + (high - y) * scale

    corners = " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(*corner) for corner in fence_m))
    drawn = [
        element(
            "polygon",
            points=corners,
            fill="var(--ground)",
            stroke="var(--line)",
            stroke_dasharray="6 3",
        )
    ]
    drawn += [
        _dot(*at(place.x_m, place.y_m), strong=place.rsrp_dbm >= least_dbm) for place in places
    ]
    beside = 20 + (right - left) * scale + 24
    for line, (strong, name) in enumerate(zip((True, False), names, strict=True)):
        drawn.append(_dot(beside, 30.0 + 22 * line, strong=strong))
        drawn.append(words(name, beside + 12, 34.0 + 22 * line))
    if places:
        levels = [place.rsrp_dbm for place in places]
        told = f"RSRP {decimal(min(levels), 0)} … {decimal(max(levels), 0)} dBm"
        drawn.append(words(told, beside - 4, 82.0))
    metre = 5.0 if right - left > 8 else 1.0
    base = height - 18
    drawn.append(
        element("path", d=f"M20 {base:.1f}h{metre * scale:.1f}", stroke="var(--ink)")
        + words(f"{metre:g} m", 24 + metre * scale, base + 4, font_size=11)
    )
    return drawing(_WIDTH, height, names[0], *drawn)


def _dot(x: float, y: float, *, strong: bool) -> str:
    if strong:
        return element("circle", cx=x, cy=y, r=3.5, fill="var(--series-3)")
    cross = f"M{x - 4:.1f} {y - 4:.1f}l8 8m0 -8l-8 8"
    return element("path", d=cross, stroke="var(--danger)", stroke_width=2)


def _level(axes: _Axes, value: float) -> str:
    y = axes.y(value)
    return element(
        "path",
        d=f"M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}",
        stroke="var(--series-2)",
        stroke_dasharray="6 4",
    )


def _ticks(most: float) -> list[float]:
    """Return round values from zero, at most six."""
    step = 1e-3
    for factor in (2.0, 2.5, 2.0) * 8:
        if most / step <= _MOST_TICKS:
            break
        step *= factor
    return [step * number for number in range(int(most / step) + 1)]


def _tick(value: float) -> str:
    return decimal(value, 0 if value == round(value) else 1 if value >= 1 else 2)
