"""An alarm's threshold: two bells, what each threshold costs, and the four cases in euros."""

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
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.use_cases.predictive_maintenance.alarm_threshold import model
from campus5g.courseware.explorers.use_cases.predictive_maintenance.alarm_threshold.model import (
    AVERAGED,
    FAULTS_A_YEAR,
    FIGURES,
    MACHINES,
    MACHINES_SPREAD_DB,
    READINGS_SPREAD_DB,
    THRESHOLDS_DB,
    WEEKS_A_YEAR,
    Costs,
    Watch,
)
from campus5g.courseware.explorers.use_cases.predictive_maintenance.worn_machine import WEEKS
from campus5g.courseware.explorers.words import NO_BREAK, number, whole
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

FALSE_EUROS = (150, 500, 1500, 5000, 15_000)
MISSED_EUROS = (6_000, 20_000, 60_000, 180_000, 540_000)
DEFECT_WEEKS = WEEKS[1:]

_START = Watch("envelope", week=2)
_START_COSTS = Costs(1500, 180_000)
_START_DB = 6
_FROM_DB, _TO_DB = -20, 60


def alarm_threshold() -> Explorer:
    """Return the explorer, with a prediction first."""
    panel = ChartPanel(_controls(), _answer, _method(), _WORDS.text("page", "sources"))
    table = _cases(_START, _START_DB, _START_COSTS)
    return Explorer(_prediction(), panel, [list(table.headers), *(list(r) for r in table.rows)])


def euros(amount: float) -> str:
    """Return an amount in euros, to the nearest ten from a thousand upwards."""
    rounded = round(amount, -1) if amount >= 1000 else round(amount)
    return t(fr=f"{whole(rounded)}{NO_BREAK}€", en=f"€{whole(rounded)}")


def decibels(level_db: float) -> str:
    """Return a level with its unit."""
    return f"{number(round(level_db))}{NO_BREAK}dB"


def _prediction() -> Prediction:
    year = model.year(_START, _START_DB)
    guesses = [Guess(*each) for each in _WORDS.texts("guesses").items()]
    alarms = year.false_alarms
    outcome = "few" if alarms < 20 else "fifty" if alarms < 150 else "hundreds"
    question = _WORDS.text(
        "prediction", "question", machines=MACHINES, threshold=decibels(_START_DB)
    )
    why = _WORDS.text(
        "prediction",
        "why",
        judgements=whole(MACHINES * WEEKS_A_YEAR),
        share=f"{round(100 * alarms / (MACHINES * WEEKS_A_YEAR))}{NO_BREAK}%",
        alarms=number(alarms),
        week=whole(alarms / WEEKS_A_YEAR),
    )
    return Prediction("threshold-false", question, guesses, lambda: (outcome, why))


def _controls() -> Sequence[Control]:
    return [
        Control(
            "threshold",
            _WORDS.text("control", "threshold"),
            [decibels(each) for each in THRESHOLDS_DB],
            THRESHOLDS_DB.index(_START_DB),
            _WORDS.text("help", "threshold"),
        ),
        Control(
            "figure",
            _WORDS.text("control", "figure"),
            [_WORDS.text("figure", figure) for figure in FIGURES],
            FIGURES.index(_START.figure),
            kind="select",
        ),
        Control(
            "week",
            _WORDS.text("control", "week"),
            [_WORDS.text("control", "weeks", week=week) for week in DEFECT_WEEKS],
            DEFECT_WEEKS.index(_START.week),
            _WORDS.text("help", "week"),
        ),
        Control(
            "averaged",
            _WORDS.text("control", "averaged"),
            [whole(each) for each in AVERAGED],
            AVERAGED.index(_START.averaged),
        ),
        Control(
            "false",
            _WORDS.text("control", "false"),
            [euros(each) for each in FALSE_EUROS],
            FALSE_EUROS.index(round(_START_COSTS.false_alarm)),
            _WORDS.text("help", "yours"),
        ),
        Control(
            "missed",
            _WORDS.text("control", "missed"),
            [euros(each) for each in MISSED_EUROS],
            MISSED_EUROS.index(round(_START_COSTS.missed)),
            _WORDS.text("help", "yours"),
        ),
    ]


def _answer(at: Mapping[str, int]) -> Answer:
    watch = Watch(
        FIGURES[at["figure"]], DEFECT_WEEKS[at["week"]], averaged=AVERAGED[at["averaged"]]
    )
    costs = Costs(FALSE_EUROS[at["false"]], MISSED_EUROS[at["missed"]])
    threshold_db = THRESHOLDS_DB[at["threshold"]]
    advice = _advice(watch, threshold_db, costs)
    return Answer(
        advice,
        [_cost_chart(watch, threshold_db, costs, advice), _bells(watch, threshold_db, advice)],
        [_cases(watch, threshold_db, costs), _thresholds(watch, costs)],
    )


def _advice(watch: Watch, threshold_db: int, costs: Costs) -> str:
    year = model.year(watch, threshold_db)
    best_db, best_euros = _best(watch, costs)
    values = {
        "alarms": number(year.false_alarms) if year.false_alarms >= 0.1 else "0",
        "missed": _one_decimal(year.missed),
        "faults": FAULTS_A_YEAR,
        "euros": euros(year.euros(costs)),
        "best": decibels(best_db),
        "best_euros": euros(best_euros),
        "never": euros(model.never_euros(costs)),
    }
    if best_euros > 0.97 * model.never_euros(costs):
        return _WORDS.text("advice", "useless", **values)
    if year.euros(costs) <= 1.02 * best_euros:
        return _WORDS.text("advice", "best", **values)
    return _WORDS.text("advice", "improve", **values)


