"""Round trips in the hall: out on the uplink, back on the downlink."""

import math
from dataclasses import dataclass
from functools import lru_cache

from campus5g.air.chance import Dice
from campus5g.courseware.explorers.models import hall
from campus5g.courseware.explorers.models.delays import Delays
from campus5g.kit.measuring.silence import Silence, longest_silence

ROUND_TRIPS = 5000
PERIOD_MS = 55.0
"""As in CICV5G."""
LOAD = 0.3
_BYTES = 100
_TIMER_MS = 10.0
"""The vehicle's clock drifts past the cell's: each phase comes as often (assumption)."""
_CORE_MS = 0.4
"""Core network, once: Rischke et al., IEEE Access 9 (2021)."""


@dataclass(frozen=True)
class RoundTrips:
    """Round trips, one every `PERIOD_MS`.

    Args:
        delays: how long each took; infinite for one that was lost.
        silence: the longest time between two answers, on the vehicle's clock alone.
    """

    delays: Delays
    silence: Silence


@lru_cache(maxsize=8)
def round_trips(breaks_per_minute: float) -> RoundTrips:
    """Return round trips from a vehicle in the lane to a server on the site.

    Args:
        breaks_per_minute: how often the link breaks, for 120 ms in the median.
    """
    link = hall.link("DDDSU", 10.0, LOAD, "lane", breaks_per_minute)
    timer = Dice(hall.SEED, "round trips")
    delays_ms: list[float] = []
    answers_s: list[float] = []
    for number in range(ROUND_TRIPS):
        sent_s = (number * PERIOD_MS + _TIMER_MS * timer.uniform(number)) / 1000
        there_s = link.uplink(sent_s, _BYTES, hall.FIVE_QI).arrival_s
        if there_s is None:
            delays_ms.append(math.inf)
            continue
        answered_s = there_s + 2 * _CORE_MS / 1000
        back_s = link.downlink(answered_s, _BYTES, hall.FIVE_QI).arrival_s
        delays_ms.append(math.inf if back_s is None else 1000 * (back_s - sent_s))
        if back_s is not None:
            answers_s.append(back_s)
    silence = longest_silence(answers_s) or Silence(0.0, math.inf)
    return RoundTrips(Delays.of(delays_ms), silence)
