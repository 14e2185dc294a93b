"""A project drawn 10,000 times: what it returns, from P10 to P90, and when it has paid back."""

from collections.abc import Iterable, Mapping

import numpy as np

from campus5g.courseware.explorers.chart_panel import (
    Answer,
    Axis,
    Chart,
    ChartPanel,
    Control,
    Series,
    Table,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.project.business_case.histogram import (
    amount_axis,
    histogram_chart,
)
from campus5g.courseware.explorers.project.business_case.returns import (
    Project,
    Returns,
    around,
    doing_nothing,
    drawn,
    likely_npv_keur,
)
from campus5g.courseware.explorers.project.business_case.shown import keur, price, share, years
from campus5g.courseware.explorers.words import NO_BREAK
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

CAPEX_KEUR = (40, 80, 120, 200, 300, 500)
OPEX_KEUR = (5, 15, 31, 50, 80)
STOPPED_H = (5, 20, 40, 80, 120, 200)
NETWORK_SHARES = (0.1, 0.2, 0.4, 0.6, 0.8, 1.0)
AVOIDED_SHARES = (0.3, 0.5, 0.7, 0.9)
HOUR_KEUR = (0.5, 1, 2, 3.5, 5, 10)
DOUBTS = (0.0, 0.1, 0.2, 0.3, 0.5)
YEARS = (3, 5, 7, 10)
RATES = (0.0, 0.03, 0.05, 0.08, 0.12)
_DELAY = 0.5
_START = {
    "capex": 2,
    "opex": 2,
    "stopped": 3,
    "network": 2,
    "avoided": 2,
    "hour": 3,
    "doubt": 3,
    "years": 1,
    "rate": 2,
}


def five_year_draws() -> Explorer:
    """Return the explorer "ten thousand projects"."""
    controls = [
        _control(
            "capex", t(fr="Achat et intégration", en="Purchase, integration"), map(keur, CAPEX_KEUR)
        ),
        _control("opex", t(fr="Dépenses par an", en="Spent each year"), map(keur, OPEX_KEUR)),
        _control(
            "stopped",
            t(fr="Heures d’arrêt par an", en="Hours stopped a year"),
            map(_hours, STOPPED_H),
        ),
        _control(
            "network",
            t(fr="Part due au réseau", en="Share due to the network"),
            map(share, NETWORK_SHARES),
            _WORDS.text("help", "network"),
        ),
        _control(
            "avoided",
            t(fr="Part que le projet supprime", en="Share that the project removes"),
            map(share, AVOIDED_SHARES),
        ),
        _control(
            "hour",
            t(fr="Coût d’une heure d’arrêt", en="Cost of an hour stopped"),
            map(price, HOUR_KEUR),
            _WORDS.text("help", "hour"),
        ),
        _control(
            "doubt",
            t(fr="Doute sur chaque chiffre", en="Doubt on each figure"),
            map(_doubt, DOUBTS),
        ),
        _control("years", t(fr="Années comptées", en="Years counted"), map(years, YEARS)),
        _control("rate", t(fr="Taux d’actualisation", en="Discount rate"), map(share, RATES)),
    ]
    panel = ChartPanel(controls, _answer, _WORDS.list("method"), _WORDS.text("page", "sources"))
    project = _chosen(_START)
    table = _table(project, drawn(project))
    return Explorer(
        _prediction(project), panel, [list(table.headers), *(list(row) for row in table.rows)]
    )


def _control(id_: str, name: str, labels: Iterable[str], help_: str = "") -> Control:
    return Control(id_, name, list(labels), _START[id_], help_)


def _hours(count: float) -> str:
    return f"{count:.0f}{NO_BREAK}h"


def _doubt(part: float) -> str:
    return f"±{NO_BREAK}{share(part)}" if part else t(fr="aucun", en="none")


def _chosen(at: Mapping[str, int]) -> Project:
    doubt = DOUBTS[at["doubt"]]
    return Project(
        capex_keur=around(CAPEX_KEUR[at["capex"]], doubt),
        opex_keur=around(OPEX_KEUR[at["opex"]], doubt),
        stopped_h=around(STOPPED_H[at["stopped"]], doubt),
        network_share=around(NETWORK_SHARES[at["network"]], doubt, 1.0),
        avoided_share=around(AVOIDED_SHARES[at["avoided"]], doubt, 1.0),
        hour_keur=around(HOUR_KEUR[at["hour"]], doubt),
        delay=around(_DELAY, doubt, 1.0),
        years=YEARS[at["years"]],
        rate=RATES[at["rate"]],
    )


def _answer(at: Mapping[str, int]) -> Answer:
    project = _chosen(at)
    found = drawn(project)
    return Answer(
        _advice(found),
        [histogram_chart(found), _sums_chart(project, found)],
        [_table(project, found)],
    )


def _advice(found: Returns) -> str:
    low, middle, high = (found.percentile_keur(each) for each in (10, 50, 90))
    verdict = "yes" if low > 0 else "no" if high < 0 else "open"
    said = _WORDS.text(
        "advice",
        "range",
        low=keur(low),
        middle=keur(middle),
        high=keur(high),
        losing=share(1 - found.chance),
    )
    return f"{said} {_WORDS.text('advice', verdict)}"


def _prediction(project: Project) -> Prediction:
    losing = 1 - drawn(project).chance
    bounds = {"none": 0.02, "tenth": 0.15, "third": 0.4}
    outcome = next((name for name, most in bounds.items() if losing < most), "half")
    return Prediction(
        "five-year-draws",
        _WORDS.text("prediction", "question", likely=keur(likely_npv_keur(project))),
        [Guess(*one) for one in _WORDS.texts("guesses").items()],
        lambda: (
            outcome,
            _WORDS.text("prediction", "why", losing=share(losing)),
        ),
    )


def _sums_chart(project: Project, found: Returns) -> Chart:
    sums = np.percentile(found.by_year_keur, (10, 50, 90), axis=0)
    names = (t(fr="P10", en="P10"), t(fr="P50", en="P50"), t(fr="P90", en="P90"))
    return Chart(
        heading=t(
            fr="Ce qui est rentré, moins ce qui est sorti", en="What came in less what went out"
        ),
        title=_WORDS.text("chart", "sums", years=years(project.years)),
        reading=_WORDS.text("chart", "sums_reading"),
        x=Axis(
            t(fr="année", en="year"),
            0,
            project.years,
            [(each, str(each)) for each in range(project.years + 1)],
        ),
        y=amount_axis(float(sums.min()), float(sums.max())),
        series=[
            Series(name, "line", [(float(year), float(sum_)) for year, sum_ in enumerate(row)])
            for name, row in zip(names, sums, strict=True)
        ],
        across=[(0, t(fr="ne rien faire", en="do nothing"))],
    )


def _payback(year: int | None) -> str:
    return years(year) if year else t(fr="pas dans ces années", en="not within these years")


def _table(project: Project, found: Returns) -> Table:
    nothing = drawn(doing_nothing(project))
    rows = [
        [
            t(fr=f"P{percent}", en=f"P{percent}"),
            keur(found.percentile_keur(percent)),
            _payback(found.payback_year(percent)),
        ]
        for percent in (10, 50, 90)
    ]
    rows.append(
        [
            t(fr="tout à la valeur probable", en="everything at its likely value"),
            keur(likely_npv_keur(project)),
            "",
        ]
    )
    rows.append([t(fr="ne rien faire", en="do nothing"), keur(nothing.percentile_keur(50)), ""])
    rows.append(
        [
            t(fr="part des tirages qui perdent", en="share of draws that lose"),
            share(1 - found.chance),
            "",
        ]
    )
    return Table(
        _WORDS.text("table", "caption", years=years(project.years)),
        [
            t(fr="Tirages", en="Draws"),
            t(fr="Résultat", en="Result"),
            t(fr="Remboursé en", en="Paid back in"),
        ],
        rows,
    )
