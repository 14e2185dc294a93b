"""Five networks compared on six scales, by what the model `technology` says they offer."""

import math
from dataclasses import dataclass

from campus5g.courseware.explorers.models.technology import (
    AXES,
    TECHNOLOGIES,
    Axis,
    Need,
    Offer,
    Power,
    TechnologyId,
)

COMPARED: tuple[TechnologyId, ...] = (
    "wifi",
    "lorawan",
    "lte-m-asleep",
    "public-5g",
    "private-5g",
)

# One device alone at 10 m that sends 20 bytes every five minutes: what a network can do when
# little is asked of it.
ALONE = Need(rate_kbit_s=0.0005, round_trip_ms=1000, devices=1, distance_m=10)

# The ends of each scale, from 0 at the centre to 5 at the rim, in the units of `Need`.
SCALES: dict[Axis, tuple[float, float]] = {
    "rate": (0.01, 1_000_000),
    "delay": (60_000, 1),
    "devices": (1, 10_000),
    "distance": (10, 10_000),
    "speed": (1, 500),
    "power": (Power.MAINS, Power.YEARS_ON_A_BATTERY),
}

RIM = 5.0


@dataclass(frozen=True)
class Profile:
    """A network on the six scales: ``offer`` in units, ``levels`` in good conditions, 0 to 5."""

    network: TechnologyId
    offer: Offer
    levels: dict[Axis, float]


def level(axis: Axis, value: float) -> float:
    """Return where a value stands on its scale, from 0 to 5.

    Each scale is logarithmic, but for the power supply, which goes by steps.
    """
    centre, rim = SCALES[axis]
    if axis == "power":
        return RIM * value / rim
    place = math.log(value / centre) / math.log(rim / centre)
    return RIM * max(0.0, min(1.0, place))


def profiles() -> list[Profile]:
    """Return the five networks, each alone with one device (`ALONE`)."""
    offers = {technology.id: technology.offer(ALONE) for technology in TECHNOLOGIES}
    return [
        Profile(
            network,
            offers[network],
            {axis: level(axis, offers[network][axis].good) for axis in AXES},
        )
        for network in COMPARED
    ]


def best_everywhere() -> TechnologyId | None:
    """Return the network that wins on every scale; None if no network does."""
    compared = profiles()
    for profile in compared:
        if all(profile.levels[axis] >= other.levels[axis] for other in compared for axis in AXES):
            return profile.network
    return None


def wins(network: TechnologyId) -> list[Axis]:
    """Return the scales on which a network is first, or level with the first."""
    compared = {profile.network: profile.levels for profile in profiles()}
    return [
        axis
        for axis in AXES
        if compared[network][axis] == max(levels[axis] for levels in compared.values())
    ]
