"""Failures, spares and who answers by sliders: the hours lost in a year, and where they go."""

from collections.abc import Mapping
from dataclasses import replace

from campus5g.courseware.explorers.chart_panel import (
    Answer,
    Axis,
    Bars,
    Chart,
    ChartPanel,
    Control,
    Series,
    Table,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.project.roadmap.on_call.model import (
    Stock,
    availability,
    chance_of_a_spare,
    chance_of_away,
    down,
    hours_lost,
    spares_for,
)
from campus5g.courseware.explorers.words import NO_BREAK, number, percent, whole
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

UNITS = (1, 2, 4, 6, 10, 20, 40, 80)
FAILURES_A_YEAR = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
AWAY_DAYS = (1, 3, 7, 14, 30, 60, 90, 180)
SPARES = (0, 1, 2, 3, 4, 5, 6, 8, 10)
ANSWERS_H = (0.5, 1, 2, 4, 8, 16, 24, 60)
SWAPS_H = (0.5, 1, 2, 4)
WANTED = (0.99, 0.995, 0.998, 0.999, 0.9995, 0.9999)

_START = {
    "units": 3,
    "failures": 3,
    "away": 5,
    "spares": 0,
    "answer": 3,
    "swap": 2,
    "wanted": 3,
}


def on_call() -> Explorer:
    """Return the explorer "who answers at night?", with a prediction first."""
    table = answer(_START).tables[0]
    panel = ChartPanel(_controls(), answer, _WORDS.list("method"), _WORDS.text("page", "sources"))
    return Explorer(_prediction(), panel, [list(table.headers), *(list(row) for row in table.rows)])


def answer(at: Mapping[str, int]) -> Answer:
    """Return what the panel shows for positions of its controls."""
    stock = Stock(
        UNITS[at["units"]],
        FAILURES_A_YEAR[at["failures"]],
        AWAY_DAYS[at["away"]],
        SPARES[at["spares"]],
        ANSWERS_H[at["answer"]],
        SWAPS_H[at["swap"]],
    )
    each = down(stock)
    parts = {"answer": each.answer_h, "wait": each.wait_h, "swap": each.swap_h}
    said = _WORDS.text(
        "advice",
        "lost",
        failures=number(stock.failures_of_all),
        down=_hours(each.total_h),
        available=available(availability(stock)),
        lost=_hours(hours_lost(stock)),
    )
    told = _WORDS.text("most", max(parts, key=lambda part: parts[part]))
    enough = _enough(stock, WANTED[at["wanted"]])
    return Answer(f"{said} {told} {enough}", [_lost(stock), _away(stock)], [_table(stock)])


def available(share: float) -> str:
    """Return an availability as a percentage: three decimals where it is high, rounded down."""
    decimals = 5 if share > 0.999 else 4
    scale = 10**decimals
    return percent(int(share * scale + 1e-9) / scale)


def _controls() -> list[Control]:
    def control(id_: str, name: str, labels: list[str], help_: str = "") -> Control:
        return Control(id_, name, labels, _START[id_], help_)

    days = t(fr="jours", en="days")
    return [
        control("units", t(fr="Appareils en service", en="Units in service"), [*map(whole, UNITS)]),
        control(
            "failures",
            t(fr="Pannes par appareil et par an", en="Failures of a unit in a year"),
            [*map(number, FAILURES_A_YEAR)],
        ),
        control(
            "away",
            t(fr="Retour de réparation", en="Back from repair"),
            [f"{each}{NO_BREAK}{days if each > 1 else days[:-1]}" for each in AWAY_DAYS],
            _WORDS.text("help", "away"),
        ),
        control(
            "spares", t(fr="Rechanges sur l’étagère", en="Spares on the shelf"), [*map(str, SPARES)]
        ),
        control(
            "answer",
            t(fr="Quelqu’un est sur place en", en="Somebody is there within"),
            [*map(_hours, ANSWERS_H)],
            _WORDS.text("help", "answer"),
        ),
        control("swap", t(fr="Échange et essai", en="Swap and check"), [*map(_hours, SWAPS_H)]),
        control(
            "wanted",
            t(fr="Disponibilité voulue", en="Availability wanted"),
            [*map(percent, WANTED)],
        ),
    ]


def _enough(stock: Stock, wanted: float) -> str:
    spares = spares_for(stock, wanted)
    if spares is None:
        return _WORDS.text("enough", "never", wanted=percent(wanted))
    return _WORDS.text("enough", "spares", wanted=percent(wanted), spares=spares)


def _prediction() -> Prediction:
    def outcome() -> tuple[str, str]:
        bare = Stock(6, 0.5, 60, 0, 4, 2)
        spare, quick = replace(bare, spares=1), replace(bare, answer_h=0.5)
        lost = {"spare": hours_lost(spare), "quick": hours_lost(quick)}
        right = min(lost, key=lambda each: lost[each])
        why = _WORDS.text(
            "prediction",
            "why",
            bare=_hours(hours_lost(bare)),
            quick=_hours(lost["quick"]),
            spare=_hours(lost["spare"]),
        )
        return right, why

    guesses = [Guess(*one) for one in _WORDS.texts("guesses").items()]
    return Prediction("on-call", _WORDS.text("prediction", "question"), guesses, outcome)


def _lost(stock: Stock) -> Bars:
    rows = []
    for spares in sorted({0, 1, 2, 3, stock.spares}):
        each = down(replace(stock, spares=spares))
        lost = hours_lost(replace(stock, spares=spares))
        scale = lost / each.total_h
        mark = _WORDS.text("chart", "chosen") if spares == stock.spares else ""
        name = t(
            fr=f"{spares} en rechange", en=f"{spares} spare" if spares == 1 else f"{spares} spares"
        )
        rows.append(
            (f"{name}{mark}", (each.answer_h * scale, each.swap_h * scale, each.wait_h * scale))
        )
    return Bars(
        heading=t(fr="Les heures perdues dans l’année", en="The hours lost in a year"),
        title=_WORDS.text("chart", "lost"),
        reading=_WORDS.text("chart", "lost_reading"),
        to=max(1.0, max(sum(lengths) for _, lengths in rows)),
        rows=rows,
        parts=[
            t(fr="quelqu’un arrive", en="somebody comes"),
            t(fr="échange et essai", en="swap and check"),
            t(fr="on attend un appareil", en="a unit is awaited"),
        ],
    )


def _away(stock: Stock) -> Chart:
    most = max(6, int(stock.away * 2) + 2)
    chances = [(count, chance_of_away(stock, count)) for count in range(most + 1)]
    top = max(chance for _, chance in chances)
    return Chart(
        heading=t(fr="Combien sont partis en réparation", en="How many are away for repair"),
        title=_WORDS.text("chart", "away", mean=number(stock.away)),
        reading=_WORDS.text("chart", "away_reading"),
        x=Axis(
            t(fr="appareils absents à la fois", en="units away at a time"),
            -0.5,
            most + 0.5,
            [(count, whole(count)) for count in range(0, most + 1, max(1, most // 6))],
        ),
        y=Axis(
            t(fr="chance", en="chance"),
            0,
            # Room over the highest bar for the words of the line.
            1.2 * top,
            [(top * part / 2, percent(round(top * part / 2, 2))) for part in range(3)],
        ),
        series=[Series(t(fr="chance", en="chance"), "bars", chances, width=0.8)],
        upright=[(stock.spares - 0.5, t(fr="étagère vide", en="shelf empty"))],
    )


def _table(stock: Stock) -> Table:
    rows = []
    for spares in SPARES:
        each = replace(stock, spares=spares)
        rows.append(
            [
                str(spares),
                percent(round(chance_of_a_spare(each), 3)),
                _hours(down(each).wait_h),
                available(availability(each)),
                _hours(hours_lost(each)),
            ]
        )
    return Table(
        _WORDS.text("table", "caption", units=stock.units),
        [
            t(fr="Rechanges", en="Spares"),
            t(fr="Il y en a un", en="There is one"),
            t(fr="Attente moyenne", en="Mean wait"),
            t(fr="Disponibilité", en="Availability"),
            t(fr="Perdu par an", en="Lost in a year"),
        ],
        rows,
    )


def _hours(hours: float) -> str:
    if 0 < hours < 0.05:
        return t(fr=f"moins de 3{NO_BREAK}min", en=f"less than 3{NO_BREAK}min")
    return f"{whole(hours) if hours >= 100 else number(hours)}{NO_BREAK}h"
