"""How a bearing's defect grows, and how warm the bearing gets."""

import math
from dataclasses import dataclass

from campus5g.vibration.bearing import BearingPart

FIRST_SEVERITY = 0.04
"""Of a defect that starts; it keeps doubling until it is fully developed, at 1."""
_RISE_K = 24.0
_WORST_RISE_K = 38.0
_WARMS_UP_S = 180.0


@dataclass(frozen=True)
class Wear:
    """A defect that grows, and its start in the machine's time."""

    part: BearingPart
    starts_s: float
    doubles_s: float

    @property
    def worst_s(self) -> float:
        """The time at which it is fully developed."""
        return self.starts_s + self.doubles_s * math.log2(1 / FIRST_SEVERITY)

    def severity(self, time_s: float) -> float:
        """Return its severity, 0 to 1."""
        if time_s < self.starts_s:
            return 0.0
        if time_s >= self.worst_s:
            return 1.0
        return FIRST_SEVERITY * math.exp2((time_s - self.starts_s) / self.doubles_s)

    def warmth(self, time_s: float) -> float:
        """Return how far the machine has warmed up from it, 0 to 1: severity after a first order
        lag of `_WARMS_UP_S`.
        """
        if time_s < self.starts_s:
            return 0.0
        growth_per_s = math.log(2) / self.doubles_s
        since_s = min(time_s, self.worst_s) - self.starts_s
        lagging = math.exp(growth_per_s * since_s) - math.exp(-since_s / _WARMS_UP_S)
        warmth = FIRST_SEVERITY * lagging / (1 + growth_per_s * _WARMS_UP_S)
        after_s = max(0.0, time_s - self.worst_s)
        return 1 - (1 - warmth) * math.exp(-after_s / _WARMS_UP_S)


def temperature_degc(ambient_degc: float, running_s: float, wear: Wear | None) -> float:
    """Return the temperature of a bearing.

    Args:
        ambient_degc: of the surroundings.
        running_s: since the machine was started.
        wear: of the bearing, on the same clock.
    """
    running = 1 - math.exp(-max(0.0, running_s) / _WARMS_UP_S)
    worn = wear.warmth(running_s) if wear is not None else 0.0
    return ambient_degc + _RISE_K * running + _WORST_RISE_K * worn