def _best(watch: Watch, costs: Costs) -> tuple[int, float]:
    """Return the cheapest of the thresholds that can be set, and what it costs a year."""
    found = min(THRESHOLDS_DB, key=lambda each: model.year(watch, each).euros(costs))
    return found, model.year(watch, found).euros(costs)


def _cost_chart(watch: Watch, threshold_db: int, costs: Costs, advice: str) -> Chart:
    never = model.never_euros(costs)
    top = 2 * never
    years = [(each, model.year(watch, each)) for each in THRESHOLDS_DB]

    def curve(amounts: Sequence[tuple[int, float]]) -> list[tuple[float, float]]:
        return [(float(at), min(top, amount)) for at, amount in amounts]

    return Chart(
        heading=_WORDS.text("chart", "cost"),
        title=advice,
        reading=_WORDS.text("chart", "cost_reading"),
        x=_decibel_axis(0, THRESHOLDS_DB[-1], 5),
        y=Axis(
            _WORDS.text("chart", "thousands"),
            0,
            top,
            [(part * never / 2, whole(part * never / 2000)) for part in range(5)],
        ),
        series=[
            Series(
                _WORDS.text("chart", "both"),
                "line",
                curve([(at, year.euros(costs)) for at, year in years]),
            ),
            Series(
                _WORDS.text("chart", "false"),
                "line",
                curve([(at, year.false_alarms * costs.false_alarm) for at, year in years]),
            ),
            Series(
                _WORDS.text("chart", "missed"),
                "line",
                curve([(at, year.missed * costs.missed) for at, year in years]),
            ),
        ],
        upright=[(float(threshold_db), _WORDS.text("chart", "yours"))],
    )


def _bells(watch: Watch, threshold_db: int, advice: str) -> Chart:
    def bell(middle_db: float) -> list[tuple[float, float]]:
        return [
            (float(at), math.exp(-(((at - middle_db) / watch.spread_db) ** 2) / 2))
            for at in range(_FROM_DB, _TO_DB + 1)
        ]

    return Chart(
        heading=_WORDS.text("chart", "bells"),
        title=advice,
        reading=_WORDS.text("chart", "bells_reading"),
        x=_decibel_axis(_FROM_DB, _TO_DB, 20),
        y=Axis(_WORDS.text("chart", "share"), 0, 1.1, [(0, "0"), (1, "max")]),
        series=[
            Series(_WORDS.text("chart", "sound"), "line", bell(0.0)),
            Series(_WORDS.text("chart", "worn"), "line", bell(watch.rise_db)),
        ],
        upright=[(float(threshold_db), _WORDS.text("chart", "threshold"))],
    )


def _decibel_axis(low: int, high: int, step: int) -> Axis:
    ticks = [(at, str(at).replace("-", "−")) for at in range(low, high + 1, step)]
    return Axis(_WORDS.text("chart", "decibels"), low, high, ticks)


def _cases(watch: Watch, threshold_db: int, costs: Costs) -> Table:
    """Return the confusion table of a year, each case with its cost."""
    year = model.year(watch, threshold_db)
    quiet = MACHINES * WEEKS_A_YEAR - year.false_alarms
    return Table(
        _WORDS.text("case", "caption", machines=MACHINES, faults=FAULTS_A_YEAR),
        [_WORDS.text("case", "head"), _WORDS.text("case", "alarm"), _WORDS.text("case", "silence")],
        [
            [
                _WORDS.text("case", "worn"),
                _WORDS.text("case", "found", count=_one_decimal(year.found)),
                _WORDS.text(
                    "case",
                    "missed",
                    count=_one_decimal(year.missed),
                    euros=euros(year.missed * costs.missed),
                ),
            ],
            [
                _WORDS.text("case", "sound"),
                _WORDS.text(
                    "case",
                    "false",
                    count=_one_decimal(year.false_alarms),
                    euros=euros(year.false_alarms * costs.false_alarm),
                ),
                _WORDS.text("case", "quiet", count=whole(quiet)),
            ],
        ],
    )


def _thresholds(watch: Watch, costs: Costs) -> Table:
    rows = []
    for threshold_db in THRESHOLDS_DB[::3]:
        year = model.year(watch, threshold_db)
        rows.append(
            [
                decibels(threshold_db),
                _one_decimal(year.false_alarms),
                _one_decimal(year.missed),
                euros(year.euros(costs)),
            ]
        )
    return Table(
        _WORDS.text("chart", "cost"),
        [
            _WORDS.text("chart", "threshold"),
            _WORDS.text("chart", "false"),
            _WORDS.text("chart", "missed"),
            _WORDS.text("chart", "both"),
        ],
        rows,
    )


def _one_decimal(count: float) -> str:
    if count >= 10:
        return whole(count)
    return number(round(count, 1))


def _method() -> Sequence[str]:
    return _WORDS.list(
        "method",
        machines=MACHINES,
        faults=FAULTS_A_YEAR,
        judgements=whole(MACHINES * WEEKS_A_YEAR),
        between=number(MACHINES_SPREAD_DB),
        within=number(READINGS_SPREAD_DB),
    )
