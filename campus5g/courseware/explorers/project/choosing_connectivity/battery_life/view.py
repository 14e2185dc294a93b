"""Messages, listening and currents by sliders; how long the battery lasts, and what drains it."""

from collections.abc import Mapping

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
from campus5g.courseware.explorers.project.choosing_connectivity.battery_life.model import (
    HOURS_A_YEAR,
    Device,
    Drain,
    drain,
    years,
)
from campus5g.courseware.explorers.words import NO_BREAK, number, percent, whole
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

EVERY_S = (10, 60, 600, 3600, 21_600, 86_400)
LISTEN_EVERY_S = (None, 655.36, 81.92, 20.48, 5.12, 1.28)
AWAKE_S = (0.5, 2, 5, 10, 30)
AWAKE_MA = (20, 50, 100, 200)
ASLEEP_UA = (1, 3, 10, 50)
BATTERIES_MAH = (1200, 2600, 8000, 19_000)
_LISTEN_MA, _LISTEN_S, _LOST_A_YEAR = 40.0, 0.05, 0.02
_PARTS = ("asleep", "messages", "listening", "itself")
_LONGEST_YEARS = 50.0
START = Device(8000, 3, 100, 5, _LISTEN_MA, _LISTEN_S, _LOST_A_YEAR)
_START_EVERY_S, _CALLED_EVERY_S = 3600.0, 20.48


def battery_life() -> Explorer:
    """Return the explorer "what empties the battery"."""
    return Explorer(_prediction(), panel(), _rows(drain(START, _START_EVERY_S, None)))


def panel() -> ChartPanel:
    """Return the device to set, still locked."""
    controls = [
        Control(
            "every",
            t(fr="Un message toutes les", en="A message every"),
            [_time(each) for each in EVERY_S],
            EVERY_S.index(3600),
        ),
        Control(
            "listen",
            t(fr="Elle écoute toutes les", en="It listens every"),
            [
                t(fr="jamais (PSM)", en="never (PSM)") if each is None else _time(each)
                for each in LISTEN_EVERY_S
            ],
        ),
        Control(
            "awake",
            t(fr="Éveillée, par message", en="Awake, for a message"),
            [_time(each) for each in AWAKE_S],
            AWAKE_S.index(5),
        ),
        Control(
            "current",
            t(fr="Courant éveillée", en="Current when awake"),
            [f"{whole(each)}{NO_BREAK}mA" for each in AWAKE_MA],
            AWAKE_MA.index(100),
        ),
        Control(
            "asleep",
            t(fr="Courant en sommeil", en="Current asleep"),
            [f"{whole(each)}{NO_BREAK}µA" for each in ASLEEP_UA],
            ASLEEP_UA.index(3),
        ),
        Control(
            "battery",
            t(fr="Pile", en="Battery"),
            [f"{whole(each)}{NO_BREAK}mAh" for each in BATTERIES_MAH],
            BATTERIES_MAH.index(8000),
        ),
    ]
    return ChartPanel(controls, _answer, _WORDS.list("method"), _WORDS.text("page", "sources"))


def _prediction() -> Prediction:
    psm = years(START, _START_EVERY_S, None)
    edrx = years(START, _START_EVERY_S, _CALLED_EVERY_S)
    kept = edrx / psm
    answer = "most" if kept < 0.25 else "half" if kept < 0.75 else "same"
    return Prediction(
        "battery-life",
        _WORDS.text("prediction", "question"),
        [Guess(*one) for one in _WORDS.texts("guesses").items()],
        lambda: (answer, _WORDS.text("prediction", "why", psm=_life(psm), edrx=_life(edrx))),
    )


def _answer(at: Mapping[str, int]) -> Answer:
    device = Device(
        BATTERIES_MAH[at["battery"]],
        ASLEEP_UA[at["asleep"]],
        AWAKE_MA[at["current"]],
        AWAKE_S[at["awake"]],
        _LISTEN_MA,
        _LISTEN_S,
        _LOST_A_YEAR,
    )
    every_s, listen_s = float(EVERY_S[at["every"]]), LISTEN_EVERY_S[at["listen"]]
    found = drain(device, every_s, listen_s)
    by_part = _by_part(found)
    headers, *rows = _rows(found)
    advice = _WORDS.text(
        "advice",
        "life",
        years=_life(years(device, every_s, listen_s)),
        largest=_WORDS.text("part", max(by_part, key=lambda part: by_part[part])),
    )
    return Answer(
        advice,
        [_drain_bars(found), _life_chart(device, every_s, listen_s)],
        [Table(_WORDS.text("table", "caption"), headers, rows)],
    )


def _by_part(found: Drain) -> dict[str, float]:
    values = (found.asleep_ua, found.messages_ua, found.listening_ua, found.itself_ua)
    return dict(zip(_PARTS, values, strict=True))


def _drain_bars(found: Drain) -> Bars:
    return Bars(
        heading=t(fr="À quoi sert le courant", en="What the current is for"),
        title=_WORDS.text("chart", "drain"),
        reading=_WORDS.text("chart", "drain_reading"),
        to=found.total_ua,
        rows=[(t(fr="la sonde", en="the probe"), list(_by_part(found).values()))],
        parts=[_WORDS.text("part", part) for part in _PARTS],
    )


def _life_chart(device: Device, every_s: float, listen_every_s: float | None) -> Chart:
    steps = [10 * (8640 ** (step / 40)) for step in range(41)]
    points = [(each, min(_LONGEST_YEARS, years(device, each, listen_every_s))) for each in steps]
    return Chart(
        heading=t(fr="Durée et rythme", en="Life and pace"),
        title=_WORDS.text("chart", "life"),
        reading=_WORDS.text("chart", "life_reading"),
        x=Axis(
            t(fr="entre deux messages", en="between two messages"),
            10,
            86_400,
            [(each, _time(each)) for each in (10, 600, 86_400)],
            log=True,
        ),
        y=Axis(
            t(fr="durée", en="life"),
            0.001,
            _LONGEST_YEARS,
            [(1 / 365, _life(1 / 365)), (1 / 12, _life(1 / 12)), (1, _life(1)), (10, _life(10))],
            log=True,
        ),
        series=[Series(t(fr="la pile dure", en="the battery lasts"), "line", points)],
        upright=[(every_s, _time(every_s))],
    )


def _rows(found: Drain) -> list[list[str]]:
    headers = [
        t(fr="Poste", en="What for"),
        t(fr="Courant moyen", en="Mean current"),
        t(fr="Part", en="Share"),
    ]
    return [
        headers,
        *(
            [
                _WORDS.text("part", part),
                f"{number(value)}{NO_BREAK}µA",
                percent(round(value / found.total_ua, 3)),
            ]
            for part, value in _by_part(found).items()
        ),
    ]


def _time(seconds: float) -> str:
    for unit_s, name in ((86_400, t(fr="jour", en="day")), (3600, "h"), (60, "min")):
        if seconds >= unit_s:
            return f"{number(seconds / unit_s)}{NO_BREAK}{name}"
    return f"{number(seconds)}{NO_BREAK}s"


def _life(in_years: float) -> str:
    if in_years < 1 / 12:
        days = in_years * HOURS_A_YEAR / 24
        return f"{number(days)}{NO_BREAK}{t(fr='j', en='d')}"
    if in_years < 1:
        return f"{number(in_years * 12)}{NO_BREAK}{t(fr='mois', en='months')}"
    shown = number(in_years)
    name = t(fr="ans" if in_years >= 2 else "an", en="year" if shown == "1" else "years")
    return f"{shown}{NO_BREAK}{name}"
