"""How many vehicles a cell carries, with and without a camera on each."""

import math
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
from campus5g.courseware.explorers.use_cases.mobile_robots.fleet_in_a_cell.model import (
    MOST_VEHICLES,
    MOTION_BYTES,
    STATE_BYTES,
    STATES_MBIT_S,
    ClassId,
    Fleet,
    Outcome,
    SpotId,
    capacity_mbit_s,
    most_vehicles,
    outcome,
    turns_per_s,
)
from campus5g.courseware.explorers.words import NO_BREAK, number, quantity, whole
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

VEHICLES = (1, 3, 5, 9, 12, 15, 20, 30, 40, 100, 1000, 10_000)
VIDEOS_MBIT_S = (0.0, 0.5, 1.0, 2.0, 4.0)
SPOTS: tuple[SpotId, ...] = ("near", "spread", "edge")
CLASSES: tuple[ClassId, ...] = ("same", "own")

_START = Fleet(vehicles=9, video_mbit_s=0.0, spot="near", classes="same")
_ASKED = Fleet(vehicles=40, video_mbit_s=2.0)
"""What the prediction is about."""
_DRAWN = (0.01, 100.0)
"""The chart's rates, in Mbit/s."""


def fleet_in_a_cell() -> Explorer:
    """Return the explorer "a fleet in a cell", with a prediction first."""
    controls = [
        Control(
            "vehicles",
            t(fr="Véhicules dans la cellule", en="Vehicles in the cell"),
            [whole(each) for each in VEHICLES],
            VEHICLES.index(_START.vehicles),
        ),
        Control(
            "video",
            t(fr="Caméra de chaque véhicule", en="Camera of each vehicle"),
            [_video(each) for each in VIDEOS_MBIT_S],
            VIDEOS_MBIT_S.index(_START.video_mbit_s),
            _WORDS.text("help", "video"),
        ),
        Control(
            "spot",
            t(fr="Où roulent-ils ?", en="Where do they drive?"),
            [_WORDS.text("spot", each) for each in SPOTS],
            SPOTS.index(_START.spot),
            _WORDS.text("help", "spot"),
            kind="select",
        ),
        Control(
            "classes",
            t(fr="Classe des états", en="Class of the states"),
            [_WORDS.text("classes", each) for each in CLASSES],
            CLASSES.index(_START.classes),
            kind="select",
        ),
    ]
    panel = ChartPanel(
        controls, lambda at: _answer(_chosen(at)), _method(), _WORDS.text("page", "sources")
    )
    table = _most_table()
    return Explorer(_prediction(), panel, [list(table.headers), *(list(r) for r in table.rows)])


def _chosen(at: Mapping[str, int]) -> Fleet:
    return Fleet(
        VEHICLES[at["vehicles"]],
        VIDEOS_MBIT_S[at["video"]],
        SPOTS[at["spot"]],
        CLASSES[at["classes"]],
    )


def _prediction() -> Prediction:
    def right() -> tuple[str, str]:
        most = most_vehicles(_ASKED.video_mbit_s, _ASKED.spot)
        answer = "all" if most >= 40 else "half" if most >= 16 else "ten" if most >= 6 else "two"
        return answer, _WORDS.text(
            "prediction",
            "why",
            states=_rate(40 * STATES_MBIT_S),
            capacity=_rate(capacity_mbit_s(_ASKED.spot)),
            asked=_rate(_ASKED.asked_mbit_s),
            most=most,
        )

    guesses = [Guess(*one) for one in _WORDS.texts("guesses").items()]
    return Prediction("fleet-in-a-cell", _WORDS.text("prediction", "question"), guesses, right)


def _answer(fleet: Fleet) -> Answer:
    found = outcome(fleet)
    return Answer(
        advice=_advice(fleet, found),
        figures=[_cell(fleet, found), _chart(fleet)],
        tables=[_table(fleet, found), _most_table()],
    )


def _advice(fleet: Fleet, found: Outcome) -> str:
    most = most_vehicles(fleet.video_mbit_s, fleet.spot)
    values = {
        "vehicles": _vehicles(fleet.vehicles),
        "asked": _rate(fleet.asked_mbit_s),
        "capacity": _rate(found.capacity_mbit_s),
        "most": _vehicles(most),
        "used": _percent(found.states_share + found.video_share),
        "served": _rate(found.served_video_mbit_s),
        "video": _rate(fleet.video_mbit_s),
        "p99": _delay(found.p99_ms),
        "limit": whole(MOST_VEHICLES),
    }
    if fleet.vehicles > MOST_VEHICLES:
        key = "too-many" if fleet.vehicles > most else "uncomputed"
        return _WORDS.text("advice", key, **values)
    if found.fits:
        return _WORDS.text("advice", "fits", **values)
    return _WORDS.text("advice", "full", **values)


