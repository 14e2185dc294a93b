"""Which assumption moves a project's result most, and the value at which the result is zero."""

from collections.abc import Mapping
from dataclasses import replace

from campus5g.courseware.explorers.chart_panel import Answer, Bars, ChartPanel, Control, Table
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.project.business_case.returns import (
    ASSUMPTIONS,
    SHARES,
    AssumptionId,
    Project,
    Span,
    Swing,
    around,
    drawn,
    likely_npv_keur,
    swings,
)
from campus5g.courseware.explorers.project.business_case.shown import keur, price, share, thousands
from campus5g.courseware.explorers.words import NO_BREAK, whole
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

DOUBTS = (0.0, 0.1, 0.2, 0.3, 0.5, 0.8)
LIKELY: dict[AssumptionId, float] = {
    "capex_keur": 120,
    "opex_keur": 31,
    "stopped_h": 80,
    "network_share": 0.4,
    "avoided_share": 0.7,
    "hour_keur": 3.5,
    "delay": 0.5,
}
_START = {
    "capex_keur": 1,
    "opex_keur": 2,
    "stopped_h": 2,
    "network_share": 4,
    "avoided_share": 2,
    "hour_keur": 3,
    "delay": 4,
}
_GUESSES: tuple[AssumptionId, ...] = ("capex_keur", "opex_keur", "network_share", "delay")


def tipping_point() -> Explorer:
    """Return the explorer "what the result hangs on"."""
    controls = [
        Control(
            name,
            _WORDS.text("doubt", name),
            [f"±{NO_BREAK}{share(each)}" if each else t(fr="aucun", en="none") for each in DOUBTS],
            _START[name],
            _WORDS.text("likely", "is", value=_value(name, LIKELY[name])),
        )
        for name in ASSUMPTIONS
    ]
    panel = ChartPanel(controls, _answer, _WORDS.list("method"), _WORDS.text("page", "sources"))
    table = _table(swings(_chosen(_START)))
    return Explorer(_prediction(), panel, [list(table.headers), *(list(row) for row in table.rows)])


def exercise(spans: Mapping[AssumptionId, Span]) -> Project:
    """Return the exercise's project, with its assumptions in these spans."""
    likely = {name: Span(value, value, value) for name, value in LIKELY.items()}
    return replace(Project(**likely), **spans)  # type: ignore[arg-type]


def _chosen(at: Mapping[str, int]) -> Project:
    return exercise(
        {
            name: around(
                LIKELY[name],
                DOUBTS[at[name]],
                1.0 if name in SHARES else float("inf"),
            )
            for name in ASSUMPTIONS
        }
    )


def _prediction() -> Prediction:
    found = swings(_chosen(_START))
    outcome = next(one.name for one in found if one.name in _GUESSES)
    first = found[0]
    return Prediction(
        "tipping-point",
        _WORDS.text("prediction", "question"),
        [Guess(name, _WORDS.text("name", name)) for name in _GUESSES],
        lambda: (
            outcome,
            _WORDS.text(
                "prediction",
                "why",
                name=_WORDS.text("name", first.name),
                worst=keur(first.worst_keur),
                best=keur(first.best_keur),
            ),
        ),
    )


def _answer(at: Mapping[str, int]) -> Answer:
    project = _chosen(at)
    found = swings(project)
    return Answer(_advice(project, found), [_bars(project, found)], [_table(found)])


def _advice(project: Project, found: list[Swing]) -> str:
    first = found[0]
    if first.width_keur < 0.5:
        return _WORDS.text("advice", "certain", result=keur(likely_npv_keur(project)))
    said = _WORDS.text(
        "advice",
        "tips" if first.worst_keur < 0 < first.best_keur else "holds",
        name=_WORDS.text("name", first.name),
        worst=keur(first.worst_keur),
        best=keur(first.best_keur),
        threshold="" if first.threshold is None else _value(first.name, first.threshold),
    )
    returns = drawn(project)
    range_ = _WORDS.text(
        "advice",
        "range",
        low=keur(returns.percentile_keur(10)),
        high=keur(returns.percentile_keur(90)),
    )
    return f"{said} {range_}"


def _value(name: AssumptionId, value: float) -> str:
    match name:
        case "capex_keur" | "opex_keur":
            return keur(value)
        case "hour_keur":
            return price(value)
        case "stopped_h":
            return f"{whole(value)}{NO_BREAK}h"
        case "delay":
            return f"{whole(12 * value)}{NO_BREAK}{t(fr='mois', en='months')}"
        case _:
            return share(value)


def _bars(project: Project, found: list[Swing]) -> Bars:
    likely = likely_npv_keur(project)
    first = found[0]
    return Bars(
        heading=t(
            fr=f"La tornade, en k€{NO_BREAK}: qui fait bouger le résultat",
            en="The tornado, in k€: what moves the result",
        ),
        title=_WORDS.text("chart", "title", name=_WORDS.text("name", first.name)),
        reading=_WORDS.text("chart", "reading", likely=keur(likely)),
        to=max(1.0, first.width_keur),
        rows=[
            (
                _WORDS.text(
                    "chart",
                    "row",
                    name=_WORDS.text("name", one.name),
                    worst=thousands(one.worst_keur),
                    best=thousands(one.best_keur),
                ),
                [max(0.0, likely - one.worst_keur), max(0.0, one.best_keur - likely)],
            )
            for one in found
        ],
        parts=[
            t(fr="ce que l’on perd au mauvais bout", en="what is lost at the bad end"),
            t(fr="ce que l’on gagne au bon bout", en="what is gained at the good end"),
        ],
    )


def _table(found: list[Swing]) -> Table:
    return Table(
        _WORDS.text("table", "caption"),
        [
            t(fr="Hypothèse", en="Assumption"),
            t(fr="Au mauvais bout", en="At the bad end"),
            t(fr="Au bon bout", en="At the good end"),
            t(fr="Résultat nul à", en="Result zero at"),
        ],
        [
            [
                _WORDS.text("name", one.name),
                keur(one.worst_keur),
                keur(one.best_keur),
                t(fr="aucune valeur", en="no value")
                if one.threshold is None
                else _value(one.name, one.threshold),
            ]
            for one in found
        ],
    )
