"""Short breaks of a radio link."""

import math
from dataclasses import dataclass

from campus5g.air.chance import Dice


@dataclass(frozen=True)
class Interruptions:
    """Beam or cell changes, blocked paths, scans of other channels, re-established RLC.

    Args:
        per_minute: how many.
        median_ms, spread: their length, log-normal: half are shorter than the median, and the
            logarithm has this standard deviation.
    """

    per_minute: float = 0.0
    median_ms: float = 120.0
    spread: float = 0.5

    def passed_s(self, breaks: Dice, sent_s: float, there_s: float) -> float:
        """Return when a packet is there if the link breaks while it is under way.

        Each second has its own chance of one break, so that the same second is always the same.
        """
        if not self.per_minute:
            return there_s
        for second in range(int(sent_s) - 2, int(there_s) + 1):
            if breaks.uniform(second, 0) * 60 >= self.per_minute:
                continue
            begins_s = second + breaks.uniform(second, 1)
            length_s = self.median_ms / 1000 * math.exp(self.spread * breaks.normal(second, 2))
            if begins_s < there_s and begins_s + length_s > sent_s:
                there_s = max(there_s, begins_s + length_s)
        return there_s
