"""The figures of the lab: distributions, parts of the delay, and the folded delays."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from delay_parts import part_names
from folding import scatter

from campus5g import t
from campus5g.kit.showing.numbers import decimal, figure_separators

if TYPE_CHECKING:
    import plotly.graph_objects as go

_COLOURS = ("#0b6e99", "#c4501b", "#5a5a5a", "#3d7a3d")
_DASHES = ("solid", "dash", "dot", "dashdot")
_PATTERNS = ("", "/", ".", "x", "-", "+")


def distribution(times_by_name: Mapping[str, Sequence[float]]) -> "go.Figure":
    """Return histograms of delays over one another."""
    import plotly.graph_objects as go

    figure = go.Figure()
    for number, (name, times) in enumerate(times_by_name.items()):
        figure.add_histogram(
            x=list(times),
            xbins={"size": 0.5},
            name=name,
            opacity=0.7,
            marker={
                "color": _COLOURS[number % len(_COLOURS)],
                "pattern": {"shape": _PATTERNS[number % len(_PATTERNS)]},
            },
        )
    figure.update_layout(barmode="overlay")
    return _labelled(figure, t(fr="délai (ms)", en="delay (ms)"), t(fr="paquets", en="packets"))


def cumulative(curves: Mapping[str, tuple[Sequence[float], Sequence[float]] | None]) -> "go.Figure":
    """Return the shares of packets, in percent, that took at most so long.

    Args:
        curves: by name, delays in milliseconds and shares in percent.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    for number, (name, curve) in enumerate(curves.items()):
        delays, shares = curve or ((), ())
        figure.add_scatter(
            x=list(delays)[: len(shares)],
            y=list(shares),
            mode="lines",
            line={
                "shape": "hv",
                "color": _COLOURS[number % len(_COLOURS)],
                "dash": _DASHES[number % len(_DASHES)],
            },
            name=name,
        )
    figure.add_hline(y=99, line={"width": 1, "dash": "dot"}, annotation={"text": "p99"})
    return _labelled(
        figure, _round_trip(), t(fr="au plus (% des paquets)", en="at most (% of packets)")
    )


def stacked_parts(parts_by_name: Mapping[str, Mapping[str, float]]) -> "go.Figure":
    """Return one bar a group of packets, cut into the parts of their mean time."""
    import plotly.graph_objects as go

    figure = go.Figure()
    for pattern, (kind, name) in zip(_PATTERNS, part_names().items(), strict=True):
        values = [parts[kind] for parts in parts_by_name.values()]
        figure.add_bar(
            y=list(parts_by_name),
            x=values,
            orientation="h",
            name=name,
            text=[decimal(value) for value in values],
            textangle=0,
            textposition="inside",
            insidetextanchor="middle",
            marker={"pattern": {"shape": pattern, "solidity": 0.15}},
        )
    _labelled(figure, t(fr="moyenne (ms)", en="mean (ms)"), "")
    # Six names need two rows, which have no room above the bars.
    return figure.update_layout(
        barmode="stack",
        height=420,
        legend={"y": -0.3, "yanchor": "top", "traceorder": "normal"},
        margin={"b": 140},
        uniformtext={"minsize": 10, "mode": "hide"},
    )


def folded(sent_s: Sequence[float], rtts: Sequence[float | None], period_ms: float) -> "go.Figure":
    """Return round trips against the point of a period at which each packet was sent.

    How far they scatter there stands above, in words.
    """
    import plotly.graph_objects as go

    came = [
        (1000 * sent % period_ms, rtt)
        for sent, rtt in zip(sent_s, rtts, strict=True)
        if rtt is not None
    ]
    figure = go.Figure()
    figure.add_scatter(
        x=[at for at, _ in came],
        y=[rtt for _, rtt in came],
        mode="markers",
        marker={"size": 5, "color": _COLOURS[0]},
    )
    figure.update_yaxes(rangemode="tozero")
    here, whole = (decimal(scatter(sent_s, rtts, each)) for each in (period_ms, None))
    figure.add_annotation(
        text=t(
            fr=f"éparpillement {here} ms, contre {whole} ms sans période",
            en=f"scatter {here} ms, against {whole} ms without a period",
        ),
        x=0,
        y=1.08,
        xref="paper",
        yref="paper",
        showarrow=False,
    )
    period = decimal(period_ms, 0 if float(period_ms).is_integer() else 1)
    point = t(fr=f"instant d’envoi modulo {period} ms", en=f"time of sending modulo {period} ms")
    return _labelled(figure, point, _round_trip())


def _round_trip() -> str:
    return t(fr="aller-retour (ms)", en="round trip (ms)")


def _labelled(figure: "go.Figure", across: str, up: str) -> "go.Figure":
    figure.update_layout(
        template="plotly_white",
        separators=figure_separators(),
        height=340,
        margin={"l": 60, "r": 20, "t": 30, "b": 50},
        legend={"orientation": "h", "y": 1.12},
    )
    figure.update_xaxes(title=across)
    figure.update_yaxes(title=up)
    return figure
