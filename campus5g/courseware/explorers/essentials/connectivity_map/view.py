"""From a need to the network that suits it: sliders for the need, a range for each network."""

import math
from collections.abc import Sequence
from typing import Any, Literal

import anywidget
import traitlets

from campus5g.courseware.explorers.essentials.connectivity_map.ranges import (
    DRAWN_AXES,
    SCALES,
    Drawn,
    on_axis,
    on_the_whole,
    place,
)
from campus5g.courseware.explorers.essentials.connectivity_map.situations import (
    Situation,
    SituationId,
    beside,
    situation,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.models.technology import (
    AXES,
    EVERY_TECHNOLOGY,
    TECHNOLOGIES,
    Assessment,
    Axis,
    Need,
    Power,
    Technology,
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
Networks = Literal["six", "nine"]

COMPARED: dict[Networks, tuple[Technology, ...]] = {
    "six": TECHNOLOGIES,
    "nine": EVERY_TECHNOLOGY,
}
"""LTE-M, asleep and awake, is one of the six, and two of the nine."""

# What each slider can ask for, the least demanding first.
STOPS: dict[Axis, tuple[float, ...]] = {
    "rate": (
        *(0.0002, 0.0005, 0.001, 0.002, 0.01, 0.1, 1),
        *(10, 100, 500, 2000, 5000, 8000, 25_000, 50_000),
    ),
    "delay": (
        *(60_000, 20_000, 10_000, 5000, 2000, 1000),
        *(500, 200, 150, 100, 80, 50, 30, 20, 16, 10, 2),
    ),
    "devices": (1, 4, 6, 8, 12, 20, 50, 100, 200, 500, 1000, 2000, 5000),
    "distance": (
        *(10, 20, 30, 50, 80, 90, 120, 150, 200, 300, 500, 800),
        *(1000, 1500, 2500, 5000),
    ),
    "speed": (0, 4, 10, 15, 20, 50, 60, 80),
    "power": (Power.MAINS, Power.CHARGED_DAILY, Power.YEARS_ON_A_BATTERY),
}


class ConnectivityMap(anywidget.AnyWidget):
    """Sliders for a need, and every network with its range, verdict, reason and limits.

    ``stops`` holds the position of each slider, ``drawn`` the need whose ranges are shown, or all
    six together; the verdicts follow them. While ``locked`` there are no sliders and no verdicts.

    Args:
        opening: the situation that it opens with.
        networks: how many networks it compares.
        locked: whether the learner still has to make the prediction.
    """

    _esm = script(__file__)
    _css = style(__file__)
    words = traitlets.Dict().tag(sync=True)
    sliders: traitlets.List[Any] = traitlets.List().tag(sync=True)
    examples: traitlets.List[Any] = traitlets.List().tag(sync=True)
    axes: traitlets.List[Any] = traitlets.List().tag(sync=True)
    stops = traitlets.Dict().tag(sync=True)
    drawn = traitlets.Unicode("whole").tag(sync=True)
    verdicts = traitlets.Dict().tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(
        self, opening: SituationId, networks: Networks = "six", locked: bool = True
    ) -> None:
        start = situation(opening)
        super().__init__(
            words=_words(networks),
            sliders=[_slider(axis) for axis in AXES],
            examples=[
                {"id": one.id, "name": one.name, "about": one.about, "stops": stops_of(one.need)}
                for one in beside(opening)
            ],
            axes=[
                {"value": "whole", "words": _WORDS.text("drawn", "whole")},
                *({"value": axis, "words": axis_name(axis)} for axis in DRAWN_AXES),
            ],
            stops=stops_of(start.need),
            locked=locked,
        )
        self._networks = COMPARED[networks]
        self._follow()
        self.observe(self._follow, ["stops", "drawn", "locked"])

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
        axis = next((each for each in DRAWN_AXES if each == self.drawn), None)
        self.verdicts = {} if self.locked else verdict_words(self.need, self._networks, axis)


def connectivity_map(
    start: SituationId = "coil-stack",
    question: Question = "which-network",
    networks: Networks = "six",
) -> Explorer:
    """Return the explorer "from need to network", with a prediction first.

    Args:
        start: the situation that it opens with; those of the same place are beside it.
        question: what the learner predicts: the network to choose, or what stops Wi-Fi first.
        networks: the six to begin with, or all nine.
    """
    opening, compared = situation(start), COMPARED[networks]
    asking = _which_network if question == "which-network" else _what_stops_wifi
    table = [
        [t(fr="Situation", en="Situation"), t(fr="Réseau", en="Network")],
        *([one.name, _advice(one.need, compared)] for one in beside(start)),
    ]
    return Explorer(asking(opening, compared), ConnectivityMap(start, networks), table)


def stops_of(need: Need) -> dict[str, int]:
    """Return the slider positions nearest to a need."""
    return {
        axis: min(
            range(len(STOPS[axis])),
            key=lambda index, axis=axis: abs(STOPS[axis][index] - need.asked(axis)),  # type: ignore[misc]
        )
        for axis in AXES
    }


def verdict_words(
    need: Need, networks: Sequence[Technology] = TECHNOLOGIES, axis: Axis | None = None
) -> dict[str, Any]:
    """Return the advice and every network's range, verdict, reason and limits, as words.

    Each limit has its source beside it.

    Args:
        need: what is asked.
        networks: those compared.
        axis: the need whose ranges are drawn; the one that decides for each network if not given.
    """
    found = on_axis(need, axis, networks) if axis else on_the_whole(need, networks)
    return {
        "advice": _advice(need, networks, axis),
        "scale": _scale(need, axis),
        "networks": [_network(one, need, axis) for one in found],
        "rows": [
            [
                technology_name(one.assessment.technology.id),
                verdict_name(one.assessment.verdict),
                *(_with_source(one.assessment, each) for each in AXES),
            ]
            for one in found
        ],
        "asked": [
            t(fr="Demandé", en="Asked for"),
            "",
            *(quantity(each, need.asked(each)) for each in AXES),
        ],
    }


def _network(found: Drawn, need: Need, axis: Axis | None) -> dict[str, Any]:
    network = found.assessment.technology.id
    return {
        "id": network,
        "name": technology_name(network),
        "verdict": found.verdict,
        "verdictName": verdict_name(found.verdict),
        "range": [round(100 * end, 1) for end in (found.bad, found.good)],
        "reason": _with_source(found.assessment, axis) if axis else reason(found.assessment, need),
    }


def _scale(need: Need, axis: Axis | None) -> dict[str, Any]:
    """Return the ends of what is drawn and what is asked, with its place in hundredths."""
    if axis is None:
        return {
            "ends": [_WORDS.text("drawn", "too-little"), _WORDS.text("drawn", "plenty")],
            "asked": _WORDS.text("drawn", "enough"),
            "at": 50,
        }
    asked = need.asked(axis)
    return {
        "ends": [quantity(axis, end) for end in SCALES[axis]],
        "asked": _WORDS.text("drawn", "asked", what=quantity(axis, asked)),
        "at": round(100 * place(axis, asked), 1),
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


def _advice(need: Need, networks: Sequence[Technology], axis: Axis | None = None) -> str:
    ranked = ranking(need, networks)
    first = ranked[0]
    verdict = "none" if first.verdict == "fails" else first.verdict
    advice = _WORDS.text("advice", verdict, name=technology_name(first.technology.id))
    if axis is None:
        return advice
    holding = sum(each.bad[axis] >= 1 for each in ranked)
    return f"{advice} {_WORDS.text('drawn', 'holding', count=holding, total=len(ranked))}"


def _which_network(opening: Situation, networks: Sequence[Technology]) -> Prediction:
    about, need = opening.about, opening.need
    best = advised(need, networks)
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
            return "none", _advice(need, networks)
        return best.technology.id, f"{_advice(need, networks)} {reason(best, need)}"

    question = _WORDS.text("which_network", "question", about=about)
    return Prediction(f"{opening.id}-network", question, guesses, outcome)


def _what_stops_wifi(opening: Situation, networks: Sequence[Technology]) -> Prediction:
    about, need = opening.about, opening.need
    wifi = assess(next(one for one in networks if one.id == "wifi"), need)

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


def _words(networks: Networks) -> dict[str, Any]:
    more = _WORDS.list("sources_of_nine") if networks == "nine" else []
    return {
        **_WORDS.texts("page"),
        "headers": [
            t(fr="Réseau", en="Network"),
            t(fr="Verdict", en="Verdict"),
            *(axis_name(axis) for axis in AXES),
        ],
        "method": _WORDS.list("method"),
        "sources": [*_WORDS.list("sources"), *more],
    }
