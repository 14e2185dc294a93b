"""The figure of a machine's readings."""

from typing import TYPE_CHECKING

from campus5g.kit.showing.figure_words import put_words_under
from campus5g.kit.showing.numbers import figure_separators
from campus5g.language import t
from campus5g.vibration.bearing import DefectFrequencies

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

_VIBRATION = "#0b6e99"
_TEMPERATURE = "#c4501b"
_SHOWN_HZ = 400.0


def sensors_figure(
    table: "pd.DataFrame",
    envelope: "pd.DataFrame",
    defects: DefectFrequencies | None,
    title: str,
    *,
    emulated: bool,
) -> "go.Figure":
    """Return vibration and temperature over time, and below them the envelope's spectrum.

    Args:
        table: as of `SensorsResult.table`, of one machine.
        envelope: as of `SensorsResult.envelope`.
        defects: where its bearing's defects would show, if that is known.
        title: what was listened to.
        emulated: whether a model made the readings.
    """
    from plotly.subplots import make_subplots

    figure = make_subplots(
        rows=2,
        cols=2,
        specs=[[{}, {}], [{"colspan": 2}, None]],
        horizontal_spacing=0.12,
        vertical_spacing=0.2,
    )
    since_s = (table["received"] - table["received"].min()).dt.total_seconds()
    for column, colour, axis, place in (
        ("rms_mps2", _VIBRATION, t(fr="vibration (m/s²)", en="vibration (m/s²)"), 1),
        ("temperature_degc", _TEMPERATURE, t(fr="température (°C)", en="temperature (°C)"), 2),
    ):
        mode = "tozero" if column == "rms_mps2" else "normal"
        known = table[column].notna()
        figure.add_scatter(
            x=since_s[known],
            y=table[column][known],
            mode="lines+markers",
            marker={"size": 6, "color": colour},
            showlegend=False,
            row=1,
            col=place,
        )
        figure.update_yaxes(title=axis, rangemode=mode, row=1, col=place)
        figure.update_xaxes(title=t(fr="temps (s)", en="time (s)"), row=1, col=place)
    shown = envelope[envelope["frequency_hz"] <= _SHOWN_HZ]
    figure.add_scatter(
        x=shown["frequency_hz"],
        y=shown["amplitude_mps2"],
        mode="lines",
        line={"color": _VIBRATION},
        showlegend=False,
        row=2,
        col=1,
    )
    if defects is not None:
        outer = t(fr="bague extérieure", en="outer race")
        inner = t(fr="bague intérieure", en="inner race")
        for name, frequency_hz in ((outer, defects.bpfo_hz), (inner, defects.bpfi_hz)):
            figure.add_vline(
                x=frequency_hz,
                line={"dash": "dot", "width": 1},
                annotation={"text": name, "textangle": -90},
                row=2,
                col=1,
            )
    figure.update_xaxes(title=t(fr="fréquence (Hz)", en="frequency (Hz)"), row=2, col=1)
    figure.update_yaxes(
        title=t(fr="enveloppe (m/s²)", en="envelope (m/s²)"), rangemode="tozero", row=2, col=1
    )
    figure.update_layout(
        template="plotly_white",
        separators=figure_separators(),
        title=title,
        height=620,
        margin={"l": 60, "r": 20, "t": 70, "b": 120},
    )
    put_words_under(figure, _words(emulated=emulated), 0.16)
    return figure


def _words(*, emulated: bool) -> str:
    words = t(
        fr="Un défaut fait sonner le carter au passage de chaque bille. La fréquence de ces chocs "
        "apparaît en bas :<br>une pointe sur un trait en pointillés désigne la bague abîmée.",
        en="A defect rings the housing each time a ball passes. How often it is struck shows "
        "below:<br>a peak on a dotted line names the worn race.",
    )
    if emulated:
        words += t(fr=" Relevés d’un modèle.", en=" Readings of a model.")
    return words
