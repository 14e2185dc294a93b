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
    quantity,
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
    "delay": (60_000, 10_000, 5000, 2000, 1000, 500, 200, 150, 100, 80, 50, 30, 20, 10, 8, 1),
    "devices": (1, 4, 8, 20, 50, 100, 200, 500, 1000, 5000),
    "distance": (10, 30, 50, 80, 120, 150, 200, 300, 500, 800, 1500, 2500, 5000),
    "speed": (0, 5, 10, 20, 50, 80),
    "battery": (0, 0.003, 0.1, 0.5, 1, 2, 5, 10),
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
            delay_ms=self._asked("delay"),
            devices=round(self._asked("devices")),
            distance_m=self._asked("distance"),
            speed_km_h=self._asked("speed"),
            battery_years=self._asked("battery"),
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
    """Return the advice and every network's verdict, reason and limits, as words."""
    found = ranking(need)
    return {
        "advice": _advice(need),
        "networks": [
            {
                "id": one.technology.id,
                "name": technology_name(one.technology.id),
                "verdict": one.verdict,
                "verdictName": verdict_name(one.verdict),
                "score": round(one.score),
                "reason": reason(one, need),
            }
            for one in found
        ],
        "rows": [
            [
                technology_name(one.technology.id),
                verdict_name(one.verdict),
                *(quantity(axis, one.offer.offered(axis)) for axis in AXES),
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
    axis = found.weakest
    offered, asked = found.offer.offered(axis), need.asked(axis)
    if axis == "speed" and offered == 0:
        return _WORDS.text("reason", "cable-moves")
    if math.isinf(found.offer.delay_ms):
        return _WORDS.text("reason", "full", total=quantity("rate", need.total_kbit_s))
    if found.verdict == "suits":
        return _where_first(axis, offered, asked)
    name = axis_name(axis)
    return _WORDS.text(
        "reason", "needed", name=name, offered=quantity(axis, offered), asked=quantity(axis, asked)
    )


def _where_first(axis: Axis, offered: float, asked: float) -> str:
    name = axis_name(axis)
    return _WORDS.text(
        "reason",
        "first-limit",
        name=name.lower(),
        offered=quantity(axis, offered),
        asked=quantity(axis, asked),
    )


def _advice(need: Need) -> str:
    best = advised(need)
    if best is None:
        return _WORDS.text("advice", "none")
    name = technology_name(best.technology.id)
    if best.verdict == "tight":
        return _WORDS.text("advice", "tight", name=name)
    return t(fr=f"Le plus simple qui convient : {name}.", en=f"The simplest that will do: {name}.")


def _which_network(opening: Situation) -> Prediction:
    about, need = opening.about, opening.need
    best = advised(need)
    names: list[TechnologyId] = ["wifi", "lorawan", "lte-m", "public-5g", "private-5g-sa", "wired"]
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
    axes: tuple[Axis, ...] = ("rate", "delay", "devices", "distance", "speed")

    def outcome() -> tuple[str, str]:
        return wifi.weakest, reason(wifi, need)

    question = _WORDS.text("what_stops_wifi", "question", about=about)
    guesses = [Guess(axis, axis_name(axis)) for axis in axes]
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
