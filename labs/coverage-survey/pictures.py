"""What the lab shows: the plan of the yard, a walk on it, and a track over time."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from campus5g import t
from campus5g.kit import SurveyResult
from campus5g.kit.showing.numbers import figure_separators

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go
    from readings import Row
    from tracks import Message
    from yard import Box, Place, Plan

_STACK, _ZONE, _MAST, _ANTENNA = "#7f6a55", "#D55E00", "#009E73", "#0072B2"


def plan_of(
    plan: "Plan",
    area: "Box",
    *,
    zones: Sequence["Box"] = (),
    masts: Mapping[str, "Place"] | None = None,
    walked: SurveyResult | None = None,
    quantity: str = "rsrp_dbm",
) -> "go.Figure":
    """Return the plan: area, stacks and antennas, and what is given besides.

    Args:
        plan: the learner's.
        area: what is surveyed.
        zones: drawn and numbered from Z1.
        masts: drawn with their names.
        walked: a walk, in the colours of a quantity.
        quantity: which one.
    """
    import plotly.graph_objects as go

    figure = go.Figure() if walked is None else walked.plot(quantity)
    _outline(figure, area, "#555555", "dash")
    for stack in plan.stacks:
        (west, south), (east, north) = stack.corner, stack.opposite
        figure.add_shape(
            type="rect", x0=west, y0=south, x1=east, y1=north, fillcolor=_STACK, opacity=0.75
        )
    for number, zone in enumerate(zones, start=1):
        _outline(figure, zone, _ZONE, "solid")
        figure.add_annotation(
            x=zone.west,
            y=zone.north,
            text=f"<b>Z{number}</b>",
            showarrow=False,
            yshift=10,
            font={"color": _ZONE, "size": 14},
            bgcolor="rgba(255,255,255,0.8)",
        )
    _points(figure, plan.antennas, _ANTENNA, "triangle-up", t(fr="antenne", en="antenna"))
    if masts:
        _points(figure, masts, _MAST, "diamond", t(fr="mât libre", en="free mast"))
    figure.update_xaxes(title="x (m)", range=[-4, 124])
    figure.update_yaxes(title="y (m)", scaleanchor="x", scaleratio=1, range=[-4, 66])
    return _laid_out(figure, 430)


def track_figure(track: Sequence["Message"]) -> "go.Figure":
    """Return round trip, RSRP and SINR of a vehicle over time, with its changes of cell."""
    from plotly.subplots import make_subplots
    from tracks import changes_of

    figure = make_subplots(rows=3, cols=1, shared_xaxes=True, vertical_spacing=0.05)
    for row, (name, label) in enumerate(
        (
            ("delay_ms", t(fr="aller-retour (ms)", en="round trip (ms)")),
            ("rsrp_dbm", "RSRP (dBm)"),
            ("sinr_db", "SINR (dB)"),
        ),
        start=1,
    ):
        figure.add_scatter(
            x=[each.time_s for each in track],
            y=[getattr(each, name) for each in track],
            mode="lines",
            line={"color": _ANTENNA, "width": 1.5},
            name=label,
            showlegend=False,
            row=row,
            col=1,
        )
        figure.update_yaxes(title=label, row=row, col=1)
    for at_s in changes_of(list(track)):
        figure.add_vline(x=at_s, line={"color": _ZONE, "dash": "dot"})
    figure.update_xaxes(title=t(fr="temps (s)", en="time (s)"), row=3, col=1)
    return _laid_out(figure, 520)


def walk_figure(name: str, rows: Sequence["Row"]) -> "go.Figure":
    """Return a contractor's walk: RSRP over time, and its places."""
    from plotly.subplots import make_subplots

    figure = make_subplots(rows=1, cols=2, column_widths=[0.5, 0.5])
    figure.add_scatter(
        x=[row.time_s for row in rows],
        y=[row.rsrp_dbm for row in rows],
        mode="lines+markers",
        marker={"size": 4, "color": _ANTENNA},
        name="RSRP",
        showlegend=False,
        row=1,
        col=1,
    )
    figure.add_scatter(
        x=[row.x_m for row in rows],
        y=[row.y_m for row in rows],
        mode="lines+markers",
        marker={"size": 4, "color": _MAST},
        name=t(fr="places", en="places"),
        showlegend=False,
        row=1,
        col=2,
    )
    figure.update_xaxes(title=t(fr="temps (s)", en="time (s)"), row=1, col=1)
    figure.update_yaxes(title="RSRP (dBm)", row=1, col=1)
    figure.update_xaxes(title="x (m)", row=1, col=2)
    figure.update_yaxes(title="y (m)", row=1, col=2)
    return _laid_out(figure, 260, title=name)


def walks_table(walks: Mapping[str, Sequence["Row"]]) -> "pd.DataFrame":
    """Return the contractors' walks as a table, for those who can't see the curves."""
    import pandas as pd

    return pd.concat(
        {name: pd.DataFrame(rows) for name, rows in walks.items()},
        names=[t(fr="entreprise", en="contractor"), t(fr="ligne", en="row")],
    )


def _points(
    figure: "go.Figure", places: Mapping[str, "Place"], color: str, symbol: str, kind: str
) -> None:
    figure.add_scatter(
        x=[x for x, _ in places.values()],
        y=[y for _, y in places.values()],
        mode="markers+text",
        text=list(places),
        textposition="top center",
        marker={"size": 12, "symbol": symbol, "color": color, "line": {"color": "white"}},
        name=kind,
        showlegend=False,
    )


def _outline(figure: "go.Figure", box: "Box", color: str, dash: str) -> None:
    figure.add_shape(
        type="rect",
        x0=box.west,
        y0=box.south,
        x1=box.east,
        y1=box.north,
        line={"color": color, "dash": dash, "width": 2},
    )


def _laid_out(figure: "go.Figure", height: int, title: str | None = None) -> "go.Figure":
    figure.update_layout(
        template="plotly_white",
        separators=figure_separators(),
        height=height,
        margin={"l": 60, "r": 20, "t": 50 if title else 40, "b": 50},
    )
    if title:
        figure.update_layout(title=title)
    return figure
