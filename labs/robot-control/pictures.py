"""What the lab shows: error against delay, speed after a loss, and amounts with their unit."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from campus5g import t
from campus5g.kit.showing.numbers import decimal, figure_separators

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go
    from fleet import Row
    from trials import Loss

_DASHES = ("solid", "dash", "dot", "dashdot", "longdash")


def errors_figure(
    measured: Mapping[float, float], on_paper: Mapping[float, float], limit_m: float
) -> "go.Figure":
    """Return the worst error against the added delay: measured, on paper, and the limit.

    Args:
        measured: worst distance from the line in metres, by added delay in seconds.
        on_paper: the same from the simulation.
        limit_m: what is still accepted.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    figure.add_scatter(
        x=list(on_paper),
        y=[100 * error for error in on_paper.values()],
        mode="lines",
        line={"color": "#0072B2", "dash": "dash"},
        name=t(fr="simulation", en="simulation"),
    )
    figure.add_scatter(
        x=list(measured),
        y=[100 * error for error in measured.values()],
        mode="markers",
        marker={"color": "#D55E00", "size": 12, "symbol": "diamond"},
        name=t(fr="mesuré sur le kit", en="measured on the kit"),
    )
    limit_cm = 100 * limit_m
    figure.add_hline(
        y=limit_cm,
        line={"color": "#555555", "dash": "dot"},
        annotation_text=f"{decimal(limit_cm)} cm",
    )
    return _laid_out(
        figure,
        t(fr="retard ajouté (s)", en="added delay (s)"),
        t(fr="plus grand écart (cm)", en="largest error (cm)"),
    )


def paper_table(errors: Mapping[float, Mapping[float, float | None]]) -> "pd.DataFrame":
    """Return the worst errors on paper in centimetres; dashes while a controller gives no number.

    Args:
        errors: worst distance from the line in metres, by delay in seconds and look-ahead in
            metres.
    """
    import pandas as pd

    delay = t(fr="retard", en="delay")
    table = {
        f"{delay} {decimal(delay_s, 2)} s": {
            decimal(ahead_m, 2): "–" if error_m is None else f"{100 * error_m:.0f} cm"
            for ahead_m, error_m in by_ahead.items()
        }
        for delay_s, by_ahead in errors.items()
    }
    return pd.DataFrame(table).rename_axis(t(fr="visée (m)", en="look-ahead (m)"))


def losses_figure(losses: Mapping[str, "Loss"]) -> "go.Figure":
    """Return the speed after each way of losing the robot, from the moment of the loss."""
    import plotly.graph_objects as go

    figure = go.Figure()
    for (name, loss), dash in zip(losses.items(), _DASHES, strict=False):
        after = [state for state in loss.states if state.time_s >= loss.cut_s - 0.2]
        figure.add_scatter(
            x=[state.time_s - loss.cut_s for state in after],
            y=[state.speed_mps for state in after],
            mode="lines+markers",
            line={"dash": dash},
            name=name,
        )
    figure.add_vline(x=0, line={"color": "#555555", "dash": "dot"})
    return _laid_out(
        figure,
        t(fr="temps depuis la perte (s)", en="time since the loss (s)"),
        t(fr="vitesse (m/s)", en="speed (m/s)"),
    )


def losses_table(losses: Mapping[str, "Loss"]) -> "pd.DataFrame":
    """Return one row a loss: the way that the robot still went, and the longest silence."""
    import pandas as pd

    silences = {
        name: max(
            (
                later.time_s - state.time_s
                for state, later in pairwise(loss.states)
                if later.time_s > loss.cut_s
            ),
            default=0.0,
        )
        for name, loss in losses.items()
    }
    return pd.DataFrame(
        {
            t(fr="distance parcourue (cm)", en="distance travelled (cm)"): {
                name: round(100 * loss.way_m) for name, loss in losses.items()
            },
            t(fr="plus long silence (s)", en="longest silence (s)"): {
                name: decimal(silence, 2) for name, silence in silences.items()
            },
        }
    )


def log_figure(name: str, rows: "Sequence[Row]") -> "go.Figure":
    """Return an AGV's log: its error, its speed and the age of its last command, one above another.

    Args:
        name: the AGV's.
        rows: of its log.
    """
    from plotly.subplots import make_subplots

    curves = {
        t(fr="écart (cm)", en="error (cm)"): [row.error_cm for row in rows],
        t(fr="vitesse (m/s)", en="speed (m/s)"): [row.speed_mps for row in rows],
        t(fr="âge de l’ordre (s)", en="age of command (s)"): [row.age_s for row in rows],
    }
    figure = make_subplots(rows=len(curves), cols=1, shared_xaxes=True, vertical_spacing=0.06)
    for place, (title, values) in enumerate(curves.items(), start=1):
        figure.add_scatter(
            x=[row.time_s for row in rows],
            y=values,
            mode="lines+markers",
            marker={"size": 4},
            line={"color": "#0072B2"},
            showlegend=False,
            row=place,
            col=1,
        )
        figure.update_yaxes(title_text=title, row=place, col=1)
    figure.update_xaxes(title_text=t(fr="temps (s)", en="time (s)"), row=len(curves), col=1)
    figure.update_layout(
        template="plotly_white",
        title=name,
        separators=figure_separators(),
        height=480,
        margin={"l": 70, "r": 20, "t": 50, "b": 50},
    )
    return figure


def log_table(logs: "Mapping[str, Sequence[Row]]") -> "pd.DataFrame":
    """Return the error of each AGV in centimetres, once a second; a dash where its log has no row.

    Args:
        logs: by AGV.
    """
    import pandas as pd

    errors = {
        name: {row.time_s: decimal(row.error_cm) for row in rows} for name, rows in logs.items()
    }
    seconds = range(1 + int(max(row.time_s for rows in logs.values() for row in rows)))
    return pd.DataFrame(
        {
            name: [each.get(float(second), "–") for second in seconds]
            for name, each in errors.items()
        },
        index=pd.Index(seconds, name=t(fr="écart (cm) à la seconde", en="error (cm) at second")),
    )


def amount(value: float | None, unit: str) -> str:
    """Return an amount as the reader writes it, to a hundredth; a dash for an exercise left open.

    Args:
        value: what the learner's code gave.
        unit: of the value, e.g. ``s``.
    """
    return "–" if value is None else f"{decimal(value, 2)} {unit}"


def _laid_out(figure: "go.Figure", x: str, y: str) -> "go.Figure":
    figure.update_layout(
        template="plotly_white",
        separators=figure_separators(),
        height=380,
        margin={"l": 60, "r": 20, "t": 30, "b": 50},
        legend={"orientation": "h", "y": 1.12},
        xaxis_title=x,
        yaxis_title=y,
    )
    return figure
