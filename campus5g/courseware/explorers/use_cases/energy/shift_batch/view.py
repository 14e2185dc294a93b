"""A batch moved over a measured day: its overrun, and its price at the learner's own tariff."""

from collections.abc import Mapping, Sequence

from ipywidgets import HTML

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
from campus5g.courseware.explorers.use_cases.energy.shift_batch.model import (
    STARTS_H,
    Batch,
    Bill,
    Tariff,
    bills,
    cheapest,
    with_batch,
)
from campus5g.courseware.explorers.use_cases.energy.shown import (
    clock,
    date_words,
    euros,
    kilowatts,
    note,
)
from campus5g.courseware.explorers.use_cases.energy.steel_load import (
    QUARTER_H,
    QUARTERS_A_DAY,
    Kilowatts,
    SteelDataError,
    steel_week,
)
from campus5g.courseware.explorers.words import NO_BREAK, whole
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

WEEK = "2018-01-08"
"""The day shown is this week's busiest."""

POWERS_KW = (0, 60, 120, 180, 240, 300)
LENGTHS_H = (0.5, 1.0, 2.0, 4.0)
SUBSCRIBED_KW = tuple(range(500, 760, 20))
PRICES_EUR_MWH = tuple(range(40, 220, 20))
OVER_EUR_KW = (0, 2, 5, 10, 20)

_START = {"start": 18, "power": 2, "hours": 1, "subscribed": 5, "peak": 4, "off": 2, "over": 3}
_TOP_KW = 1000
_TRIED_H = (9.0, 12.0, 15.0, 22.0)
"""The starts of the prediction's answers, and of the table."""


def shift_batch() -> Explorer | HTML:
    """Return the explorer "move the batch", or a note if its data is missing."""
    try:
        week = steel_week(WEEK)
    except SteelDataError as missing:
        return note(missing)
    day = week.peak // QUARTERS_A_DAY
    day_kw = week.day_kw(day)
    controls = [
        _control("start", t(fr="Le lot démarre à", en="The batch starts at"), map(clock, STARTS_H)),
        _control("power", t(fr="Sa puissance", en="Its power"), map(kilowatts, POWERS_KW)),
        _control("hours", t(fr="Sa durée", en="Its length"), map(_hours, LENGTHS_H)),
        _control(
            "subscribed",
            t(fr="Puissance souscrite", en="Subscribed power"),
            map(kilowatts, SUBSCRIBED_KW),
        ),
        _control("peak", t(fr="Prix en heures pleines", en="Peak price"), _prices(PRICES_EUR_MWH)),
        _control(
            "off",
            t(fr="Prix en heures creuses", en="Off-peak price"),
            _prices(PRICES_EUR_MWH),
            _WORDS.text("help", "off-peak"),
        ),
        _control(
            "over",
            t(fr="Prix du kW dépassé", en="Price of a kW of overrun"),
            [f"{euros(each)}/kW" for each in OVER_EUR_KW],
            _WORDS.text("help", "over"),
        ),
    ]

    def answer(at: Mapping[str, int]) -> Answer:
        batch, tariff = _chosen(at)
        found = bills(day_kw, batch, tariff)
        return Answer(
            _advice(found, batch),
            [_day_chart(day_kw, batch, tariff), _bills_chart(found, batch)],
            [_table(found, batch)],
        )

    date = date_words(week.start)
    panel = ChartPanel(
        controls, answer, _WORDS.list("method"), _WORDS.text("page", "sources", date=date)
    )
    batch, tariff = _chosen(_START)
    table = _table(bills(day_kw, batch, tariff), batch)
    return Explorer(
        _prediction(day_kw),
        panel,
        [list(table.headers), *(list(row) for row in table.rows)],
    )


def _control(id_: str, name: str, labels: "map[str] | list[str]", help_: str = "") -> Control:
    return Control(id_, name, list(labels), _START[id_], help_)


def _prices(prices_eur_mwh: Sequence[int]) -> list[str]:
    return [f"{euros(each)}/MWh" for each in prices_eur_mwh]


def _hours(hours: float) -> str:
    if hours < 1:
        return f"{60 * hours:.0f}{NO_BREAK}min"
    return f"{hours:.0f}{NO_BREAK}h"


def _chosen(at: Mapping[str, int]) -> tuple[Batch, Tariff]:
    batch = Batch(STARTS_H[at["start"]], POWERS_KW[at["power"]], LENGTHS_H[at["hours"]])
    tariff = Tariff(
        PRICES_EUR_MWH[at["peak"]],
        PRICES_EUR_MWH[at["off"]],
        OVER_EUR_KW[at["over"]],
        SUBSCRIBED_KW[at["subscribed"]],
    )
    return batch, tariff


