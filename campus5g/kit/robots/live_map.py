"""The map while a robot drives: its way, what its laser sees, the fence, and a stop button."""

import contextlib
import math
import threading
from collections.abc import Callable, Sequence
from html import escape
from typing import Any, Protocol

from campus5g.kit.errors import KitError
from campus5g.kit.robots.motion import Scan
from campus5g.kit.robots.robot_state import RobotState
from campus5g.kit.showing.numbers import decimal
from campus5g.kit.showing.progress import in_notebook
from campus5g.language import t

Point = tuple[float, float]

PERIOD_S = 0.25
_WIDTH, _HEIGHT, _MARGIN = 480, 360, 12
_MOST_PLACES = 300
_EACH_RAY = 3
_NOSE_M = 0.6


def floor_drawing(
    robot: str,
    states: Sequence[RobotState],
    fence: Sequence[Point],
    scan: Scan | None,
    line: Sequence[Point],
) -> str:
    """Return the floor as a small SVG, and the robot's position in words.

    Args:
        robot: its name.
        states: of the path so far, at least one.
        fence: the corners of the area that it may not leave.
        scan: what its laser sees, if it has one.
        line: the line that it should follow, if there is one.
    """
    state = states[-1]
    place = _scale([*fence, (state.x_m, state.y_m)])
    way = list(states)[:: max(1, len(states) // _MOST_PLACES)]
    seen = [] if scan is None else scan.points()[::_EACH_RAY]
    nose = (
        state.x_m + _NOSE_M * math.cos(state.heading_rad),
        state.y_m + _NOSE_M * math.sin(state.heading_rad),
    )
    where = place((state.x_m, state.y_m))
    text = t(fr=f"{robot} : {state!r} · ", en=f"{robot}: {state!r} · ") + (
        t(fr="pas de laser", en="no laser")
        if scan is None
        else t(
            fr=f"laser : le plus proche à {decimal(scan.nearest_m, 2)} m",
            en=f"laser: the nearest at {decimal(scan.nearest_m, 2)} m",
        )
    )
    echoes = "".join(
        f"<circle cx='{x:.0f}' cy='{y:.0f}' r='1.5'/>"
        for x, y in map(place, seen)
        if 0 <= x <= _WIDTH and 0 <= y <= _HEIGHT
    )
    key = t(
        fr="tirets : zone autorisée · points : échos du laser · pointillés : ligne à suivre · "
        "trait bleu : trajet · disque : robot, sa barre montre le cap",
        en="dashes: allowed area · dots: laser echoes · dotted: line to follow · "
        "blue line: way · disc: robot, its bar shows the heading",
    )
    return (
        f"<svg viewBox='0 0 {_WIDTH} {_HEIGHT}' role='img' aria-label='{escape(text, quote=True)}' "
        "style='width:100%;max-width:40rem;height:auto;color:inherit'>"
        f"<polygon points='{_points(fence, place)}' fill='none' stroke='#009E73' "
        "stroke-width='2' stroke-dasharray='8 5'/>"
        f"<g fill='#D55E00'>{echoes}</g>"
        f"<polyline points='{_points(line, place)}' fill='none' stroke='gray' "
        "stroke-width='2' stroke-dasharray='2 4'/>"
        f"<polyline points='{_points([(s.x_m, s.y_m) for s in way], place)}' fill='none' "
        "stroke='#0072B2' stroke-width='3'/>"
        f"<circle cx='{where[0]:.1f}' cy='{where[1]:.1f}' r='7' fill='#CC79A7'/>"
        f"<polyline points='{_points([(state.x_m, state.y_m), nose], place)}' fill='none' "
        "stroke='currentColor' stroke-width='3'/></svg>"
        f"<div>{escape(text)}</div><div style='font-size:smaller'>{escape(key)}</div>"
    )


class LiveMap(Protocol):
    """Shows a drive while it lasts."""

    def open(self) -> None:
        """Start."""

    def close(self) -> None:
        """Leave the last picture in place."""


def fitting_map(
    robot: str,
    states: Callable[[], Sequence[RobotState]],
    scan: Callable[[], Scan | None],
    fence: Sequence[Point],
    line: Sequence[Point] = (),
) -> LiveMap:
    """Return the map for this environment, which shows nothing outside a notebook.

    Args:
        robot: its name.
        states: returns the path so far.
        scan: reads the laser.
        fence: the corners of the area that the robot may not leave.
        line: the line that it should follow, if there is one.
    """
    return _Widget(robot, states, scan, fence, line) if in_notebook() else _Nothing()


class _Widget:
    def __init__(
        self,
        robot: str,
        states: Callable[[], Sequence[RobotState]],
        scan: Callable[[], Scan | None],
        fence: Sequence[Point],
        line: Sequence[Point],
    ) -> None:
        self._robot = robot
        self._states, self._scan, self._fence, self._line = states, scan, fence, line
        self._over = threading.Event()
        self._painter = threading.Thread(target=self._paint_on, daemon=True)
        self._drawing: Any = None
        self._stop: Any = None

    def open(self) -> None:
        import ipywidgets
        from IPython.display import display

        from campus5g.kit.showing.stop_button import StopButton

        self._drawing = ipywidgets.HTML()
        self._stop = StopButton.of_this_kernel(
            label=t(
                fr=f"■ Arrêter le robot « {self._robot} »", en=f"■ Stop the robot “{self._robot}”"
            ),
            large=True,
        )
        shown = [self._stop, self._drawing] if self._stop else [self._drawing]
        display(ipywidgets.VBox(shown))  # type: ignore[no-untyped-call]
        self._painter.start()

    def close(self) -> None:
        self._over.set()
        self._painter.join()
        if self._stop is not None:
            self._stop.running = False

    def _paint_on(self) -> None:
        over = False
        while not over:
            over = self._over.wait(PERIOD_S)
            scan = None
            # A robot out of reach tells of no scan; the way that is known is shown all the same.
            with contextlib.suppress(KitError):
                scan = self._scan()
            if states := list(self._states()):
                self._drawing.value = floor_drawing(
                    self._robot, states, self._fence, scan, self._line
                )


class _Nothing:
    def open(self) -> None:
        """Show nothing."""

    def close(self) -> None:
        """Show nothing."""


def _scale(places: Sequence[Point]) -> Callable[[Point], Point]:
    """Return the function from metres to the drawing, with the same scale on both axes."""
    xs, ys = [x for x, _ in places], [y for _, y in places]
    spans = (max(xs) - min(xs) or 1.0, max(ys) - min(ys) or 1.0)
    per_m = min((_WIDTH - 2 * _MARGIN) / spans[0], (_HEIGHT - 2 * _MARGIN) / spans[1])
    left, top = min(xs), max(ys)
    return lambda place: (
        _MARGIN + (place[0] - left) * per_m,
        _MARGIN + (top - place[1]) * per_m,
    )


def _points(places: Sequence[Point], scaled: Callable[[Point], Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in map(scaled, places))
