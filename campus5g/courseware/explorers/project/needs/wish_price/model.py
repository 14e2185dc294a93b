"""Which networks are left when a need is made stricter: the map of `models.technology`."""

from dataclasses import dataclass

from campus5g.courseware.explorers.models.technology import (
    Assessment,
    Need,
    Power,
    advised,
    ranking,
)

MUST = Need(
    rate_kbit_s=100, round_trip_ms=1000, devices=40, distance_m=70, speed_km_h=8, power=Power(1)
)
"""What the warehouse can't do without: 40 scanners, an answer within a second, on trucks driven at
8 km/h, charged daily. Invented, as the warehouse is."""


@dataclass(frozen=True)
class Left:
    """The networks, by how they meet a need; `simplest` is the one to choose, if there is one."""

    meeting: tuple[Assessment, ...]
    failing: tuple[Assessment, ...]
    simplest: Assessment | None


def networks_left(need: Need) -> Left:
    """Return what is left of the networks for a need."""
    ranked = ranking(need)
    meeting = tuple(each for each in ranked if each.verdict in ("suits", "tight"))
    return Left(meeting, tuple(each for each in ranked if each not in meeting), advised(need))
