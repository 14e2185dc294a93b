"""The figure of a signal measurement."""

from typing import TYPE_CHECKING

from campus5g.kit.measuring.weak_signal import WEAK_RSRP_DBM, WEAK_RSRQ_DB, WEAK_SINR_DB
from campus5g.kit.showing.numbers import figure_separators
from campus5g.language import t

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

_LINE = "#0b6e99"
_WEAK = "#c4501b"
_PANELS = (
    ("rsrp_dbm", "RSRP (dBm)", WEAK_RSRP_DBM),
    ("rsrq_db", "RSRQ (dB)", WEAK_RSRQ_DB),
    ("sinr_db", "SINR (dB)", WEAK_SINR_DB),
)


def signal_figure(table: "pd.DataFrame", title: str) -> "go.Figure":
    """Return the three quantities over time, one above the other, with the limits of weakness.

    Args:
        table: as of `SignalResult.table`.
        title: what was measured.
    """
    from plotly.subplots import make_subplots

    figure = make_subplots(rows=3, cols=1, shared_xaxes=True, vertical_spacing=0.06)
    since_s = (table["asked"] - table["asked"].min()).dt.total_seconds()
    for row, (name, label, weak) in enumerate(_PANELS, start=1):
        figure.add_scatter(
            x=since_s,
            y=table[name],
            mode="lines+markers",
            marker={"size": 5, "color": _LINE},
            line={"width": 1, "color": _LINE},
            name=label,
            showlegend=False,
            row=row,
            col=1,
        )
        figure.add_hline(
            y=weak,
            line={"dash": "dot", "width": 1, "color": _WEAK},
            annotation={"text": t(fr="faible", en="weak"), "font": {"color": _WEAK}},
            row=row,
            col=1,
        )
        figure.update_yaxes(title=label, row=row, col=1)
    figure.update_xaxes(title=t(fr="temps (s)", en="time (s)"), row=3, col=1)
    figure.update_layout(
        template="plotly_white",
        separators=figure_separators(),
        title=title,
        height=560,
        margin={"l": 60, "r": 20, "t": 70, "b": 50},
    )
    return figure
