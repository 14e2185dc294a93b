"""How many nines: from the share of lost messages to the stops of a shift."""

import math
from collections.abc import Mapping, Sequence

from campus5g.courseware.explorers.chart_panel import (
    Answer,
    Axis,
    Chart,
    ChartPanel,
    Control,
    Series,
    Table,
)
from campus5g.courseware.explorers.essentials.nines.model import (
    SHIFT_H,
    WEEK_H,
    YEAR_H,
    Listener,
    Losses,
    availability,
    messages,
    stops,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.words import NO_BREAK, number, percent, quantity, whole
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

RATES_PER_S = (1.0, 5.0, 10.0, 30.0, 50.0, 100.0)
SURVIVALS_MS = (0.0, 50.0, 100.0, 200.0, 500.0)
LOSS_RATES = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7)
BURSTS_MS = (0.0, 50.0, 120.0, 300.0)

_START = (30.0, 0.0, 1e-4, 0.0)
_FEWEST, _MOST = 1e-4, 1e4
_NEVER_PER_YEAR = 0.01


def nines_explorer() -> Explorer:
    """Return the explorer "how many nines", with a prediction first."""
    rate, survival_ms, loss, burst_ms = _START
    controls = [
        Control(
            "rate",
            t(fr="Messages par seconde", en="Messages a second"),
            [number(each) for each in RATES_PER_S],
            RATES_PER_S.index(rate),
        ),
        Control(
            "loss",
            t(fr="Perdus ou en retard", en="Lost or late"),
            [one_in(each) for each in LOSS_RATES],
            LOSS_RATES.index(loss),
            _WORDS.text("help", "loss"),
        ),
        Control(
            "survival",
            t(fr="Temps de survie", en="Survival time"),
            [_survival(each) for each in SURVIVALS_MS],
            SURVIVALS_MS.index(survival_ms),
            _WORDS.text("help", "survival"),
        ),
        Control(
            "burst",
            t(fr="Les pertes arrivent", en="Losses come"),
            [_burst(each) for each in BURSTS_MS],
            BURSTS_MS.index(burst_ms),
        ),
    ]
    panel = ChartPanel(controls, lambda at: _answer(*_chosen(at)), _method(), _sources())
    table = _table(Listener(rate, survival_ms), Losses(loss, burst_ms))
    return Explorer(_prediction(), panel, [list(table.headers), *(list(r) for r in table.rows)])


def one_in(rate: float) -> str:
    """Return a loss rate as the learner reads it: one in a hundred."""
    count = number(round(1 / rate))
    return t(fr=f"1 sur {count}", en=f"1 in {count}")


def how_often(per_shift: float) -> str:
    """Return how often something happens, per shift, week, year or century."""
    shift, day, year = per_shift, 3 * per_shift, per_shift * YEAR_H / SHIFT_H
    if shift >= 1:
        return t(fr=f"{number(shift)} par poste", en=f"{number(shift)} a shift")
    if day * 7 >= 1:
        return t(fr=f"{number(day * 7)} par semaine", en=f"{number(day * 7)} a week")
    if year >= 1:
        return t(fr=f"{number(year)} par an", en=f"{number(year)} a year")
    if year >= _NEVER_PER_YEAR:
        years = number(1 / year)
        return t(fr=f"1 tous les {years} ans", en=f"1 every {years} years")
    return t(fr="moins de 1 par siècle", en="less than 1 a century")


def _prediction() -> Prediction:
    rate, survival_ms, loss, burst_ms = _START
    listener, losses = Listener(rate, survival_ms), Losses(loss, burst_ms)
    per_shift = stops(listener, losses, SHIFT_H)
    sent = whole(messages(listener, SHIFT_H))
    guesses = [Guess(*one) for one in _WORDS.texts("guesses").items()]
    outcome = "none" if per_shift < 1 else "few" if per_shift < 30 else "many"
    question = _WORDS.text("prediction", "question", rate=number(rate), loss=percent(1 - loss))
    why = _WORDS.text("prediction", "why", sent=sent, per_shift=number(per_shift))
    return Prediction("nines", question, guesses, lambda: (outcome, why))


def _chosen(at: Mapping[str, int]) -> tuple[Listener, Losses]:
    listener = Listener(RATES_PER_S[at["rate"]], SURVIVALS_MS[at["survival"]])
    return listener, Losses(LOSS_RATES[at["loss"]], BURSTS_MS[at["burst"]])


def _answer(listener: Listener, losses: Losses) -> Answer:
    return Answer(
        advice=_advice(listener, losses),
        figures=[_chart(listener, losses)],
        tables=[_table(listener, losses), _curves_table(listener, losses)],
    )


