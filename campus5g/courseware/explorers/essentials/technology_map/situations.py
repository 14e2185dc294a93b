"""Needs of the plant and the port to start an explorer from."""

from dataclasses import dataclass
from typing import Literal

from campus5g.courseware.explorers.models.technology import Need
from campus5g.wording import Wording

_WORDS = Wording(__file__)

SituationId = Literal["coil-stack", "vehicle", "fan", "trailer", "gate", "office", "stop-button"]

# The stop button's delay: 3GPP TS 22.104, mobile panel with an emergency stop, below 8 ms. Other
# values are typical of the uses, for training.
NEEDS: dict[SituationId, Need] = {
    "coil-stack": Need(
        rate_kbit_s=2000, delay_ms=200, devices=8, distance_m=120, speed_km_h=5, battery_years=0.003
    ),
    "vehicle": Need(rate_kbit_s=100, delay_ms=80, devices=20, distance_m=150, speed_km_h=20),
    "fan": Need(rate_kbit_s=0.0005, delay_ms=10_000, devices=200, distance_m=800, battery_years=5),
    "trailer": Need(
        rate_kbit_s=0.0002,
        delay_ms=10_000,
        devices=500,
        distance_m=2500,
        speed_km_h=50,
        battery_years=5,
    ),
    "gate": Need(rate_kbit_s=8000, delay_ms=200, devices=4, distance_m=300),
    "office": Need(
        rate_kbit_s=2000, delay_ms=200, devices=20, distance_m=30, speed_km_h=5, battery_years=0.003
    ),
    "stop-button": Need(
        rate_kbit_s=10, delay_ms=8, devices=4, distance_m=80, speed_km_h=5, battery_years=0.003
    ),
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
