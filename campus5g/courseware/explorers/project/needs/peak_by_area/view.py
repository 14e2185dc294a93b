"""Hour, tablets, pictures and cameras by sliders; what each area sends, and when."""

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
from campus5g.courseware.explorers.project.needs.peak_by_area.model import (
    AREAS,
    CELL_MBIT_S,
    KINDS,
    Fleet,
    busiest_hour,
    mean_mbit_s,
    sent_mbit_s,
    total_mbit_s,
)
from campus5g.courseware.explorers.words import NO_BREAK, number, whole
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

TABLETS = (0, 5, 10, 20, 40)
PICTURES_MB = (0.2, 0.5, 1, 2, 5)
WINDOWS_MIN = (60, 30, 10, 5, 1)
CAMERAS = (0, 1, 2, 4, 8, 12)
PICTURES_AN_HOUR = 12
START = Fleet(20, 2, PICTURES_AN_HOUR, 5, 0)
_LEAST_MBIT_S, _MOST_MBIT_S = 0.003, 1000.0


def peak_by_area() -> Explorer:
    """Return the explorer "what is sent at the peak"."""
    headers, *rows = _rows(START, busiest_hour(START))
    return Explorer(_prediction(), panel(), [headers, *rows])


def panel() -> ChartPanel:
    """Return the warehouse to set, still locked."""
    controls = [
        Control("hour", t(fr="Heure", en="Hour"), [_hour(each) for each in range(24)], 10),
        Control(
            "tablets",
            t(fr="Tablettes au quai", en="Tablets at the dock"),
            [whole(each) for each in TABLETS],
            TABLETS.index(START.tablets),
        ),
        Control(
            "picture",
            t(fr="Une photo pèse", en="A picture has"),
            [f"{number(each)}{NO_BREAK}{t(fr='Mo', en='MB')}" for each in PICTURES_MB],
            PICTURES_MB.index(START.picture_mb),
        ),
        Control(
            "window",
            t(fr="Les photos partent en", en="The pictures leave within"),
            [f"{whole(each)}{NO_BREAK}min" for each in WINDOWS_MIN],
            WINDOWS_MIN.index(START.window_min),
            _WORDS.text("help", "window"),
        ),
        Control(
            "cameras",
            t(fr="Caméras à l’emballage", en="Cameras in packing"),
            [whole(each) for each in CAMERAS],
            0,
            _WORDS.text("help", "cameras", rate=number(START.camera_mbit_s)),
        ),
    ]
    return ChartPanel(controls, _answer, _WORDS.list("method"), _WORDS.text("page", "sources"))


def _prediction() -> Prediction:
    peak, mean = total_mbit_s(START, busiest_hour(START)), mean_mbit_s(START)
    times = peak / mean
    answer = "hundreds" if times > 100 else "ten" if times > 5 else "double"
    why = {"times": whole(times), "peak": _rate(peak), "mean": _rate(mean)}
    return Prediction(
        "peak-by-area",
        _WORDS.text("prediction", "question"),
        [Guess(*one) for one in _WORDS.texts("guesses").items()],
        lambda: (answer, _WORDS.text("prediction", "why", **why)),
    )


def _answer(at: Mapping[str, int]) -> Answer:
    fleet = Fleet(
        TABLETS[at["tablets"]],
        PICTURES_MB[at["picture"]],
        PICTURES_AN_HOUR,
        WINDOWS_MIN[at["window"]],
        CAMERAS[at["cameras"]],
    )
    hour = at["hour"]
    headers, *rows = _rows(fleet, hour)
    return Answer(
        _advice(fleet, hour),
        [_areas(fleet, hour), _hours(fleet, hour)],
        [Table(_WORDS.text("table", "caption", hour=_hour(hour)), headers, rows)],
    )


def _advice(fleet: Fleet, hour: int) -> str:
    total = total_mbit_s(fleet, hour)
    sent = sent_mbit_s(fleet, hour)
    heaviest = max(AREAS, key=lambda area: sum(sent[area].values()))
    return _WORDS.text(
        "advice",
        "fits" if total <= CELL_MBIT_S else "over",
        hour=_hour(hour),
        total=_rate(total),
        cell=_rate(CELL_MBIT_S),
        mean=_rate(mean_mbit_s(fleet)),
        area=_WORDS.text("area", heaviest).lower(),
    )


def _areas(fleet: Fleet, hour: int) -> Bars:
    sent = sent_mbit_s(fleet, hour)
    longest = max(sum(kinds.values()) for kinds in sent.values())
    return Bars(
        heading=t(fr="Zone par zone", en="Area by area"),
        title=_WORDS.text("chart", "areas", hour=_hour(hour)),
        reading=_WORDS.text("chart", "areas_reading"),
        to=longest,
        rows=[(_WORDS.text("area", area), [sent[area][kind] for kind in KINDS]) for area in AREAS],
        parts=[_WORDS.text("kind", kind) for kind in KINDS],
    )


def _hours(fleet: Fleet, hour: int) -> Chart:
    totals = [total_mbit_s(fleet, each) for each in range(24)]
    return Chart(
        heading=t(fr="Heure par heure", en="Hour by hour"),
        title=_WORDS.text("chart", "hours"),
        reading=_WORDS.text("chart", "hours_reading"),
        x=Axis(
            t(fr="heure du jour", en="hour of the day"),
            0,
            24,
            [(each, whole(each)) for each in (0, 6, 12, 18, 24)],
        ),
        y=Axis(
            "Mbit/s",
            _LEAST_MBIT_S,
            _MOST_MBIT_S,
            [(each, number(each)) for each in (0.01, 0.1, 1, 10, 100, 1000)],
            log=True,
        ),
        series=[
            Series(
                t(fr="moment le plus chargé", en="busiest moment"),
                "steps",
                [*enumerate(totals), (24, totals[-1])],
            ),
        ],
        upright=[(hour + 0.5, _hour(hour))],
        across=[(CELL_MBIT_S, t(fr="une cellule", en="one cell"))],
    )


def _rows(fleet: Fleet, hour: int) -> list[list[str]]:
    sent = sent_mbit_s(fleet, hour)
    kinds = [_WORDS.text("kind", kind) for kind in KINDS]
    headers = [t(fr="Zone", en="Area"), *kinds, t(fr="total", en="total")]
    rows = [
        [
            _WORDS.text("area", area),
            *(_rate(sent[area][kind]) for kind in KINDS),
            _rate(sum(sent[area].values())),
        ]
        for area in AREAS
    ]
    together = [_rate(sum(sent[area][kind] for area in AREAS)) for kind in KINDS]
    return [
        headers,
        *rows,
        [t(fr="Ensemble", en="Together"), *together, _rate(total_mbit_s(fleet, hour))],
    ]


def _rate(mbit_s: float) -> str:
    if mbit_s < 1:
        return f"{number(mbit_s * 1000)}{NO_BREAK}kbit/s"
    return f"{number(mbit_s)}{NO_BREAK}Mbit/s"


def _hour(hour: int) -> str:
    return t(fr=f"{hour}{NO_BREAK}h", en=f"{hour}:00")
