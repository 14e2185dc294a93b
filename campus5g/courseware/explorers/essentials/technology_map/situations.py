"""Needs of the plant and the port to start an explorer from."""

from dataclasses import dataclass
from typing import Literal

from campus5g.courseware.explorers.models.technology import Need, Power
from campus5g.wording import Wording

_WORDS = Wording(__file__)

SituationId = Literal["coil-stack", "vehicle", "fan", "trailer", "gate", "office", "stop-button"]

# The stop button's round trip: 8 ms each way (3GPP TS 22.104, mobile panel with an emergency
# stop). Other values are typical of the uses, for training.
NEEDS: dict[SituationId, Need] = {
    "coil-stack": Need(2000, 200, 8, 120, 5, Power.CHARGED_DAILY),
    "vehicle": Need(100, 80, 20, 150, 20),
    "fan": Need(0.0005, 20_000, 200, 800, 0, Power.YEARS_ON_A_BATTERY),
    "trailer": Need(0.0002, 60_000, 500, 2500, 50, Power.YEARS_ON_A_BATTERY),
    "gate": Need(8000, 200, 4, 300),
    "office": Need(2000, 200, 20, 30, 5, Power.CHARGED_DAILY),
    "stop-button": Need(10, 16, 4, 80, 5, Power.CHARGED_DAILY),
}


@dataclass(frozen=True)
class Situation:
    """A need with its name and a sentence about it."""

    id: SituationId
    name: str
    about: str
    need: Need


def situations() -> list[Situation]:
    """Return all situations, in the reader's language."""
    return [situation(name) for name in NEEDS]


def situation(name: SituationId) -> Situation:
    """Return a situation in the reader's language."""
    title, about = _WORDS.text("situation", name), _WORDS.text("situation_about", name)
    return Situation(name, title, about, NEEDS[name])
