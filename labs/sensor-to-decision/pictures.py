"""The lab's figures: ages as they arrive, last year's values, and the night's log."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from arriving import Arrived
from records import Judged, Row

from campus5g import t
from campus5g.kit.showing.numbers import decimal, figure_separators

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

BLUE, ORANGE = "#0072B2", "#D55E00"


def ages_figure(readings: Sequence[Arrived], ages_s: Sequence[float] | None = None) -> "go.Figure":
    """Return the age of each reading over the time of its arrival.

    Args:
        readings: as they arrived.
        ages_s: their ages; without them, what the two clocks show.
    """
    import plotly.graph_objects as go

    shown = ages_s or [each.received_s - each.dated_s for each in readings]
    began_s = readings[0].received_s if readings else 0.0
    figure = go.Figure()
    figure.add_scatter(
        x=[each.received_s - began_s for each in readings],
        y=shown,
        text=[str(each.number) for each in readings],
        mode="markers+lines",
        line={"color": BLUE, "width": 1},
        hovertemplate="n° %{text} · %{y:.2f} s<extra></extra>",
    )
    figure.add_hline(y=0, line={"color": "#555555", "dash": "dot"})
    return _laid_out(
        figure,
        t(fr="arrivée (s)", en="arrival (s)"),
        t(fr="âge (s)", en="age (s)") if ages_s else t(fr="âge affiché (s)", en="age shown (s)"),
    )


def history_figure(history: Sequence[Judged]) -> "go.Figure":
    """Return last year's values: how many sound and how many worn bearings in each step."""
    import plotly.graph_objects as go

    figure = go.Figure()
    most = max(each.value_mps2 for each in history)
    step = most / 40
    for worn, color, pattern, name in (
        (False, BLUE, "", t(fr="sains", en="sound")),
        (True, ORANGE, "/", t(fr="usés", en="worn")),
    ):
        figure.add_histogram(
            x=[each.value_mps2 for each in history if each.worn == worn],
            xbins={"start": 0, "end": most + step, "size": step},
            marker={"color": color, "pattern": {"shape": pattern}},
            name=name,
            opacity=0.8,
        )
    figure.update_layout(barmode="overlay")
    return _laid_out(
        figure, t(fr="valeur (m/s²)", en="value (m/s²)"), t(fr="relevés", en="readings")
    )


def cost_table(costs: Mapping[float, float]) -> "pd.DataFrame":
    """Return the cost of thresholds, one row each."""
    import pandas as pd

    return pd.DataFrame(
        {
            t(fr="coût de l’année (k€)", en="cost of the year (k€)"): [
                decimal(cost / 1000) for cost in costs.values()
            ]
        },
        index=pd.Index(
            [decimal(threshold, 2) for threshold in costs],
            name=t(fr="seuil (m/s²)", en="threshold (m/s²)"),
        ),
    )


def night_figure(name: str, rows: Sequence[Row]) -> "go.Figure":
    """Return a chain's log: number, age shown and value, one above another.

    Args:
        name: the pump's.
        rows: of its log.
    """
    from plotly.subplots import make_subplots

    curves = {
        t(fr="numéro", en="number"): [row.number for row in rows],
        t(fr="âge affiché (s)", en="age shown (s)"): [
            row.received_s - row.measured_s for row in rows
        ],
        t(fr="valeur (m/s²)", en="value (m/s²)"): [row.value_mps2 for row in rows],
    }
    figure = make_subplots(rows=len(curves), cols=1, shared_xaxes=True, vertical_spacing=0.06)
    for place, (title, values) in enumerate(curves.items(), start=1):
        figure.add_scatter(
            x=[row.received_s - rows[0].received_s for row in rows],
            y=values,
            mode="markers+lines",
            marker={"size": 5},
            line={"color": BLUE, "width": 1},
            showlegend=False,
            row=place,
            col=1,
        )
        figure.update_yaxes(title_text=title, row=place, col=1)
    figure.update_xaxes(title_text=t(fr="arrivée (s)", en="arrival (s)"), row=len(curves), col=1)
    figure.update_layout(
        template="plotly_white",
        title=name,
        separators=figure_separators(),
        height=460,
        margin={"l": 70, "r": 20, "t": 50, "b": 50},
    )
    return figure


def night_table(rows: Sequence[Row]) -> "pd.DataFrame":
    """Return a chain's log, one row a reading."""
    import pandas as pd

    return pd.DataFrame(
        {
            t(fr="mesuré", en="measured"): [_clock(row.measured_s) for row in rows],
            t(fr="reçu", en="received"): [_clock(row.received_s) for row in rows],
            t(fr="valeur (m/s²)", en="value (m/s²)"): [decimal(row.value_mps2, 3) for row in rows],
        },
        index=pd.Index([row.number for row in rows], name=t(fr="numéro", en="number")),
    )


def shown(value: float | None, unit: str, places: int = 2) -> str:
    """Return an amount as the reader writes it; a dash for an exercise left open."""
    if not isinstance(value, int | float) or math.isnan(value):
        return "–"
    return f"{decimal(value, places)} {unit}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours:02}:{minutes:02}:{rest:04.1f}"


def _laid_out(figure: "go.Figure", x: str, y: str) -> "go.Figure":
    figure.update_layout(
        template="plotly_white",
        separators=figure_separators(),
        height=360,
        margin={"l": 60, "r": 20, "t": 30, "b": 50},
        legend={"orientation": "h", "y": 1.12},
        xaxis_title=x,
        yaxis_title=y,
    )
    return figure
