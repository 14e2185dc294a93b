"""The report's plots as SVG: told apart by marks and words, never by colour alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import cycle
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon

from campus5g.kit.showing.numbers import decimal
from campus5g.kit_setup.drawing import tokens
from campus5g.language import t

Point = tuple[float, float]

_WIDTH_IN = 6.8
_HEIGHT_IN = 2.3
_LONGEST_STOP_S = 1.5
_DASHES = ("solid", (0, (7, 3)), (0, (2, 3)), (0, (9, 3, 2, 3)), (0, (5, 5)))
_STYLE: dict[Any, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": tokens()["line"],
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.labelcolor": tokens()["ink"],
    "axes.spines.right": False,
    "axes.spines.top": False,
    "font.family": ["DejaVu Sans"],
    "font.size": 9,
    "grid.color": tokens()["line-soft"],
    "legend.frameon": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "campus5g",
    "text.color": tokens()["ink"],
    "xtick.color": tokens()["ink"],
    "ytick.color": tokens()["ink"],
}


@dataclass(frozen=True)
class Place:
    """Where which signal was measured."""

    x_m: float
    y_m: float
    rsrp_dbm: float


@dataclass(frozen=True)
class Curve:
    """A line of a plot, with its name."""

    title: str
    points: Sequence[Point]


@rc_context(_STYLE)
def draw_bars(values: Sequence[float], most: float, name_x: str, name_y: str) -> str:
    """Draw one bar for each value, and a dashed line at the mark if it lies near them."""
    figure, axes = _plot(name_x, name_y)
    axes.bar(range(1, len(values) + 1), values, width=0.6, color=_series(1))
    axes.locator_params(axis="x", integer=True)
    if most < 2 * max(values):
        axes.axhline(most, linestyle="dashed", color=_series(2))
        axes.annotate(f"≤ {_number(most)}", (1, most), xycoords=("axes fraction", "data"))
    return _svg(figure)


@rc_context(_STYLE)
def draw_distribution(
    values: Sequence[float], marks: Mapping[str, float], name_x: str, name_y: str
) -> str:
    """Draw which share lies below each value, and the marks that the line has to pass left of."""
    if not values:
        return ""
    figure, axes = _plot(name_x, name_y)
    shares = [100 * rank / len(values) for rank in range(1, len(values) + 1)]
    axes.plot(sorted(values), shares, color=_series(1))
    for name, most in marks.items():
        percent = float(name.removeprefix("p"))
        axes.plot(most, percent, marker="D", color=_series(2))
        label = f"{name} ≤ {_number(most)}"
        axes.annotate(label, (most, percent), (6, -10), textcoords="offset points")
    axes.set(xlim=(0, None), ylim=(0, 105))
    return _svg(figure)


@rc_context(_STYLE)
def draw_stops(curves: Sequence[Curve], name_x: str, name_y: str) -> str:
    """Draw the robot's speed after each loss, each curve with a dash of its own."""
    if not any(curve.points for curve in curves):
        return ""
    figure, axes = _plot(name_x, name_y)
    for number, (curve, dash) in enumerate(zip(curves, cycle(_DASHES), strict=False)):
        x, y = zip(*curve.points, strict=True) if curve.points else ((), ())
        axes.plot(x, y, linestyle=dash, color=_series(number % 5 + 1), label=curve.title)
    longest_s = max(x for curve in curves for x, _ in curve.points)
    axes.set(xlim=(0, min(_LONGEST_STOP_S, longest_s) or 1), ylim=(0, None))
    axes.legend(loc="upper right", handlelength=4)
    return _svg(figure)


@rc_context(_STYLE)
def draw_floor(
    places: Sequence[Place], fence_m: Sequence[Point], least_dbm: float, names: tuple[str, str]
) -> str:
    """Draw the places on the floor inside the fence: dots where strong, crosses where weak."""
    figure, axes = _plot("m", "m", height_in=3.4)
    axes.add_patch(Polygon(fence_m, facecolor=tokens()["ground"], edgecolor="none"))
    axes.add_patch(Polygon(fence_m, fill=False, edgecolor=tokens()["line"], linestyle="dashed"))
    strong = [place for place in places if place.rsrp_dbm >= least_dbm]
    weak = [place for place in places if place.rsrp_dbm < least_dbm]
    looks = (("o", _series(3)), ("x", tokens()["danger"]))
    for shown, (marker, colour), name in zip((strong, weak), looks, names, strict=True):
        x, y = [place.x_m for place in shown], [place.y_m for place in shown]
        axes.plot(x, y, marker, color=colour, markersize=4, label=name)
    levels = [place.rsrp_dbm for place in places]
    title = f"RSRP {decimal(min(levels), 0)} … {decimal(max(levels), 0)} dBm" if levels else None
    axes.legend(title=title, loc="upper left", bbox_to_anchor=(1, 1))
    axes.set_aspect("equal")
    axes.grid(visible=False)
    return _svg(figure)


def _plot(name_x: str, name_y: str, height_in: float = _HEIGHT_IN) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(_WIDTH_IN, height_in), layout="constrained")
    axes = figure.add_subplot(xlabel=name_x)
    axes.set_title(name_y, loc="left", fontsize="medium")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: _number(value))
    return figure, axes


def _svg(figure: Figure) -> str:
    file = StringIO()
    figure.savefig(file, format="svg", metadata={"Date": None})
    return file.getvalue()


def _series(number: int) -> str:
    return tokens()[f"series-{number}"]


def _number(value: float) -> str:
    text = f"{value:g}".replace("-", "−")
    return t(fr=text.replace(".", ","), en=text)
