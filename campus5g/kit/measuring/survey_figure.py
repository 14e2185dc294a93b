"""The figure of a survey: a plan whose places have the colour of what was measured there."""

from typing import TYPE_CHECKING, Any

from campus5g.kit.showing.numbers import figure_separators
from campus5g.language import t

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

QUANTITIES = ("rsrp_dbm", "sinr_db", "delay_ms", "cell")

# Fixed, so that two maps can be compared: a scale fitted to each would hide the difference.
_RANGES = {"rsrp_dbm": (-115.0, -65.0), "sinr_db": (-5.0, 25.0), "delay_ms": (5.0, 60.0)}
_LABELS = {"rsrp_dbm": "RSRP (dBm)", "sinr_db": "SINR (dB)"}
_CELLS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")
_SIDE_PX = 11


def survey_figure(table: "pd.DataFrame", quantity: str, title: str) -> "go.Figure":
    """Return the plan of a walk.

    Args:
        table: as of `SurveyResult.table`.
        quantity: one of `QUANTITIES`.
        title: what was measured.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    if quantity == "cell":
        named = table["cell"].fillna(t(fr="aucune", en="none"))
        for color, (cell, rows) in zip(_CELLS, table.groupby(named), strict=False):
            _add(figure, rows, str(cell), {"color": color}, rows["cell"])
    else:
        low, high = _RANGES[quantity]
        label = _LABELS.get(quantity, t(fr="délai (ms)", en="delay (ms)"))
        backwards = quantity == "delay_ms"
        marker: dict[str, Any] = {
            "color": table[quantity],
            "colorscale": "Cividis",
            "reversescale": backwards,
            "cmin": low,
            "cmax": high,
            "colorbar": {"title": label},
        }
        _add(figure, table, label, marker, table[quantity])
    figure.update_xaxes(title="x (m)")
    figure.update_yaxes(title="y (m)", scaleanchor="x", scaleratio=1)
    figure.update_layout(
        template="plotly_white",
        separators=figure_separators(),
        title=title,
        height=430,
        margin={"l": 60, "r": 20, "t": 60, "b": 50},
    )
    return figure


def _add(
    figure: "go.Figure",
    rows: "pd.DataFrame",
    name: str,
    marker: dict[str, Any],
    shown: "pd.Series[Any]",
) -> None:
    figure.add_scatter(
        x=rows["x_m"],
        y=rows["y_m"],
        mode="markers",
        marker={"size": _SIDE_PX, "symbol": "square", **marker},
        customdata=shown,
        hovertemplate="%{x:.1f} m, %{y:.1f} m<br>%{customdata}<extra></extra>",
        name=name,
        # A scale of colours says what it is of; only cells need a legend.
        showlegend="colorbar" not in marker,
    )
