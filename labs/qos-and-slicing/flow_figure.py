"""The figure of the lab: what each flow experiences, beside what it needs."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from samples import RoundTrips

from campus5g import t
from campus5g.kit.showing.numbers import figure_separators

if TYPE_CHECKING:
    import plotly.graph_objects as go

_COLOURS = ("#0b6e99", "#c4501b", "#5a5a5a", "#3d7a3d")
_TICKS_MS = (10, 20, 50, 100, 200, 500, 1000, 2000)
_DASHES = ("solid", "dash", "dot", "dashdot")


def delays(
    flows: Mapping[str, RoundTrips], needs_ms: Mapping[str, int] | None = None
) -> "go.Figure":
    """Return which share of each flow's packets came back within how long, and its need.

    Args:
        flows: round trips in milliseconds, by name.
        needs_ms: the need of some of them, drawn as a vertical line.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    for number, (name, rtts) in enumerate(flows.items()):
        came = sorted(rtt for rtt in rtts if rtt is not None)
        colour = _COLOURS[number % len(_COLOURS)]
        figure.add_scatter(
            x=came,
            y=[100 * (rank + 1) / len(rtts) for rank in range(len(came))],
            mode="lines",
            line={"shape": "hv", "color": colour, "dash": _DASHES[number % len(_DASHES)]},
            name=name,
        )
        if needs_ms and name in needs_ms:
            figure.add_scatter(
                x=[needs_ms[name]] * 3,
                y=[0, 96 - 12 * number, 100],
                mode="lines+text",
                text=["", t(fr=f"besoin {name}", en=f"need {name}"), ""],
                textposition="middle left",
                textfont={"color": colour},
                line={"width": 1, "color": colour, "dash": "dot"},
                showlegend=False,
            )
    figure.update_layout(
        template="plotly_white",
        separators=figure_separators(),
        height=340,
        margin={"l": 60, "r": 20, "t": 30, "b": 50},
        legend={"orientation": "h", "y": 1.12},
    )
    figure.update_xaxes(
        type="log", tickvals=_TICKS_MS, title=t(fr="aller-retour (ms)", en="round trip (ms)")
    )
    figure.update_yaxes(title=t(fr="au plus (% des paquets)", en="at most (% of packets)"))
    return figure
