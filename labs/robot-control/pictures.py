"""What the lab shows: error against delay, speed after a loss, and amounts with their unit."""

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from campus5g import t
from campus5g.kit.showing.numbers import decimal, figure_separators

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go
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
    figure.add_hline(
        y=100 * limit_m, line={"color": "#555555", "dash": "dot"}, annotation_text="10 cm"
    )
    return _laid_out(
        figure,
        t(fr="retard ajouté (s)", en="added delay (s)"),
        t(fr="plus grand écart (cm)", en="largest error (cm)"),
    )


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
