"""Needs to start the map from: those of the plant and the port, and those of a workshop."""

from dataclasses import dataclass
from typing import Literal

from campus5g.courseware.explorers.models.technology import Need, Power
from campus5g.wording import Wording

_WORDS = Wording(__file__)

SituationId = Literal[
    "coil-stack",
    "vehicle",
    "fan",
    "trailer",
    "gate",
    "office",
    "stop-button",
    "tablets",
    "probes",
    "carts",
]

# The stop button's round trip: 8 ms each way (3GPP TS 22.104, mobile panel with an emergency
# stop). Other values are typical of the uses, for training.
PLANT: dict[SituationId, Need] = {
    "coil-stack": Need(2000, 200, 8, 120, 4, Power.CHARGED_DAILY),
    "vehicle": Need(100, 80, 20, 150, 20),
    "fan": Need(0.0005, 20_000, 200, 800, 0, Power.YEARS_ON_A_BATTERY),
    "trailer": Need(0.0002, 60_000, 500, 2500, 50, Power.YEARS_ON_A_BATTERY),
    "gate": Need(8000, 200, 4, 300),
    "office": Need(2000, 200, 20, 30, 4, Power.CHARGED_DAILY),
    "stop-button": Need(10, 16, 4, 80, 4, Power.CHARGED_DAILY),
}
"""Of the course *essentials*."""

WORKSHOP: dict[SituationId, Need] = {
    "tablets": Need(500, 500, 6, 90, 4, Power.CHARGED_DAILY),
    "probes": Need(0.001, 60_000, 12, 200, 0, Power.YEARS_ON_A_BATTERY),
    "carts": Need(500, 50, 6, 90, 15, Power.CHARGED_DAILY),
}
"""Of the module `choosing-connectivity`, whose workshop is invented."""

NEEDS = PLANT | WORKSHOP


@dataclass(frozen=True)
class Situation:
    """A need with its name and a sentence about it."""

    id: SituationId
    name: str
    about: str
    need: Need


def beside(name: SituationId) -> list[Situation]:
    """Return the situations of a place, of which one is given, in the reader's language."""
    return [situation(each) for each in (PLANT if name in PLANT else WORKSHOP)]


def situation(name: SituationId) -> Situation:
    """Return a situation in the reader's language."""
    title, about = _WORDS.text("situation", name), _WORDS.text("situation_about", name)
    return Situation(name, title, about, NEEDS[name])
