"""The figure of a latency measurement."""

from typing import TYPE_CHECKING

from campus5g.kit.measuring.silence import Silence, silence_in_words
from campus5g.kit.showing.numbers import figure_separators
from campus5g.language import t

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

_ANSWERED = "#0b6e99"
_LOST = "#c4501b"
_HELD_UP = "#8a6d00"
_SILENT = "#5a5a5a"
_BINS = 60


def latency_figure(
    table: "pd.DataFrame", percentiles: "pd.DataFrame", silence: Silence | None, title: str
) -> "go.Figure":
    """Return the times in the order of sending, and beside them their distribution.

    Args:
        table: as of `LatencyResult.table`.
        percentiles: as of `LatencyResult.percentiles`.
        silence: the longest, shaded in the order of sending; None if there is none.
        title: what was measured.
    """
    from plotly.subplots import make_subplots

    figure = make_subplots(
        rows=1, cols=2, shared_yaxes=True, column_widths=[0.68, 0.32], horizontal_spacing=0.03
    )
    since_s = (table["sent"] - table["sent"].min()).dt.total_seconds()
    lost = table["lost"]
    held_up = table["machine_busy"] if "machine_busy" in table else lost & False
    punctual = ~lost & ~held_up
    figure.add_scatter(
        x=since_s[punctual],
        y=table["rtt_ms"][punctual],
        mode="markers",
        marker={"size": 5, "color": _ANSWERED},
        name=t(fr="aller-retour", en="round trip"),
        row=1,
        col=1,
    )
    if held_up.any():
        figure.add_scatter(
            x=since_s[held_up],
            y=table["rtt_ms"][held_up],
            mode="markers",
            marker={"size": 7, "color": _HELD_UP, "symbol": "circle-open"},
            name=t(fr="retenu par la machine, occupée", en="held up by the busy machine"),
            row=1,
            col=1,
        )
    if lost.any():
        figure.add_scatter(
            x=since_s[lost],
            y=[0.0] * int(lost.sum()),
            mode="markers",
            marker={"size": 9, "color": _LOST, "symbol": "x"},
            name=t(fr="perdu", en="lost"),
            row=1,
            col=1,
        )
    if silence is not None:
        start_s = table["sent"].min().timestamp()
        figure.add_vrect(
            x0=silence.began_s - start_s,
            x1=silence.ended_s - start_s,
            fillcolor=_SILENT,
            opacity=0.25,
            line_width=0,
            annotation={"text": silence_in_words(silence.length_ms)},
            row=1,
            col=1,
        )
    figure.add_histogram(
        y=table["rtt_ms"][~lost],
        nbinsy=_BINS,
        marker={"color": _ANSWERED},
        name=t(fr="distribution", en="distribution"),
        showlegend=False,
        row=1,
        col=2,
    )
    for row in percentiles.itertuples():
        figure.add_hline(
            y=row.rtt_ms,
            line={"dash": "dot", "width": 1},
            annotation={"text": str(row.percentile)},
            row=1,
            col=2,
        )
    figure.update_xaxes(title=t(fr="temps (s)", en="time (s)"), row=1, col=1)
    figure.update_xaxes(title=t(fr="paquets", en="packets"), row=1, col=2)
    figure.update_yaxes(
        title=t(fr="aller-retour (ms)", en="round trip (ms)"), rangemode="tozero", row=1, col=1
    )
    figure.update_layout(
        template="plotly_white",
        separators=figure_separators(),
        title=title,
        height=420,
        margin={"l": 60, "r": 20, "t": 70, "b": 50},
        legend={"orientation": "h", "y": 1.08},
    )
    return figure
