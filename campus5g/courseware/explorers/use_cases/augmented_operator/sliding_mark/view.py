"""A mark laid over a valve: where it points while the head turns, and who computes it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import get_args

from campus5g.courseware.explorers.chart_panel import Axis, Chart, Control, Series, Table
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.use_cases.augmented_operator.scene_panel import (
    Scene,
    SceneAnswer,
    ScenePanel,
)
from campus5g.courseware.explorers.use_cases.augmented_operator.sliding_mark.model import (
    CODING_MS,
    FAR_KM,
    GLASSES_MS,
    TURN_DEG,
    Look,
    Luck,
    Moment,
    Place,
    moments,
    slip_cm,
)
from campus5g.courseware.explorers.words import NO_BREAK, number, whole
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

SPEEDS_DEG_S = (10.0, 30.0, 60.0, 120.0)
DISTANCES_M = (0.5, 1.0, 2.0, 4.0)
SPACINGS_CM = (8.0, 15.0, 30.0, 60.0)
PLACES: tuple[Place, ...] = get_args(Place)
LUCKS: tuple[Luck, ...] = get_args(Luck)

_VALVES = ("V1", "V2", "V3", "V4", "V5")
_TARGET = 2
_HALF_VIEW_DEG = 25.0

START = Look(60.0, 2.0, 15.0, "site")


def sliding_mark() -> Explorer:
    """Return the explorer "a mark that slips off its valve", with a prediction first."""
    controls = [
        Control(
            "place",
            t(fr="Le repère est calculé", en="The mark is computed"),
            [_WORDS.text("place", each) for each in PLACES],
            PLACES.index(START.place),
            kind="select",
        ),
        Control(
            "luck",
            t(fr="Aller-retour du réseau", en="Network round trip"),
            [_WORDS.text("luck", each) for each in LUCKS],
            LUCKS.index(START.luck),
            t(fr="sans effet dans les lunettes", en="no effect in the glasses"),
            kind="select",
        ),
        Control(
            "speed",
            t(fr="La tête tourne à", en="The head turns at"),
            [f"{number(each)}{NO_BREAK}°/s" for each in SPEEDS_DEG_S],
            SPEEDS_DEG_S.index(START.speed_deg_s),
        ),
        Control(
            "distance",
            t(fr="Distance aux vannes", en="Distance to the valves"),
            [f"{number(each)}{NO_BREAK}m" for each in DISTANCES_M],
            DISTANCES_M.index(START.distance_m),
        ),
        Control(
            "spacing",
            t(fr="Entre deux vannes", en="Between two valves"),
            [f"{number(each)}{NO_BREAK}cm" for each in SPACINGS_CM],
            SPACINGS_CM.index(START.spacing_cm),
        ),
    ]
    panel = ScenePanel(controls, lambda at: _answer(_chosen(at)), _method(), _sources())
    table = _table(START)
    return Explorer(_prediction(), panel, [list(table.headers), *(list(r) for r in table.rows)])


def _prediction() -> Prediction:
    def outcome() -> tuple[str, str]:
        share = START.slip_cm / START.spacing_cm
        first = "right" if share < 0.25 else "between" if share < 0.5 else "neighbour"
        why = _WORDS.text(
            "prediction",
            "why",
            delay=whole(START.delay_ms),
            degrees=number(START.slip_deg),
            slip=number(START.slip_cm),
        )
        return first, why

    guesses = [Guess(*one) for one in _WORDS.texts("guesses").items()]
    return Prediction("mark", _WORDS.text("prediction", "question"), guesses, outcome)


def _chosen(at: Mapping[str, int]) -> Look:
    return Look(
        SPEEDS_DEG_S[at["speed"]],
        DISTANCES_M[at["distance"]],
        SPACINGS_CM[at["spacing"]],
        PLACES[at["place"]],
        LUCKS[at["luck"]],
    )


def _answer(look: Look) -> SceneAnswer:
    return SceneAnswer(_advice(look), _scene(look), [_chart(look)], [_table(look)])


def _advice(look: Look) -> str:
    return _WORDS.text(
        "advice",
        "slip",
        delay=whole(look.delay_ms),
        degrees=number(look.slip_deg),
        slip=number(look.slip_cm),
        where=_points_at(look),
    )


def _points_at(look: Look) -> str:
    off = look.valves_off
    if off == 0:
        return _WORDS.text("where", "right")
    if off == 1:
        return _WORDS.text("where", "neighbour")
    return _WORDS.text("where", "farther", count=off)


def _scene(look: Look) -> Scene:
    turn = moments(look)

    def valve_deg(index: int) -> float:
        aside_m = (index - _TARGET) * look.spacing_cm / 100
        return math.degrees(math.atan2(aside_m, look.distance_m))

    data = {
        "names": list(_VALVES),
        "valves_deg": [valve_deg(index) for index in range(len(_VALVES))],
        "target_deg": valve_deg(_TARGET),
        "half_view_deg": _HALF_VIEW_DEG,
        "head_deg": [each.head_deg for each in turn],
        "slip_deg": [each.slip_deg for each in turn],
    }
    return Scene(
        "valves",
        t(fr="Dans les lunettes : le repère désigne V3", en="In the glasses: the mark is for V3"),
        _WORDS.text("scene", "alt", slip=number(look.slip_cm)),
        data,
        [_told(look, each) for each in turn],
        turn[1].at_s - turn[0].at_s,
    )


def _told(look: Look, moment: Moment) -> str:
    second = f"{moment.at_s:.2f}".replace(".", t(fr=",", en="."))
    off_cm = slip_cm(moment.slip_deg, look.distance_m)
    if off_cm >= 0.05:
        return _WORDS.text("told", "slips", second=second, slip=number(off_cm))
    if abs(moment.head_deg) < TURN_DEG / 2:
        return _WORDS.text("told", "turns", second=second)
    return _WORDS.text("told", "rests", second=second)


def _chart(look: Look) -> Chart:
    most_ms = 300.0
    highest_cm = 40.0

    def curve(speed_deg_s: float) -> list[tuple[float, float]]:
        return [
            (delay, min(highest_cm, slip_cm(speed_deg_s * delay / 1000, look.distance_m)))
            for delay in range(0, int(most_ms) + 1, 10)
        ]

    series = [Series(f"{number(each)}{NO_BREAK}°/s", "line", curve(each)) for each in SPEEDS_DEG_S]
    here = [(look.delay_ms, min(highest_cm, look.slip_cm))]
    series.append(Series(t(fr="votre réglage", en="your setting"), "dots", here, style=5))
    half_cm = look.spacing_cm / 2
    return Chart(
        heading=t(fr="De combien le repère glisse", en="How far the mark slips"),
        title=_WORDS.text("chart", "title", slip=number(look.slip_cm)),
        reading=_WORDS.text("chart", "reading"),
        x=Axis(
            t(fr="délai, ms", en="delay, ms"),
            0,
            most_ms,
            [(at, number(at)) for at in (0, 100, 200)],
        ),
        y=Axis(
            t(fr="glissement, cm", en="slip, cm"),
            0,
            highest_cm,
            [(at, number(at)) for at in (0, 10, 20, 30, 40)],
        ),
        series=series,
        across=[(half_cm, t(fr="vanne d’à côté", en="next valve"))],
    )


def _table(look: Look) -> Table:
    rows = []
    for place in PLACES:
        for luck in LUCKS[: 1 if place == "glasses" else len(LUCKS)]:
            one = replace(look, place=place, luck=luck)
            name = _WORDS.text("place", place)
            if place != "glasses":
                name += f" ({_WORDS.text('luck', luck)})"
            rows.append(
                [
                    name,
                    f"{whole(one.delay_ms)}{NO_BREAK}ms",
                    f"{number(one.slip_deg)}{NO_BREAK}°",
                    f"{number(one.slip_cm)}{NO_BREAK}cm",
                    _points_at(one),
                ]
            )
    caption = _WORDS.text(
        "table", "caption", speed=number(look.speed_deg_s), distance=number(look.distance_m)
    )
    return Table(caption, _WORDS.list("headers"), rows)


def _method() -> Sequence[str]:
    return _WORDS.list(
        "method", glasses=whole(GLASSES_MS), coding=whole(CODING_MS), far=whole(FAR_KM)
    )


def _sources() -> str:
    return _WORDS.text("page", "sources")
