"""The figure of what a gNB tells of its UEs' links."""

from typing import TYPE_CHECKING

from campus5g.kit.showing.figure_words import put_words_under
from campus5g.kit.showing.numbers import figure_separators
from campus5g.language import t

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

_COLOURS = ("#0b6e99", "#c4501b", "#4b8b3b", "#7a4fa3", "#8a6d00", "#a32a5b")
_MARKS = ("circle", "square", "diamond", "cross", "triangle-up", "star")


def metrics_figure(radio: "pd.DataFrame", title: str, *, emulated: bool) -> "go.Figure":
    """Return four charts over one time axis, one colour and mark a UE.

    Args:
        radio: as of `MetricsResult.radio`.
        title: what was measured.
        emulated: whether a model made the values.
    """
    from plotly.subplots import make_subplots

    charts = (
        ("dl_brate", 1e3, t(fr="débit descendant (kbit/s)", en="downlink rate (kbit/s)")),
        ("ul_brate", 1e3, t(fr="débit montant (kbit/s)", en="uplink rate (kbit/s)")),
        ("dl_mcs", 1.0, t(fr="schéma descendant (MCS)", en="downlink scheme (MCS)")),
        ("pusch_snr_db", 1.0, t(fr="signal reçu au gNB (dB)", en="signal at the gNB (dB)")),
    )
    figure = make_subplots(
        rows=2, cols=2, shared_xaxes=True, horizontal_spacing=0.1, vertical_spacing=0.09
    )
    since_s = (radio["time"] - radio["time"].min()).dt.total_seconds()
    for order, (rnti, reports) in enumerate(radio.groupby("rnti")):
        for number, (column, divisor, _) in enumerate(charts):
            if column not in reports:
                continue
            figure.add_scatter(
                x=since_s[reports.index],
                y=reports[column] / divisor,
                mode="lines+markers",
                marker={
                    "size": 6,
                    "color": _COLOURS[order % len(_COLOURS)],
                    "symbol": _MARKS[order % len(_MARKS)],
                },
                name=f"UE {int(float(str(rnti))):#06x}",
                legendgroup=str(rnti),
                showlegend=number == 0,
                row=number // 2 + 1,
                col=number % 2 + 1,
            )
    for number, (column, _, axis) in enumerate(charts):
        mode = "normal" if column == "pusch_snr_db" else "tozero"
        figure.update_yaxes(title=axis, rangemode=mode, row=number // 2 + 1, col=number % 2 + 1)
    figure.update_xaxes(title=t(fr="temps (s)", en="time (s)"), row=2)
    figure.update_layout(
        template="plotly_white",
        separators=figure_separators(),
        title=title,
        height=560,
        margin={"l": 60, "r": 20, "t": 80, "b": 110},
        legend={"orientation": "h", "y": 1.07},
    )
    put_words_under(figure, _words(emulated=emulated), 0.17)
    return figure


def _words(*, emulated: bool) -> str:
    words = t(
        fr="Le gNB résume chaque seconde ; une UE porte son nom radio (RNTI). Plus le signal est "
        "fort,<br>plus le schéma (MCS) est élevé et plus chaque bloc porte de bits.",
        en="The gNB sums up each second; a UE bears its radio name (RNTI). The stronger the "
        "signal,<br>the higher the scheme (MCS) and the more bits each block carries.",
    )
    if emulated:
        words += t(fr=" Valeurs d’un modèle radio.", en=" Figures of a radio model.")
    return words
