"""A mark laid over what one sees: how far it slips while the head turns.

The mark stands where it belonged when the head's position was measured. By the time it is shown,
the head has turned by its speed times the delay.

Sources: less than 20 ms from a movement to its picture (3GPP TR 26.928, through TR 26.998,
4.5.1); round trips measured on a vehicle over public 5G at 3.5 GHz in Shanghai, 44,658 of them
(CICV5G, Zenodo 10.5281/zenodo.17475688, CC BY 4.0); light in fibre takes 5 µs a kilometre. What
coding, drawing and decoding take is an assumption.
"""

import math
from dataclasses import dataclass
from typing import Literal

Place = Literal["glasses", "site", "far"]
Luck = Literal["median", "p99", "p999"]

GLASSES_MS = 20.0
"""From the sensor to the display, the mark computed in the glasses."""
CODING_MS = 40.0
"""Coding, drawing and decoding a picture, where the mark is computed elsewhere."""
FAR_KM = 1000.0
FIBRE_MS_PER_KM = 0.01
"""There and back."""
ROUND_TRIP_MS: dict[Luck, float] = {"median": 16.0, "p99": 27.0, "p999": 210.0}

TURN_DEG = 30.0
REST_S = 0.4


@dataclass(frozen=True)
class Look:
    """A head that turns towards valves.

    Args:
        speed_deg_s: how fast the head turns.
        distance_m: from the eyes to the valves.
        spacing_cm: between two valves.
        place: where the mark is computed.
        luck: which of the round trips is met; nothing in the glasses.
    """

    speed_deg_s: float
    distance_m: float
    spacing_cm: float
    place: Place
    luck: Luck = "median"

    @property
    def delay_ms(self) -> float:
        """From a movement of the head to the picture that follows it."""
        if self.place == "glasses":
            return GLASSES_MS
        fibre_ms = FAR_KM * FIBRE_MS_PER_KM if self.place == "far" else 0.0
        return GLASSES_MS + CODING_MS + ROUND_TRIP_MS[self.luck] + fibre_ms

    @property
    def slip_deg(self) -> float:
        """The angle by which the mark slips; no more than the head has turned."""
        return min(TURN_DEG, self.speed_deg_s * self.delay_ms / 1000)

    @property
    def slip_cm(self) -> float:
        """How far that is at the valves."""
        return slip_cm(self.slip_deg, self.distance_m)

    @property
    def valves_off(self) -> int:
        """How many valves away from the right one the mark points."""
        return math.floor(self.slip_cm / self.spacing_cm + 0.5)


@dataclass(frozen=True)
class Moment:
    """An instant of a turn: where the head points, and how far the mark is off, in degrees."""

    at_s: float
    head_deg: float
    slip_deg: float


def slip_cm(slip_deg: float, distance_m: float) -> float:
    """Return how far an angle reaches at a distance."""
    return 100 * distance_m * math.tan(math.radians(slip_deg))


def moments(look: Look, count: int = 120) -> list[Moment]:
    """Return a turn of `TURN_DEG` from rest to rest, until the mark has caught up."""
    turning_s = TURN_DEG / look.speed_deg_s
    lasts_s = REST_S + turning_s + look.delay_ms / 1000 + REST_S

    def head_deg(at_s: float) -> float:
        share = min(1.0, max(0.0, (at_s - REST_S) / turning_s))
        return TURN_DEG * (share - 0.5)

    times = [lasts_s * step / (count - 1) for step in range(count)]
    return [
        Moment(at_s, head_deg(at_s), head_deg(at_s) - head_deg(at_s - look.delay_ms / 1000))
        for at_s in times
    ]
