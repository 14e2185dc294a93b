"""A need that is made stricter by sliders, and the networks that it leaves."""

from collections.abc import Mapping
from dataclasses import replace

from campus5g.courseware.explorers.chart_panel import Answer, Bars, ChartPanel, Control, Table
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.models.technology import Need, ranking
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.project.needs.wish_price.model import MUST, Left, networks_left
from campus5g.courseware.explorers.words import (
    axis_name,
    offered,
    quantity,
    technology_name,
    verdict_name,
)
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

ROUND_TRIPS_MS = (1000, 500, 200, 100, 50, 20, 10, 1)
RATES_KBIT_S = (1, 10, 100, 1000, 5000)
DEVICES = (10, 20, 40, 100, 1000)
DISTANCES_M = (30, 70, 150, 500)
SPEEDS_KM_H = (0, 4, 8, 20, 40)


def wish_price() -> Explorer:
    """Return the explorer "what a wish excludes"."""
    headers, *rows = _rows(MUST)
    return Explorer(_prediction(), panel(), [headers, *rows])


def panel() -> ChartPanel:
    """Return the need to make stricter, still locked."""
    controls = [
        Control(
            "delay",
            t(fr="99 % des réponses en", en="99 % of the answers within"),
            [quantity("delay", each) for each in ROUND_TRIPS_MS],
            ROUND_TRIPS_MS.index(1000),
        ),
        Control(
            "rate",
            t(fr="Débit d’un appareil", en="One device’s rate"),
            [quantity("rate", each) for each in RATES_KBIT_S],
            RATES_KBIT_S.index(100),
        ),
        Control(
            "devices",
            t(fr="Appareils", en="Devices"),
            [quantity("devices", each) for each in DEVICES],
            DEVICES.index(40),
        ),
        Control(
            "distance",
            t(fr="Le plus loin à", en="The farthest at"),
            [quantity("distance", each) for each in DISTANCES_M],
            DISTANCES_M.index(70),
        ),
        Control(
            "speed",
            t(fr="Vitesse", en="Speed"),
            [quantity("speed", each) for each in SPEEDS_KM_H],
            SPEEDS_KM_H.index(8),
        ),
    ]
    return ChartPanel(controls, _answer, _WORDS.list("method"), _WORDS.text("page", "sources"))


def _prediction() -> Prediction:
    strict, must = networks_left(replace(MUST, round_trip_ms=1)), networks_left(MUST)
    ids = {each.technology.id for each in strict.meeting}
    answer = (
        "none"
        if not ids
        else "private"
        if ids == {"private-5g"}
        else "wired"
        if ids == {"wired"}
        else "all"
    )
    why = {"count": len(must.meeting), "simplest": _simplest(must)}
    return Prediction(
        "wish-price",
        _WORDS.text("prediction", "question"),
        [Guess(*one) for one in _WORDS.texts("guesses").items()],
        lambda: (answer, _WORDS.text("prediction", "why", **why)),
    )


def _answer(at: Mapping[str, int]) -> Answer:
    need = replace(
        MUST,
        round_trip_ms=ROUND_TRIPS_MS[at["delay"]],
        rate_kbit_s=RATES_KBIT_S[at["rate"]],
        devices=DEVICES[at["devices"]],
        distance_m=DISTANCES_M[at["distance"]],
        speed_km_h=SPEEDS_KM_H[at["speed"]],
    )
    headers, *rows = _rows(need)
    return Answer(
        _advice(networks_left(need)),
        [_margins(need)],
        [Table(_WORDS.text("table", "caption"), headers, rows)],
    )


def _advice(left: Left) -> str:
    count = len(left.meeting)
    kind = ("none", "one")[count] if count < 2 else "left"
    return _WORDS.text("advice", kind, count=count, simplest=_simplest(left))


def _simplest(left: Left) -> str:
    return technology_name(left.simplest.technology.id) if left.simplest else ""


def _margins(need: Need) -> Bars:
    rows = []
    for each in ranking(need):
        bad, good = each.scores
        rows.append((technology_name(each.technology.id), [bad, max(0.0, good - bad)]))
    return Bars(
        heading=t(fr="Qui reste, et avec quelle marge", en="Who is left, and with what margin"),
        title=_WORDS.text("chart", "margins"),
        reading=_WORDS.text("chart", "margins_reading"),
        to=100,
        rows=rows,
        parts=[
            t(fr="en toutes conditions", en="in all conditions"),
            t(fr="en plus, dans les bonnes", en="more, in good ones"),
        ],
    )


def _rows(need: Need) -> list[list[str]]:
    headers = [
        t(fr="Réseau", en="Network"),
        t(fr="Verdict", en="Verdict"),
        t(fr="Ce qui décide", en="What decides"),
        t(fr="Il offre", en="It offers"),
        t(fr="Demandé", en="Asked"),
    ]
    rows = []
    for each in ranking(need):
        axis = each.weakest
        rows.append(
            [
                technology_name(each.technology.id),
                verdict_name(each.verdict),
                axis_name(axis),
                offered(axis, each.offer[axis]),
                quantity(axis, need.asked(axis)),
            ]
        )
    return [headers, *rows]
