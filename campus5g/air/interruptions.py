"""Short interruptions of a radio link."""

import math
from dataclasses import dataclass

from campus5g.air.chance import Dice


@dataclass(frozen=True)
class Interruptions:
    """Interruptions: beam or cell changes, blocked paths, channel scans, RLC re-establishment.

    Args:
        per_minute: their mean rate.
        median_ms, spread: their log-normal duration: its median, and the standard deviation of
            its logarithm.
    """

    per_minute: float = 0.0
    median_ms: float = 120.0
    spread: float = 0.5

    def passed_s(self, breaks: Dice, sent_s: float, there_s: float) -> float:
        """Return when a packet arrives if the link is interrupted on its way.

        Each second has at most one interruption, which depends only on the seed and the second.
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