def _prediction(day_kw: Kilowatts) -> Prediction:
    batch, tariff = _chosen(_START)
    by_start = dict(bills(day_kw, batch, tariff))
    names = {"morning": 9.0, "noon": 12.0, "afternoon": 15.0}
    over = {name: by_start[start].over_kw for name, start in names.items()}
    fewest = min(over, key=lambda name: over[name])
    outcome = "none" if over[fewest] > 0 else fewest
    guesses = [Guess(*one) for one in _WORDS.texts("guesses").items()]
    question = _WORDS.text(
        "prediction",
        "question",
        power=kilowatts(batch.power_kw),
        subscribed=kilowatts(tariff.subscribed_kw),
    )
    why = _WORDS.text(
        "prediction",
        "why",
        **{name: kilowatts(by_start[start].highest_kw) for name, start in names.items()},
        subscribed=kilowatts(tariff.subscribed_kw),
    )
    return Prediction("shift-batch", question, guesses, lambda: (outcome, why))


def _advice(found: Sequence[tuple[float, Bill]], batch: Batch) -> str:
    now = dict(found)[batch.start_h]
    if batch.power_kw == 0:
        return _WORDS.text("advice", "nothing", total=euros(now.total_eur))
    best_start, best = cheapest(list(found))
    least = _WORDS.text(
        "advice", "best", start=clock(best_start), saved=euros(now.total_eur - best.total_eur)
    )
    if now.total_eur - best.total_eur < 0.5:
        least = _WORDS.text("advice", "cheapest")
    said = _WORDS.text(
        "advice",
        "over" if now.over_kw else "within",
        highest=kilowatts(now.highest_kw),
        over=kilowatts(now.over_kw),
        energy=euros(now.energy_eur),
        over_price=euros(now.over_eur),
    )
    return f"{said} {least}"


def _day_chart(day_kw: Kilowatts, batch: Batch, tariff: Tariff) -> Chart:
    def steps(curve: Kilowatts) -> list[tuple[float, float]]:
        points = [(at * QUARTER_H, float(value)) for at, value in enumerate(curve)]
        return [*points, (24.0, points[-1][1])]

    return Chart(
        heading=t(fr="La journée, avec le lot", en="The day, with the batch"),
        title=_WORDS.text("chart", "day", start=clock(batch.start_h)),
        reading=_WORDS.text("chart", "day_reading"),
        x=_hours_axis(),
        y=Axis(
            t(fr="puissance moyenne, kW", en="mean power, kW"),
            0,
            _TOP_KW,
            [(each, whole(each)) for each in range(0, _TOP_KW + 1, 250)],
        ),
        series=[
            Series(t(fr="sans le lot", en="without the batch"), "steps", steps(day_kw)),
            Series(
                t(fr="avec le lot", en="with the batch"), "steps", steps(with_batch(day_kw, batch))
            ),
        ],
        across=[(tariff.subscribed_kw, t(fr="souscrite", en="subscribed"))],
    )


def _bills_chart(found: Sequence[tuple[float, Bill]], batch: Batch) -> Chart:
    totals = [bill.total_eur for _, bill in found]
    top = max(100, 100 * -(-round(max(totals)) // 100))
    here = (batch.start_h, dict(found)[batch.start_h].total_eur)
    return Chart(
        heading=t(fr="Le coût de la journée, selon le départ", en="The day’s cost, by the start"),
        title=_WORDS.text("chart", "bills", start=clock(batch.start_h), total=euros(here[1])),
        reading=_WORDS.text("chart", "bills_reading"),
        x=_hours_axis(),
        y=Axis(
            t(fr="coût du jour, €", en="cost of the day, €"),
            0,
            top,
            [(each, whole(each)) for each in (0, top / 2, top)],
        ),
        series=[
            Series(
                t(fr="énergie et dépassement", en="energy and overrun"),
                "line",
                list(zip(STARTS_H, totals, strict=True)),
            ),
            Series(t(fr="votre départ", en="your start"), "dots", [here], style=5),
        ],
        upright=[
            (22, t(fr="creuses", en="off peak")),
            (6, t(fr="pleines", en="peak")),
        ],
    )


def _hours_axis() -> Axis:
    ticks = [(hour, str(hour)) for hour in (0, 6, 12, 18, 24)]
    return Axis(t(fr="heure du jour", en="hour of the day"), 0, 24, ticks)


def _table(found: Sequence[tuple[float, Bill]], batch: Batch) -> Table:
    by_start = dict(found)
    starts = sorted({*_TRIED_H, batch.start_h})
    return Table(
        _WORDS.text("table", "caption"),
        [
            t(fr="Départ", en="Start"),
            t(fr="Au plus haut", en="Highest"),
            t(fr="Dépassement", en="Overrun"),
            t(fr="Énergie", en="Energy"),
            t(fr="Prix du dépassement", en="Price of the overrun"),
            t(fr="En tout", en="In all"),
        ],
        [
            [
                clock(start),
                kilowatts(bill.highest_kw),
                kilowatts(bill.over_kw),
                euros(bill.energy_eur),
                euros(bill.over_eur),
                euros(bill.total_eur),
            ]
            for start in starts
            for bill in [by_start[start]]
        ],
    )
