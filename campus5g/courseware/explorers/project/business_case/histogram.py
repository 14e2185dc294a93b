"""The results of a project's draws as a chart."""

import math

import numpy as np

from campus5g.courseware.explorers.chart_panel import Axis, Chart, Series
from campus5g.courseware.explorers.project.business_case.returns import DRAWS, Returns
from campus5g.courseware.explorers.project.business_case.shown import keur, thousands
from campus5g.courseware.explorers.words import NO_BREAK, whole
from campus5g.language import t

_BINS = 24


def histogram_chart(found: Returns) -> Chart:
    """Return the chart of how many draws have which result, with P10, P50 and P90."""
    low, high = float(found.npv_keur.min()), float(found.npv_keur.max())
    if high - low < 1:
        low, high = low - 5, high + 5
    counts, edges = np.histogram(found.npv_keur, _BINS, (low, high))
    width = (high - low) / _BINS
    middles = edges[:-1] + width / 2
    losing = [(float(x), float(n)) for x, n in zip(middles, counts, strict=True) if x < 0]
    earning = [(float(x), float(n)) for x, n in zip(middles, counts, strict=True) if x >= 0]
    top = 500 * math.ceil(counts.max() / 500)
    marks = [(percent, found.percentile_keur(percent)) for percent in (10, 50, 90)]
    listed = ", ".join(f"P{percent} {keur(value)}" for percent, value in marks)
    return Chart(
        heading=t(fr="Dix mille projets possibles", en="Ten thousand possible projects"),
        title=t(
            fr=f"Résultat de {whole(DRAWS)} tirages{NO_BREAK}: {listed}.",
            en=f"Result of {whole(DRAWS)} draws: {listed}.",
        ),
        reading=t(
            fr="Un tirage sur dix est à gauche de P10, un sur dix à droite de P90.",
            en="One draw in ten lies to the left of P10, one in ten to the right of P90.",
        ),
        x=amount_axis(min(low, 0.0), max(high, 0.0)),
        y=Axis(
            t(fr="tirages", en="draws"),
            0,
            top,
            [(each, whole(each)) for each in (0, top / 2, top)],
        ),
        series=[
            Series(name, "bars", points, width=width, style=style)
            for name, points, style in (
                (t(fr="perd", en="loses"), losing, 2),
                (t(fr="gagne", en="earns"), earning, 3),
            )
            if points
        ],
        upright=[(value, f"P{percent}") for percent, value in marks],
    )


def amount_axis(low_keur: float, high_keur: float) -> Axis:
    """Return an axis of amounts in thousands of euros, from a round value to a round value."""
    step = _round_step(high_keur - low_keur)
    low, high = step * math.floor(low_keur / step), step * math.ceil(high_keur / step)
    if low == high:
        high = low + step
    count = round((high - low) / step)
    ticks = [(low + step * each, thousands(low + step * each)) for each in range(count + 1)]
    return Axis("k€", low, high, ticks)


def _round_step(width: float) -> float:
    """Return a round step of which two to five fit into a width."""
    rough = max(width, 1.0) / 4
    power: float = 10.0 ** math.floor(math.log10(rough))
    return float(next(each * power for each in (1, 2, 5, 10) if each * power >= rough))
