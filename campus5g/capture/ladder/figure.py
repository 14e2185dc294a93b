"""A ladder as a plotly figure.

Every point of a trace lies in the row of its message (``round(y)``): the page's filters rely on
this.
"""

from html import escape
from typing import TYPE_CHECKING, Any

from campus5g.capture.ladder.flow import CallFlow
from campus5g.capture.ladder.look import FONT, LIGHT, dash_text
from campus5g.capture.ladder.model import INTERFACES, Lane, Rung
from campus5g.language import t

if TYPE_CHECKING:
    import plotly.graph_objects as go

ROW_PX = 32
LANE_PX = 160
MOST_ROWS_AT_ONCE = 40
TIMES_PX = 76
_HEAD_PX = 124
_FOOT_PX = 16
_NARROWEST_PX = 480
_LOOP = 0.3
_LIFT = 0.08
_CHARACTER_PX, _EXPECTED_PX = 6.8, 800
_PAGE_PX = 720


def draw(flow: CallFlow) -> "go.Figure":
    """Return the figure of a ladder."""
    import plotly.graph_objects as go

    figure = go.Figure()
    across = {lane: float(number) for number, lane in enumerate(flow.lanes)}
    for interface in INTERFACES:
        rows = [
            (row, rung, across[rung.start], across[rung.end])
            for row, rung in enumerate(flow.rungs, start=1)
            if rung.message.interface == interface
        ]
        if not rows:
            continue
        colour = LIGHT.interfaces[interface]
        points = [_line(row, start, end) for row, _, start, end in rows]
        figure.add_scatter(
            x=[x for xs, _ in points for x in xs],
            y=[y for _, ys in points for y in ys],
            mode="lines",
            name=interface,
            legendgroup=interface,
            line={"color": colour, "width": 2, "dash": dash_text(interface)},
            hoverinfo="skip",
        )
        figure.add_scatter(
            x=[end for *_, end in rows],
            y=[row + (_LOOP / 2 if start == end else 0) for row, _, start, end in rows],
            mode="markers",
            legendgroup=interface,
            showlegend=False,
            marker={
                "color": colour,
                "size": 11,
                "symbol": [_head(rung, start, end) for _, rung, start, end in rows],
            },
            hovertext=[_hover(flow, rung) for _, rung, *_ in rows],
            hoverinfo="text",
        )
        labels = [flow.label(rung) for _, rung, *_ in rows]
        places = [
            _label_place(label, (start + end + (_LOOP if start == end else 0)) / 2, len(across))
            for label, (_, _, start, end) in zip(labels, rows, strict=True)
        ]
        figure.add_scatter(
            x=[x for x, _ in places],
            y=[row - _LIFT for row, *_ in rows],
            mode="text",
            text=[escape(label) for label in labels],
            textposition=[position for _, position in places],
            textfont={"color": colour, "size": 12},
            cliponaxis=False,
            legendgroup=interface,
            showlegend=False,
            hoverinfo="skip",
        )
    count = len(flow)
    shown = min(count, MOST_ROWS_AT_ONCE)
    figure.update_layout(
        title={"text": escape(flow.title), "x": 0, "xref": "paper", "font": {"size": 16}},
        template="none",
        font={"family": FONT, "color": LIGHT.ink, "size": 12},
        paper_bgcolor=LIGHT.ground,
        plot_bgcolor=LIGHT.ground,
        height=_HEAD_PX + _FOOT_PX + ROW_PX * (shown + 1),
        margin={"l": TIMES_PX, "r": 8, "t": _HEAD_PX, "b": _FOOT_PX},
        hovermode="y unified",
        hoverdistance=ROW_PX // 2,
        hoverlabel={
            "align": "left",
            "bgcolor": LIGHT.ground,
            "font": {"family": FONT, "color": LIGHT.ink, "size": 12},
            "namelength": 0,
        },
        dragmode="pan" if count > shown else "zoom",
        legend={
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1,
            "yanchor": "top",
            "yref": "container",
        },
        shapes=[
            {
                "type": "line",
                "xref": "x",
                "yref": "paper",
                "x0": x,
                "x1": x,
                "y0": 0,
                "y1": 1,
                "layer": "below",
                "line": {"color": LIGHT.line, "width": 1},
            }
            for x in across.values()
        ],
    )
    figure.update_xaxes(
        range=[-0.5, max(len(across), 1) - 0.5],
        side="top",
        tickvals=list(across.values()),
        ticktext=[_lane_text(flow, lane) for lane in across],
        tickfont={"size": 13},
        tickangle=0,
        showgrid=False,
        zeroline=False,
        fixedrange=True,
    )
    figure.update_yaxes(
        range=[shown + 0.5, 0.0],
        minallowed=0.0,
        maxallowed=count + 0.5,
        tickvals=list(range(1, count + 1)),
        ticktext=[flow.time(rung) for rung in flow.rungs],
        unifiedhovertitle={"text": " "},
        showgrid=False,
        zeroline=False,
    )
    if not count:
        figure.add_annotation(
            text=t(fr="Aucun message de signalisation.", en="No signalling messages."),
            showarrow=False,
            xref="paper",
            yref="paper",
            x=0.5,
            y=0.5,
        )
    return figure


def in_notebook(flow: CallFlow) -> dict[str, Any]:
    """Return the figure as a notebook's output.

    It is as wide as its lanes need: a narrow screen scrolls it, so that labels don't overlap. A
    few lanes are spaced to fit the longest label between them, if the page is wide enough.
    """
    figure = draw(flow)
    lanes = max(len(flow.lanes), 1)
    longest_px = _CHARACTER_PX * max((len(flow.label(rung)) for rung in flow.rungs), default=0)
    lanes_px = max(LANE_PX * lanes, min(longest_px * lanes, _PAGE_PX))
    figure.update_layout(width=max(TIMES_PX + lanes_px, _NARROWEST_PX))
    buttons = ["zoom2d", "pan2d", "resetScale2d", "toImage"]
    config = {"displaylogo": False, "modeBarButtons": [buttons]}
    return {**figure.to_plotly_json(), "config": config}


def _line(row: int, start: float, end: float) -> tuple[list[float | None], list[float]]:
    """Return the points of a rung, and a gap after it; a message to its own sender is a loop."""
    if start != end:
        return [start, end, None], [row, row, row]
    top, bottom = row - _LOOP / 2, row + _LOOP / 2
    return [start, start + _LOOP, start + _LOOP, end, None], [top, top, bottom, bottom, row]


def _label_place(label: str, middle: float, lanes: int) -> tuple[float, str]:
    """Return a label's position: above its arrow's middle, or flush with an edge it would cross."""
    half = len(label) * _CHARACTER_PX / 2 * lanes / _EXPECTED_PX
    if middle - half < -0.5:
        return -0.5, "top right"
    if middle + half > lanes - 0.5:
        return lanes - 0.5, "top left"
    return middle, "top center"


def _head(rung: Rung, start: float, end: float) -> str:
    if not rung.directed:
        return "circle-open"
    return "triangle-right" if end > start else "triangle-left"


def _lane_text(flow: CallFlow, lane: Lane) -> str:
    name = f"<b>{escape(flow.names[lane])}</b>"
    return f"{name}<br>{escape(lane.address)}" if lane.has_address else name


def _hover(flow: CallFlow, rung: Rung) -> str:
    lines = [f"<b>{escape(flow.label(rung))}</b>"]
    colon = t(fr=" : ", en=": ")
    lines += [escape(f"{name}{colon}{value}") for name, value in flow.details(rung)]
    return "<br>".join(lines)
