"""Figures of a robot: its path on the floor, and its motion over time."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from campus5g.kit.robots.robot_state import RobotState
from campus5g.kit.showing.numbers import figure_separators
from campus5g.language import t

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

# From Okabe and Ito's palette, which colour-blind readers can distinguish.
_PATH, _SCAN, _FENCE, _ROBOT = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
_ASKED, _ALLOWED, _MEASURED = "#999999", "#E69F00", "#0072B2"


def map_figure(
    *,
    path: Sequence[RobotState] = (),
    fence: Sequence[tuple[float, float]] = (),
    echoes: Sequence[tuple[float, float]] | None = None,
    state: RobotState | None = None,
    robot: str = "",
) -> "go.Figure":
    """Return a map in metres of those given: path, fence, echoes and robot."""
    import plotly.graph_objects as go

    figure = go.Figure()
    if fence:
        corners = [*fence, fence[0]]
        figure.add_scatter(
            x=[x for x, _ in corners],
            y=[y for _, y in corners],
            mode="lines",
            line={"color": _FENCE, "dash": "dash"},
            name=t(fr="zone autorisée", en="allowed area"),
        )
    if echoes is not None:
        figure.add_scatter(
            x=[x for x, _ in echoes],
            y=[y for _, y in echoes],
            mode="markers",
            marker={"color": _SCAN, "size": 4},
            name=t(fr="laser", en="laser"),
        )
    if path:
        figure.add_scatter(
            x=[place.x_m for place in path],
            y=[place.y_m for place in path],
            mode="lines",
            line={"color": _PATH, "width": 3},
            customdata=[place.speed_mps for place in path],
            hovertemplate="%{x:.2f} m, %{y:.2f} m<br>%{customdata:.2f} m/s",
            name=t(fr="trajet", en="way"),
        )
    if state is not None:
        figure.add_scatter(
            x=[state.x_m],
            y=[state.y_m],
            mode="markers",
            marker={
                "color": _ROBOT,
                "size": 18,
                "symbol": "arrow",
                # Plotly turns symbols clockwise from north.
                "angle": 90 - math.degrees(state.heading_rad),
                "line": {"color": "white", "width": 1},
            },
            name=t(fr=f"robot {robot}", en=f"robot {robot}").strip(),
        )
    figure.update_xaxes(title="x (m)")
    figure.update_yaxes(title="y (m)", scaleanchor="x", scaleratio=1)
    return _laid_out(figure, height=480)


def motion_figure(table: "pd.DataFrame") -> "go.Figure":
    """Return speed and turn over time: requested, allowed and measured."""
    from plotly.subplots import make_subplots

    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.08)
    lines: list[tuple[str, str, dict[str, Any]]] = [
        ("wanted_", t(fr="demandée", en="asked"), {"color": _ASKED, "dash": "dot"}),
        ("allowed_", t(fr="autorisée", en="allowed"), {"color": _ALLOWED, "dash": "dash"}),
        ("", t(fr="mesurée", en="measured"), {"color": _MEASURED, "width": 3}),
    ]
    for row, quantity in enumerate(("speed_mps", "turn_radps"), start=1):
        for prefix, name, line in lines:
            figure.add_scatter(
                x=table["time_s"],
                y=table[prefix + quantity],
                mode="lines",
                line=line,
                name=name,
                legendgroup=name,
                showlegend=row == 1,
                row=row,
                col=1,
            )
    figure.update_yaxes(title=t(fr="vitesse (m/s)", en="speed (m/s)"), row=1, col=1)
    figure.update_yaxes(title=t(fr="rotation (rad/s)", en="turn (rad/s)"), row=2, col=1)
    figure.update_xaxes(title=t(fr="temps (s)", en="time (s)"), row=2, col=1)
    return _laid_out(figure, height=420)


def _laid_out(figure: "go.Figure", height: int) -> "go.Figure":
    figure.update_layout(
        template="plotly_white",
        separators=figure_separators(),
        height=height,
        margin={"l": 60, "r": 20, "t": 30, "b": 50},
        legend={"orientation": "h", "y": 1.08},
    )
    return figure
