"""A requirement with blanks to fill in, the networks that comply, and the worst one's day."""

from collections.abc import Mapping
from functools import cache

import numpy as np

from campus5g.courseware.explorers.chart_panel import (
    Answer,
    Axis,
    Chart,
    ChartPanel,
    Control,
    Point,
    Series,
    Table,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.project.needs.requirement_blanks.model import (
    AREAS,
    BLANKS,
    IN_TIME_S,
    NETWORKS,
    Blank,
    Day,
    Delay,
    NetworkId,
    Requirement,
    compliant,
    complies,
    day,
    let_in_by,
)
from campus5g.courseware.explorers.words import NO_BREAK, number, whole
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

DELAYS: tuple[Delay, ...] = ("blank", "fast", "mean", "share")
_STATED: tuple[Blank, ...] = ("ends", "silence", "area", "number", "speed", "hours")
_MOST_DOTS = 400
_ROOM_M: dict[str, tuple[float, float, float, float]] = {
    "dock": (0, 25, 0, 40),
    "picking": (25, 75, 0, 40),
    "cold": (75, 100, 0, 25),
    "wash": (75, 100, 25, 40),
}
"""West, east, south and north of each area, in metres: invented."""


def requirement_blanks() -> Explorer:
    """Return the explorer "what a blank lets in"."""
    return Explorer(_prediction(), panel(), _rows(Requirement("fast")))


def panel() -> ChartPanel:
    """Return the requirement to fill in, still locked."""
    controls = [
        Control(
            blank,
            _WORDS.text("blank", blank),
            [_WORDS.text("delay", each) for each in DELAYS]
            if blank == "delay"
            else [_WORDS.text("delay", "blank"), _WORDS.text("stated", blank)],
            1 if blank == "delay" else 0,
            kind="select",
        )
        for blank in BLANKS
    ]
    return ChartPanel(controls, _answer, _WORDS.list("method"), _WORDS.text("page", "sources"))


def _prediction() -> Prediction:
    count = len(compliant(Requirement("fast")))
    answer = {0: "none", 1: "one", len(NETWORKS): "all"}.get(count, "half")
    return Prediction(
        "requirement-blanks",
        _WORDS.text("prediction", "question"),
        [Guess(*one) for one in _WORDS.texts("guesses").items()],
        lambda: (answer, _WORDS.text("prediction", "why")),
    )


def _requirement(at: Mapping[str, int]) -> Requirement:
    return Requirement(DELAYS[at["delay"]], *(bool(at[blank]) for blank in _STATED))


def _answer(at: Mapping[str, int]) -> Answer:
    requirement = _requirement(at)
    passing = compliant(requirement)
    best, worst = passing[0], passing[-1]
    headers, *rows = _rows(requirement)
    return Answer(
        _advice(passing),
        [_plan(worst), _day_chart(best, worst)],
        [Table(_WORDS.text("table", "caption"), headers, rows)],
    )


def _advice(passing: tuple[NetworkId, ...]) -> str:
    if len(passing) == 1:
        return _WORDS.text("advice", "only")
    return _WORDS.text(
        "advice",
        "many",
        count=len(passing),
        best=whole(day(passing[0]).late_count),
        lost=whole(day(passing[-1]).late_count),
        defect=_WORDS.text("defect", passing[-1]),
    )


def _rows(requirement: Requirement) -> list[list[str]]:
    headers = [
        t(fr="Réseau", en="Network"),
        t(fr="Conforme", en="Complies"),
        t(fr="Lectures manquées", en="Scans missed"),
        t(fr="Plus long silence, pour tous", en="Longest silence, for all"),
        t(fr="Défaut", en="Defect"),
        t(fr="Un blanc qui suffit à l’admettre", en="A blank that is enough to let it in"),
    ]
    return [headers, *(_row(network, requirement) for network in NETWORKS)]


def _row(network: NetworkId, requirement: Requirement) -> list[str]:
    real = day(network)
    blanks = let_in_by(network)
    return [
        _WORDS.text("network", network),
        t(fr="oui", en="yes") if complies(network, requirement) else t(fr="non", en="no"),
        whole(real.late_count),
        f"{whole(real.longest_silence_s)}{NO_BREAK}s",
        _WORDS.text("defect", network),
        " ".join(_WORDS.text("blank", blank) for blank in blanks) or "–",
    ]


def _plan(network: NetworkId) -> Chart:
    worst = _WORDS.text("network", network)
    return Chart(
        heading=t(fr="Où l’on attend", en="Where people wait"),
        title=_WORDS.text("chart", "plan", worst=worst),
        reading=_WORDS.text("chart", "plan_reading"),
        x=Axis("m", -2, 102, [(each, whole(each)) for each in (0, 25, 50, 75, 100)]),
        y=Axis("m", -2, 42, [(each, whole(each)) for each in (0, 20, 40)]),
        series=[
            Series(t(fr="murs", en="walls"), "line", _walls(), style=3),
            Series(
                t(fr="lectures sans réponse en 1 s", en="scans without an answer within 1 s"),
                "dots",
                _places(network),
                style=2,
            ),
        ],
    )


def _walls() -> list[Point]:
    """Return the outline of the areas in one stroke."""
    return [
        (0, 0), (25, 0), (25, 40), (0, 40), (0, 0), (75, 0), (75, 40), (25, 40), (75, 40),
        (100, 40), (100, 25), (75, 25), (100, 25), (100, 0), (75, 0),
    ]  # fmt: skip


@cache
def _places(network: NetworkId) -> list[Point]:
    found = day(network)
    late = np.flatnonzero(found.late)
    step = max(1, -(-len(late) // _MOST_DOTS))
    chance = np.random.default_rng(7)
    inside = chance.random((len(found.late), 2))
    points = []
    for scan in late[::step]:
        west, east, south, north = _ROOM_M[AREAS[found.scans.area[scan]]]
        across, along = 0.06 + 0.88 * inside[scan]
        points.append((west + across * (east - west), south + along * (north - south)))
    return [(round(float(x), 1), round(float(y), 1)) for x, y in points]


def _day_chart(best: NetworkId, worst: NetworkId) -> Chart:
    series = [Series(_WORDS.text("network", best), "dots", _times(day(best)), style=1)]
    if worst != best:
        series.append(Series(_WORDS.text("network", worst), "dots", _times(day(worst)), style=2))
    return Chart(
        heading=t(fr="Quand l’on attend", en="When people wait"),
        title=_WORDS.text("chart", "day"),
        reading=_WORDS.text("chart", "day_reading"),
        x=Axis(
            t(fr="heure du jour", en="hour of the day"),
            0,
            24,
            [(each, whole(each)) for each in (0, 6, 12, 18, 24)],
        ),
        y=Axis(
            t(fr="réponse en s", en="answer in s"),
            0.01,
            40,
            [(each, number(each)) for each in (0.01, 0.1, 1, 10)],
            log=True,
        ),
        series=series,
        across=[(IN_TIME_S, f"1{NO_BREAK}s")],
    )


def _times(found: Day) -> list[Point]:
    return [
        (round(float(hour), 2), round(float(answer), 3))
        for hour, answer in zip(found.scans.hour[::10], found.answer_s[::10], strict=True)
    ]
