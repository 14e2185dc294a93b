"""From a need to the network that suits it: sliders for the need, a verdict for each network."""

import math
from typing import Any, Literal

import anywidget
import traitlets

from campus5g.courseware.explorers.essentials.technology_map.situations import (
    Situation,
    SituationId,
    situation,
    situations,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.models.technology import (
    AXES,
    TECHNOLOGIES,
    Assessment,
    Axis,
    Need,
    Power,
    TechnologyId,
    advised,
    assess,
    ranking,
)
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.stops import stop_at
from campus5g.courseware.explorers.words import (
    axis_help,
    axis_name,
    offered,
    quantity,
    source_name,
    technology_name,
    verdict_name,
)
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

Question = Literal["which-network", "what-stops-wifi"]

# What each slider can ask for, the least demanding first.
STOPS: dict[Axis, tuple[float, ...]] = {
    "rate": (0.0002, 0.0005, 0.002, 0.01, 0.1, 1, 10, 100, 500, 2000, 8000, 25_000),
    "delay": (60_000, 20_000, 10_000, 5000, 2000, 1000, 500, 200, 150, 100, 80, 50, 30, 20, 16, 2),
    "devices": (1, 4, 8, 20, 50, 100, 200, 500, 1000, 5000),
    "distance": (10, 30, 50, 80, 120, 150, 200, 300, 500, 800, 1500, 2500, 5000),
    "speed": (0, 5, 10, 20, 50, 80),
    "power": (Power.MAINS, Power.CHARGED_DAILY, Power.YEARS_ON_A_BATTERY),
}


class TechnologyMap(anywidget.AnyWidget):
    """Sliders for a need, and every network with its verdict, reason and limits.

    ``stops`` holds the position of each slider; the verdicts follow it. While ``locked`` there
    are no sliders and no verdicts.
    """

    _esm = script(__file__)
    _css = style(__file__)
    words = traitlets.Dict().tag(sync=True)
    sliders: traitlets.List[Any] = traitlets.List().tag(sync=True)
    examples: traitlets.List[Any] = traitlets.List().tag(sync=True)
    stops = traitlets.Dict().tag(sync=True)
    verdicts = traitlets.Dict().tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(self, start: Need, locked: bool = True) -> None:
        super().__init__(
            words=_words(),
            sliders=[_slider(axis) for axis in AXES],
            examples=[
                {"id": one.id, "name": one.name, "about": one.about, "stops": stops_of(one.need)}
                for one in situations()
            ],
            stops=stops_of(start),
            locked=locked,
        )
        self._follow()
        self.observe(self._follow, ["stops", "locked"])

    @property
    def need(self) -> Need:
        """The need at the sliders' positions; out of range counts as the least demanding."""
        return Need(
            rate_kbit_s=self._asked("rate"),
            round_trip_ms=self._asked("delay"),
            devices=round(self._asked("devices")),
            distance_m=self._asked("distance"),
            speed_km_h=self._asked("speed"),
            power=Power(round(self._asked("power"))),
        )

    def _asked(self, axis: Axis) -> float:
        return stop_at(STOPS[axis], self.stops.get(axis))

    def _follow(self, change: dict[str, Any] | None = None) -> None:
        self.verdicts = {} if self.locked else verdict_words(self.need)


def technology_map(
    start: SituationId = "coil-stack", question: Question = "which-network"
) -> Explorer:
    """Return the explorer "from need to network", with a prediction first.

    Args:
        start: the situation that it opens with.
        question: what the learner predicts: the network to choose, or what stops Wi-Fi first.
    """
    opening = situation(start)
    asking = _which_network if question == "which-network" else _what_stops_wifi
    table = [
        [t(fr="Situation", en="Situation"), t(fr="Réseau", en="Network")],
        *([one.name, _advice(one.need)] for one in situations()),
    ]
    return Explorer(asking(opening), TechnologyMap(opening.need), table)


def stops_of(need: Need) -> dict[str, int]:
    """Return the slider positions nearest to a need."""
    return {
        axis: min(
            range(len(STOPS[axis])),
            key=lambda index, axis=axis: abs(STOPS[axis][index] - need.asked(axis)),  # type: ignore[misc]
        )
        for axis in AXES
    }


def verdict_words(need: Need) -> dict[str, Any]:
    """Return the advice and every network's verdict, reason and limits, as words.

    Each limit has its source beside it.
    """
    found = ranking(need)
    return {
        "advice": _advice(need),
        "networks": [
            {
                "id": one.technology.id,
                "name": technology_name(one.technology.id),
                "verdict": one.verdict,
                "verdictName": verdict_name(one.verdict),
                "scores": [round(score) for score in one.scores],
                "reason": reason(one, need),
            }
            for one in found
        ],
        "rows": [
            [
                technology_name(one.technology.id),
                verdict_name(one.verdict),
                *(_with_source(one, axis) for axis in AXES),
            ]
            for one in found
        ],
        "asked": [
            t(fr="Demandé", en="Asked for"),
            "",
            *(quantity(axis, need.asked(axis)) for axis in AXES),
        ],
    }


def reason(found: Assessment, need: Need) -> str:
    """Return the reason for a network's verdict: its weakest link, in a sentence."""
    axis, offer = found.weakest, found.offer
    if axis == "speed" and offer[axis].good == 0:
        return _WORDS.text("reason", "cable-moves")
    if math.isinf(offer["delay"].good):
        return _WORDS.text("reason", "full", total=quantity("rate", need.total_kbit_s))
    return _WORDS.text(
        "limit",
        found.verdict,
        name=axis_name(axis),
        offered=_with_source(found, axis),
        asked=quantity(axis, need.asked(axis)),
    )


def _with_source(found: Assessment, axis: Axis) -> str:
    what = found.offer[axis]
    words = offered(axis, what)
    return f"{words} ({source_name(what.source)})" if math.isfinite(what.good) else words


def _advice(need: Need) -> str:
    first = ranking(need)[0]
    verdict = "none" if first.verdict == "fails" else first.verdict
    return _WORDS.text("advice", verdict, name=technology_name(first.technology.id))


def _which_network(opening: Situation) -> Prediction:
    about, need = opening.about, opening.need
    best = advised(need)
    names: list[TechnologyId] = [
        "wifi",
        "lorawan",
        "lte-m-asleep",
        "public-5g",
        "private-5g",
        "wired",
    ]
    guesses = [Guess(name, technology_name(name)) for name in names]
    guesses.append(Guess("none", _WORDS.text("which_network", "none")))

    def outcome() -> tuple[str, str]:
        if best is None:
            return "none", _advice(need)
        return best.technology.id, f"{_advice(need)} {reason(best, need)}"

    question = _WORDS.text("which_network", "question", about=about)
    return Prediction(f"{opening.id}-network", question, guesses, outcome)


def _what_stops_wifi(opening: Situation) -> Prediction:
    about, need = opening.about, opening.need
    wifi = assess(next(one for one in TECHNOLOGIES if one.id == "wifi"), need)

    def outcome() -> tuple[str, str]:
        return wifi.weakest, reason(wifi, need)

    question = _WORDS.text("what_stops_wifi", "question", about=about)
    guesses = [Guess(axis, axis_name(axis)) for axis in AXES]
    return Prediction(f"{opening.id}-wifi", question, guesses, outcome)


def _slider(axis: Axis) -> dict[str, Any]:
    return {
        "axis": axis,
        "name": axis_name(axis),
        "help": axis_help(axis),
        "labels": [quantity(axis, value) for value in STOPS[axis]],
    }


def _words() -> dict[str, Any]:
    return {
        **_WORDS.texts("page"),
        "headers": [
            t(fr="Réseau", en="Network"),
            t(fr="Verdict", en="Verdict"),
            *(axis_name(axis) for axis in AXES),
        ],
        "method": _WORDS.list("method"),
        "sources": _WORDS.list("sources"),
    }
