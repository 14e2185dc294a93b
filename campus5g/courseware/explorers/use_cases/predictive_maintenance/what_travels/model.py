"""What vibration sensors send, and which networks carry it.

Networks are those of the course *essentials* (`models.technology`), with RedCap beside them.
"""

import math
from dataclasses import dataclass
from typing import Literal

from campus5g.courseware.explorers.models.technology import (
    REDCAP,
    TECHNOLOGIES,
    Assessment,
    Axis,
    Need,
    Power,
    TechnologyId,
    assess,
)

Content = Literal["raw", "stretch", "spectrum", "figure"]

CONTENTS: tuple[Content, ...] = ("raw", "stretch", "spectrum", "figure")
RATES_HZ = (3200, 12_800, 25_600, 51_200)
SENSORS = (0, 1, 6, 12, 24, 60, 120, 500, 2000, 10_000)
DISTANCES_M = (50.0, 100.0, 200.0, 1000.0, 3000.0)

BITS_A_VALUE = 16
STRETCH_S = 1.0
SPECTRUM_LINES = 800
SPECTRUM_EVERY_S = 600.0
FIGURE_BYTES = 20
HOUR_S = 3600.0

_PATIENT_MS = 60_000.0
"""A machine wears for weeks: a minute's delay does no harm."""
_ORDER: tuple[TechnologyId, ...] = (
    "lorawan",
    "lte-m-asleep",
    "lte-m-awake",
    "wifi",
    "public-5g",
    "redcap",
    "private-5g",
    "wired",
)


@dataclass(frozen=True)
class Plan:
    """What is sent, and from where.

    Args:
        content: all values, a second of them an hour, a spectrum every ten minutes, or a message
            of figures an hour.
        sensors: how many.
        axes: directions that each measures, 1 to 3.
        rate_hz: values a second of an axis.
        distance_m: from the farthest sensor to where an antenna can stand.
        battery: whether it must last for years without mains.
    """

    content: Content
    sensors: int
    axes: int
    rate_hz: int
    distance_m: float
    battery: bool

    @property
    def sensor_bit_s(self) -> float:
        """Mean rate of one sensor."""
        second = self.rate_hz * BITS_A_VALUE * self.axes
        return {
            "raw": float(second),
            "stretch": second * STRETCH_S / HOUR_S,
            "spectrum": SPECTRUM_LINES * BITS_A_VALUE * self.axes / SPECTRUM_EVERY_S,
            "figure": FIGURE_BYTES * 8 / HOUR_S,
        }[self.content]

    @property
    def total_bit_s(self) -> float:
        """Mean rate of all of them."""
        return self.sensors * self.sensor_bit_s

    @property
    def bytes_a_day(self) -> float:
        """What all of them send in a day."""
        return self.total_bit_s * 86_400 / 8

    @property
    def need(self) -> Need:
        """The plan as a need; of one sensor at least."""
        return Need(
            rate_kbit_s=self.sensor_bit_s / 1000,
            round_trip_ms=_PATIENT_MS,
            devices=max(1, self.sensors),
            distance_m=self.distance_m,
            power=Power.YEARS_ON_A_BATTERY if self.battery else Power.MAINS,
        )


def verdicts(plan: Plan) -> dict[TechnologyId, Assessment]:
    """Return how each network meets the plan, in the order in which they are shown."""
    by_id = {technology.id: technology for technology in (*TECHNOLOGIES, REDCAP)}
    return {key: assess(by_id[key], plan.need) for key in _ORDER}


def limit(found: Assessment) -> tuple[Axis, float]:
    """Return what limits a network, and its margin as a score: 50 is just enough, 75 twice that.

    A full cell is short of rate; that messages then wait without end only follows from it.
    """
    if not math.isinf(found.offer["delay"].bad):
        return found.weakest, found.scores[0]
    return "rate", max(0.0, 50 + 25 * math.log2(found.bad["rate"]))


def simplest(plan: Plan) -> TechnologyId | None:
    """Return the network with the least effort of those that suit; None if none does."""
    suited = [
        (each.technology.effort, at, key)
        for at, (key, each) in enumerate(verdicts(plan).items())
        if each.verdict == "suits"
    ]
    return min(suited)[2] if suited else None
