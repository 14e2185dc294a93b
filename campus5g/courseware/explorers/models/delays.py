"""Statistics of a set of delays: mean, percentiles, share that is late."""

import math
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Delays:
    """Delays in milliseconds, the shortest first; infinite for a message that never arrived."""

    sorted_ms: tuple[float, ...]

    @classmethod
    def of(cls, delays_ms: Iterable[float]) -> "Delays":
        """Sort delays."""
        return cls(tuple(sorted(delays_ms)))

    @property
    def mean_ms(self) -> float:
        """The mean delay of the messages that arrived; NaN if none did."""
        came = [delay for delay in self.sorted_ms if math.isfinite(delay)]
        return sum(came) / len(came) if came else math.nan

    @property
    def worst_ms(self) -> float:
        """The longest delay."""
        return self.sorted_ms[-1]

    def rank(self, share: float) -> int:
        """Return the index of the nearest rank of a share, 0 to 1; the shortest has index 0."""
        return max(0, math.ceil(round(share * len(self.sorted_ms), 6)) - 1)

    def percentile_ms(self, share: float) -> float:
        """Return the delay that a share of the messages, 0 to 1, does not exceed (nearest rank)."""
        return self.sorted_ms[self.rank(share)]

    def late_share(self, limit_ms: float) -> float:
        """Return the share of messages that take longer than a limit."""
        return 1 - bisect_right(self.sorted_ms, limit_ms) / len(self.sorted_ms)
