"""How far a vehicle goes before it stands, drawn to scale and driven."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

import anywidget
import traitlets

from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.player import player_words
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.stops import stop_at
from campus5g.courseware.explorers.use_cases.mobile_robots.stopping_distance.model import (
    DECELERATION_MPS2,
    ORDER_DELAY_MS,
    Drive,
    FloorId,
    Stop,
    StopperId,
    highest_speed_mps,
    stop,
)
from campus5g.courseware.explorers.words import NO_BREAK, number, quantity
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

StopQuestion = Literal["who-stops", "which-part"]

SPEEDS_MPS = (0.3, 0.5, 0.8, 1.0, 1.2, 1.5, 2.0, 3.0)
STOPPERS: tuple[StopperId, ...] = ("scanner", "order", "order-in-silence")
TOLERATED_MS = (100.0, 200.0, 300.0, 500.0, 1000.0, 2000.0, 5000.0, math.inf)
REACTIONS_MS = (100.0, 200.0, 300.0, 500.0)
FLOORS: tuple[FloorId, ...] = ("empty", "loaded", "dusty")
FREE_M = (0.5, 1.0, 2.0, 3.0, 5.0, 8.0)

_STARTS: Mapping[StopQuestion, tuple[Drive, float]] = {
    "who-stops": (Drive(1.2, "scanner", math.inf, 300.0, "loaded"), 3.0),
    "which-part": (Drive(1.2, "order-in-silence", 2000.0, 300.0, "loaded"), 3.0),
}
_SHORTEST_LANE_M = 2.0


class StoppingDistance(anywidget.AnyWidget):
    """A lane with a vehicle that stops; no answer while ``locked``.

    ``settings`` holds the position of each control; ``found`` follows it.
    """

    _esm = script(__file__, moves=True)
    _css = style(__file__)
    words = traitlets.Dict().tag(sync=True)
    sliders: traitlets.List[Any] = traitlets.List().tag(sync=True)
    selects: traitlets.List[Any] = traitlets.List().tag(sync=True)
    settings = traitlets.Dict().tag(sync=True)
    found = traitlets.Dict().tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(self, start: tuple[Drive, float], locked: bool = True) -> None:
        super().__init__(
            words=_words(),
            sliders=_sliders(),
            selects=_selects(),
            settings=settings_of(*start),
            locked=locked,
        )
        self._follow()
        self.observe(self._follow, ["settings", "locked"])

    def _follow(self, change: dict[str, Any] | None = None) -> None:
        self.found = {} if self.locked else found_words(*chosen(self.settings))


def stopping_distance(question: StopQuestion = "who-stops") -> Explorer:
    """Return the explorer "before it stands", with a prediction first.

    Args:
        question: what the learner predicts: what stops a vehicle whose network is cut, or which
            part of the distance is the longest.
    """
    asking = _who_stops if question == "who-stops" else _which_part
    start = _STARTS[question]
    return Explorer(asking(), StoppingDistance(start), _summary(*start))


def settings_of(drive: Drive, free_m: float) -> dict[str, int]:
    """Return the positions of the controls for a drive and the free way."""
    return {
        "speed": SPEEDS_MPS.index(drive.speed_mps),
        "stopper": STOPPERS.index(drive.stopper),
        "tolerated": TOLERATED_MS.index(drive.tolerated_ms),
        "reaction": REACTIONS_MS.index(drive.reaction_ms),
        "floor": FLOORS.index(drive.floor),
        "free": FREE_M.index(free_m),
    }


def chosen(settings: Mapping[str, Any]) -> tuple[Drive, float]:
    """Return the drive and the free way for the controls' positions."""
    drive = Drive(
        stop_at(SPEEDS_MPS, settings.get("speed")),
        stop_at(STOPPERS, settings.get("stopper")),
        stop_at(TOLERATED_MS, settings.get("tolerated")),
        stop_at(REACTIONS_MS, settings.get("reaction")),
        stop_at(FLOORS, settings.get("floor")),
    )
    return drive, stop_at(FREE_M, settings.get("free"))


def found_words(drive: Drive, free_m: float) -> dict[str, Any]:
    """Return a stop as a sentence, as lengths to draw, and in a table."""
    found = stop(drive)
    lengths = (found.unaware_m, found.reaction_m, found.braking_m)
    ends = not math.isinf(found.total_m)
    lane_m = max(_SHORTEST_LANE_M, free_m, found.total_m if ends else 0.0) * 1.12
    return {
        "advice": _advice(drive, found, free_m),
        "ends": ends,
        "fits": found.total_m <= free_m,
        "lane": lane_m,
        "free": free_m,
        "freeWords": _metres(free_m),
        "parts": [
            {
                "name": name,
                "metres": lane_m if math.isinf(metres) else metres,
                "words": _WORDS.text("page", "part", name=name, metres=_metres(metres)),
            }
            for name, metres in zip(_WORDS.texts("parts").values(), lengths, strict=True)
        ],
        "motion": {
            "speed": drive.speed_mps,
            "waiting": (drive.unaware_ms + drive.reaction_ms) / 1000 if ends else None,
            "unaware": drive.unaware_ms / 1000 if ends else None,
            "slowing": drive.deceleration_mps2,
        },
        "ticks": _ticks(lane_m),
        "rows": _rows(drive, found, free_m),
    }