def _advice(listener: Listener, losses: Losses) -> str:
    often = how_often(stops(listener, losses, SHIFT_H))
    missed = listener.missed_to_stop
    if missed == 1:
        rule = t(fr="arrêt au premier message manqué", en="stop at the first missed message")
    else:
        rule = _WORDS.text("advice", "rule", missed=missed)
    return t(fr=f"Arrêts : {often} ({rule}).", en=f"Stops: {often} ({rule}).")


def _chart(listener: Listener, losses: Losses) -> Chart:
    def curve(burst_ms: float) -> list[tuple[float, float]]:
        rates = [10 ** (-2 - step / 8) for step in range(41)]
        return [
            (1 / rate, min(_MOST, max(_FEWEST, stops(listener, Losses(rate, burst_ms), SHIFT_H))))
            for rate in rates
        ]

    now = stops(listener, losses, SHIFT_H)
    alone = Series(t(fr="pertes isolées", en="losses one by one"), "line", curve(0))
    series = [alone]
    if losses.burst_ms:
        series.append(Series(_burst(losses.burst_ms), "line", curve(losses.burst_ms)))
    here = (1 / losses.rate, min(_MOST, max(_FEWEST, now)))
    series.append(Series(t(fr="votre réglage", en="your setting"), "dots", [here], style=5))
    return Chart(
        heading=t(fr="Arrêts par poste selon les pertes", en="Stops per shift, by losses"),
        title=_WORDS.text("chart", "title", now=how_often(now)),
        reading=_WORDS.text("chart", "reading"),
        x=Axis(
            t(fr="une perte sur…", en="one lost in…"),
            1e2,
            1e7,
            [(1e2, "100"), (1e3, "10³"), (1e4, "10⁴"), (1e5, "10⁵"), (1e6, "10⁶"), (1e7, "10⁷")],
            log=True,
        ),
        y=Axis(
            t(fr="arrêts par poste", en="stops per shift"),
            _FEWEST,
            _MOST,
            [(at, number(at)) for at in (1e4, 1e2, 1)] + [(1e-2, number(0.01)), (1e-4, "10⁻⁴")],
            log=True,
        ),
        series=series,
        across=[(2, t(fr="2 par poste", en="2 a shift"))],
    )


def _table(listener: Listener, losses: Losses) -> Table:
    """Return stops and availability, for losses one by one and for those chosen."""
    kinds = [Losses(losses.rate), losses] if losses.burst_ms else [losses]
    spans = [
        (t(fr="Arrêts par poste (8 h)", en="Stops a shift (8 h)"), SHIFT_H),
        (t(fr="Arrêts par semaine", en="Stops a week"), WEEK_H),
        (t(fr="Arrêts par an", en="Stops a year"), YEAR_H),
    ]
    return Table(
        _WORDS.text("table", "caption"),
        [t(fr="Lecture", en="Figure"), *(_burst(each.burst_ms) for each in kinds)],
        [
            [
                t(fr="Messages par poste", en="Messages a shift"),
                *(whole(messages(listener, SHIFT_H)) for _ in kinds),
            ],
            *(
                [name, *(_count(stops(listener, each, hours)) for each in kinds)]
                for name, hours in spans
            ),
            [
                t(fr="Disponibilité du service", en="Service availability"),
                *(_nines(availability(listener, each)) for each in kinds),
            ],
        ],
    )


def _curves_table(listener: Listener, losses: Losses) -> Table:
    kinds = [0.0, losses.burst_ms] if losses.burst_ms else [0.0]
    return Table(
        t(fr="Arrêts par poste selon les pertes", en="Stops per shift, by losses"),
        [t(fr="Pertes", en="Losses"), *(_burst(kind) for kind in kinds)],
        [
            [
                one_in(rate),
                *(_count(stops(listener, Losses(rate, kind), SHIFT_H)) for kind in kinds),
            ]
            for rate in LOSS_RATES
        ],
    )


def _count(count: float) -> str:
    if count >= 1e-3:
        return number(count)
    return t(fr="moins de 0,001", en="less than 0.001")


def _nines(share: float) -> str:
    if 1 - share < 1e-8:
        return t(fr=f"plus de 99,999999{NO_BREAK}%", en=f"more than 99.999999{NO_BREAK}%")
    # Cut, not rounded: 99.9996 % has five nines, and must not be shown as six.
    digits = math.ceil(-math.log10(1 - share)) + 1
    return percent(math.floor(share * 10**digits) / 10**digits)


def _survival(survival_ms: float) -> str:
    if not survival_ms:
        return t(fr="aucun", en="none")
    return quantity("delay", survival_ms)


def _burst(burst_ms: float) -> str:
    if not burst_ms:
        return t(fr="une par une", en="one by one")
    length = quantity("delay", burst_ms)
    return t(fr=f"en rafales de {length}", en=f"in bursts of {length}")


def _method() -> Sequence[str]:
    return _WORDS.list("method")


def _sources() -> str:
    return _WORDS.text("page", "sources")
