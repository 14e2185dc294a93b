"""Drawings of kept measurements for the result sheet, made from the signed files."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from campus5g.kit.showing.numbers import decimal, whole
from campus5g.language import t

_WIDTH, _HEIGHT = 480, 150
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 16, 28, 40
_MOST_POINTS = 400

Point = tuple[float, float]


@dataclass(frozen=True)
class Drawing:
    """A measurement in one line of words, and as points where it has some.

    Args:
        words: the result, with units.
        points: along the axes; empty if there is nothing to draw.
        axes: what the axes show, with units.
    """

    words: str
    points: Sequence[Point] = ()
    axes: tuple[str, str] = ("", "")

    def svg(self) -> str:
        """Return the points as an SVG line; empty if there are fewer than two."""
        if len(self.points) < 2:
            return ""
        points = self.points[:: max(1, len(self.points) // _MOST_POINTS)]
        across, up = ([point[axis] for point in points] for axis in (0, 1))
        x, y = _scale(across, _LEFT, _WIDTH - _RIGHT), _scale(up, _HEIGHT - _BOTTOM, _TOP)
        line = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b in points)
        floor = _HEIGHT - _BOTTOM
        marks = [
            _text(_LEFT - 6, y(value) + 4, decimal(value), "end")
            for value in dict.fromkeys((min(up), max(up)))
        ] + [
            _text(x(value), floor + 16, decimal(value), anchor)
            for value, anchor in ((min(across), "start"), (max(across), "end"))
        ]
        return (
            f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
            f'aria-label="{escape(self.words, quote=True)}">'
            f'<path d="M{_LEFT} {_TOP}V{floor}H{_WIDTH - _RIGHT}" class="axis"/>'
            f'<polyline points="{line}" class="line"/>'
            f"{''.join(marks)}"
            f"{_text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 6, self.axes[0], 'middle')}"
            f"{_text(0, 11, self.axes[1], 'start')}</svg>"
        )


def drawing_of(operation: str, artefact: Path) -> Drawing:
    """Return the drawing of a kept measurement; without words if its kind is unknown.

    Args:
        operation: the gateway's name for it, e.g. ``signal``.
        artefact: the kept file.
    """
    draw = _KINDS.get(operation)
    if draw is None:
        return Drawing("")
    try:
        return draw(json.loads(artefact.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return Drawing(t(fr="illisible", en="can't be read"))


def _signal(kept: Mapping[str, Any]) -> Drawing:
    heard = [each for each in kept["samples"] if each["rsrp_dbm"] is not None]
    if not heard:
        return Drawing(t(fr="aucune cellule entendue", en="no cell heard"))
    began = heard[0]["at"]
    points = [(each["at"] - began, float(each["rsrp_dbm"])) for each in heard]
    levels = sorted(level for _, level in points)
    middle, low, high = (decimal(levels[n], 0) for n in (len(levels) // 2, 0, -1))
    return Drawing(
        t(
            fr=f"{len(levels)} relevés, RSRP médian {middle} dBm, de {low} à {high} dBm",
            en=f"{len(levels)} readings, median RSRP {middle} dBm, from {low} to {high} dBm",
        ),
        points,
        (t(fr="temps (s)", en="time (s)"), "RSRP (dBm)"),
    )


def _latency(kept: Mapping[str, Any]) -> Drawing:
    sent = kept["samples"]
    times = sorted(float(each["rtt_ms"]) for each in sent if each["rtt_ms"] is not None)
    if not times:
        return Drawing(t(fr="aucune réponse", en="no answer"))
    share = [(ms, 100 * (n + 1) / len(times)) for n, ms in enumerate(times)]
    middle, lost = decimal(times[len(times) // 2]), len(sent) - len(times)
    return Drawing(
        t(
            fr=f"{len(sent)} paquets, médiane {middle} ms, {lost} perdus",
            en=f"{len(sent)} packets, median {middle} ms, {lost} lost",
        ),
        share,
        (
            t(fr="aller-retour (ms)", en="round trip (ms)"),
            t(fr="au plus (% des paquets)", en="at most (% of packets)"),
        ),
    )


def _way(kept: Mapping[str, Any]) -> Drawing:
    points = [(float(state["x_m"]), float(state["y_m"])) for state in kept["states"]]
    return Drawing(
        t(fr=f"trajet, {len(points)} positions", en=f"way, {len(points)} positions"),
        points,
        ("x (m)", "y (m)"),
    )


def _dialogue(kept: Mapping[str, Any]) -> Drawing:
    return Drawing(", ".join(str(answer["command"]) for answer in kept["answers"]))


def _sensors(kept: Mapping[str, Any]) -> Drawing:
    readings = kept["samples"]
    ages = [
        (
            float(each["received_at"]),
            float(each["received_at"]) - float(each["values"]["time_unix_s"]),
        )
        for each in readings
    ]
    if not ages:
        return Drawing(t(fr="aucun relevé", en="no reading"))
    began = ages[0][0]
    return Drawing(
        t(
            fr=f"{len(ages)} relevés, à leur arrivée, datés par la machine",
            en=f"{len(ages)} readings, as they arrived, dated by the machine",
        ),
        [(at - began, age) for at, age in ages],
        (t(fr="arrivée (s)", en="arrival (s)"), t(fr="âge affiché (s)", en="age shown (s)")),
    )


def _work_order(kept: Mapping[str, Any]) -> Drawing:
    return Drawing(f"{kept['order']['machine']} · {kept['order']['action']}")


def _interventions(kept: Mapping[str, Any]) -> Drawing:
    left, done = kept["left"], " · ".join(kept["done"])
    euros, minutes = whole(left["euros"]), f"{left['minutes']} min"
    return Drawing(
        t(
            fr=f"fait : {done or 'rien'} ; reste {euros} € et {minutes}",
            en=f"done: {done or 'nothing'}; €{euros} and {minutes} are left",
        )
    )


_KINDS: dict[str, Callable[[Mapping[str, Any]], Drawing]] = {
    "signal": _signal,
    "latency": _latency,
    "drive": _way,
    "velocity": _way,
    "dialogue": _dialogue,
    "sensors": _sensors,
    "work-order": _work_order,
    "interventions": _interventions,
}


def _scale(values: Sequence[float], start: float, end: float) -> Callable[[float], float]:
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    return lambda value: start + (value - low) / span * (end - start)


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