def _advice(drive: Drive, found: Stop, free_m: float) -> str:
    if math.isinf(found.total_m):
        return _WORDS.text("advice", "never", speed=_speed(drive.speed_mps))
    highest = highest_speed_mps(drive, free_m)
    key = "fits" if found.total_m <= free_m else "too-far"
    return _WORDS.text(
        "advice",
        key,
        speed=_speed(drive.speed_mps),
        total=_metres(found.total_m),
        unaware=_metres(found.unaware_m),
        free=_metres(free_m),
        highest=_limit(highest),
    )


def _rows(drive: Drive, found: Stop, free_m: float) -> list[list[str]]:
    names = _WORDS.texts("row")
    values = {
        "unaware": _metres(found.unaware_m),
        "reaction": _metres(found.reaction_m),
        "braking": _metres(found.braking_m),
        "total": _metres(found.total_m),
        "free": _metres(free_m),
        "highest": _limit(highest_speed_mps(drive, free_m)),
    }
    return [[names[key], value] for key, value in values.items()]


def _ticks(lane_m: float) -> list[dict[str, Any]]:
    step = next(each for each in (0.5, 1.0, 2.0, 5.0, 10.0) if lane_m / each <= 5 or each == 10.0)
    count = math.floor(lane_m / step)
    return [{"at": step * at, "words": _metres(step * at)} for at in range(count + 1)]


def _who_stops() -> Prediction:
    def outcome() -> tuple[str, str]:
        start, _ = _STARTS["who-stops"]
        by_scanner = stop(start)
        no_watchdog = replace(start, stopper="order-in-silence")
        never = math.isinf(stop(no_watchdog).total_m)
        return ("scanner" if never else "order"), _WORDS.text(
            "who_stops", "why", total=_metres(by_scanner.total_m)
        )

    guesses = [Guess(*one) for one in _WORDS.texts("who_stops_guesses").items()]
    return Prediction("who-stops", _WORDS.text("who_stops", "question"), guesses, outcome)


def _which_part() -> Prediction:
    def outcome() -> tuple[str, str]:
        found = stop(_STARTS["which-part"][0])
        parts = {
            "unaware": found.unaware_m,
            "reaction": found.reaction_m,
            "braking": found.braking_m,
        }
        longest = max(parts, key=parts.__getitem__)
        return longest, _WORDS.text(
            "which_part",
            "why",
            total=_metres(found.total_m),
            **{key: _metres(metres) for key, metres in parts.items()},
        )

    guesses = [Guess(*one) for one in _WORDS.texts("which_part_guesses").items()]
    return Prediction("longest-part", _WORDS.text("which_part", "question"), guesses, outcome)


def _summary(drive: Drive, free_m: float) -> list[list[str]]:
    return [
        [t(fr="Grandeur", en="Figure"), t(fr="Valeur", en="Value")],
        *_rows(drive, stop(drive), free_m),
    ]


def _metres(metres: float) -> str:
    if math.isinf(metres):
        return t(fr="sans fin", en="endless")
    if metres and metres < 0.1:
        return f"{number(100 * metres)}{NO_BREAK}cm"
    return f"{number(round(metres, 2))}{NO_BREAK}m"


def _speed(mps: float) -> str:
    return f"{number(mps)}{NO_BREAK}m/s"


def _limit(mps: float) -> str:
    """Return a speed limit, rounded downwards."""
    steps = 10 if mps >= 1 else 100
    return _speed(math.floor(steps * mps) / steps)


def _tolerated(tolerated_ms: float) -> str:
    if math.isinf(tolerated_ms):
        return t(fr="pas de surveillance", en="no watchdog")
    return quantity("delay", tolerated_ms)


def _sliders() -> list[dict[str, Any]]:
    labels = {
        "speed": [f"{_speed(each)} ({number(3.6 * each)}{NO_BREAK}km/h)" for each in SPEEDS_MPS],
        "tolerated": [_tolerated(each) for each in TOLERATED_MS],
        "reaction": [quantity("delay", each) for each in REACTIONS_MS],
        "free": [_metres(each) for each in FREE_M],
    }
    helps = _WORDS.texts("help")
    return [
        {"id": name, "name": _WORDS.text("control", name), "labels": each, "help": helps[name]}
        for name, each in labels.items()
    ]


def _selects() -> list[dict[str, Any]]:
    options = {
        "stopper": [_WORDS.text("stopper", each) for each in STOPPERS],
        "floor": [
            _WORDS.text("floor", each, slowing=number(DECELERATION_MPS2[each])) for each in FLOORS
        ],
    }
    return [
        {"id": name, "name": _WORDS.text("control", name), "labels": each}
        for name, each in options.items()
    ]


def _words() -> dict[str, Any]:
    return {
        **_WORDS.texts("page"),
        "player": player_words(),
        "headers": [t(fr="Grandeur", en="Figure"), t(fr="Valeur", en="Value")],
        "method": _WORDS.list("method", delay=quantity("delay", ORDER_DELAY_MS)),
        "sources": _WORDS.list("sources"),
    }