def _cell(fleet: Fleet, found: Outcome) -> Bars:
    states = min(1.0, found.states_share)
    video = min(1 - states, found.video_share)
    free = max(0.0, 1 - states - video)
    return Bars(
        heading=t(fr="Le sens montant de la cellule", en="The cell’s uplink"),
        title=_WORDS.text(
            "chart",
            "cell",
            states=_percent(states),
            video=_percent(video),
            free=_percent(free),
        ),
        reading=_WORDS.text("chart", "cell-reading"),
        to=1.0,
        rows=[(_vehicles(fleet.vehicles), [states, video, free])],
        parts=list(_WORDS.texts("parts").values()),
    )


def _chart(fleet: Fleet) -> Chart:
    def line(video_mbit_s: float) -> list[tuple[float, float]]:
        return [(n, _drawn(Fleet(n, video_mbit_s).asked_mbit_s)) for n in range(1, 41)]

    series = [Series(t(fr="états seuls", en="states alone"), "line", line(0.0))]
    if fleet.video_mbit_s:
        series.append(Series(_video(fleet.video_mbit_s), "line", line(fleet.video_mbit_s)))
    here = (min(40.0, float(fleet.vehicles)), _drawn(fleet.asked_mbit_s))
    series.append(Series(t(fr="votre flotte", en="your fleet"), "dots", [here], style=5))
    capacity = capacity_mbit_s(fleet.spot)
    return Chart(
        heading=t(fr="Ce que la flotte demande", en="What the fleet asks for"),
        title=_WORDS.text(
            "chart", "asked", asked=_rate(fleet.asked_mbit_s), capacity=_rate(capacity)
        ),
        reading=_WORDS.text("chart", "asked-reading"),
        x=Axis(t(fr="véhicules", en="vehicles"), 0, 40, [(n, str(n)) for n in (1, 10, 20, 30, 40)]),
        y=Axis(
            t(fr="débit demandé", en="rate asked for"),
            *_DRAWN,
            [(at, _rate(at)) for at in (0.01, 0.1, 1.0, 10.0, 100.0)],
            log=True,
        ),
        series=series,
        across=[(capacity, t(fr="la cellule", en="the cell"))],
    )


def _table(fleet: Fleet, found: Outcome) -> Table:
    none = t(fr="non calculé", en="not computed")
    rows = {
        "asked": _rate(fleet.asked_mbit_s),
        "capacity": _rate(found.capacity_mbit_s),
        "states": _percent(found.states_share),
        "video": _percent(found.video_share),
        "served": _rate(found.served_video_mbit_s) if fleet.video_mbit_s else _video(0.0),
        "p50": none if found.p50_ms is None else _delay(found.p50_ms),
        "p99": none if found.p99_ms is None else _delay(found.p99_ms),
    }
    return Table(
        t(fr="Votre flotte", en="Your fleet"),
        [t(fr="Grandeur", en="Figure"), t(fr="Valeur", en="Value")],
        [[_WORDS.text("row", key), value] for key, value in rows.items()],
    )


def _most_table() -> Table:
    return Table(
        t(fr="Combien de véhicules tiennent dans la cellule", en="How many vehicles fit the cell"),
        [
            t(fr="Caméra", en="Camera"),
            *(_WORDS.text("spot", spot) for spot in SPOTS),
        ],
        [
            [_video(video), *(str(most_vehicles(video, spot)) for spot in SPOTS)]
            for video in VIDEOS_MBIT_S
        ],
    )


def _method() -> list[str]:
    return _WORDS.list(
        "method",
        state=whole(STATE_BYTES),
        motion=whole(MOTION_BYTES),
        rate=_rate(STATES_MBIT_S),
        turns=whole(turns_per_s()),
    )


def _drawn(mbit_s: float) -> float:
    return min(_DRAWN[1], max(_DRAWN[0], mbit_s))


def _vehicles(count: int) -> str:
    name = t(fr="véhicule", en="vehicle") + ("" if count == 1 else "s")
    if not count:
        return t(fr="aucun véhicule", en="no vehicle")
    return f"{whole(count)}{NO_BREAK}{name}"


def _video(mbit_s: float) -> str:
    return _rate(mbit_s) if mbit_s else t(fr="aucune", en="none")


def _rate(mbit_s: float) -> str:
    return quantity("rate", 1000 * mbit_s)


def _delay(delay_ms: float | None) -> str:
    if delay_ms is None:
        return ""
    if math.isinf(delay_ms):
        return t(fr="jamais (perdus)", en="never (lost)")
    return quantity("delay", delay_ms)


def _percent(share: float) -> str:
    if 0 < share < 0.01:
        return f"{number(100 * share)}{NO_BREAK}%"
    return f"{whole(100 * share)}{NO_BREAK}%"
