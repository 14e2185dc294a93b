"""A thousand messages from a vehicle to the antenna, each sent at its own time."""

import math
from dataclasses import dataclass, fields
from functools import lru_cache

from campus5g.air.chance import Dice
from campus5g.air.passage import Parts
from campus5g.courseware.explorers.models import hall
from campus5g.courseware.explorers.models.delays import Delays
from campus5g.courseware.explorers.models.hall import FrameId, SpotId
from campus5g.kit.measuring.silence import Silence, longest_silence

MESSAGES = 1000
MESSAGE_BYTES = 200
"""A vehicle's state: TS 22.104, table 5.2-1, has 40 to 250 bytes for mobile robots."""
_TIMER_MS = 1.0
"""A program's timer is late by chance, up to this much (assumption)."""
_RANKS_AROUND = 10


@dataclass(frozen=True)
class Race:
    """The conditions that the messages meet.

    Args:
        frame, request_ms, load, spot: as `hall.link` takes them.
        period_ms: time between messages.
    """

    frame: FrameId = "DDDSU"
    request_ms: float = 10.0
    load: float = 0.6
    spot: SpotId = "lane"
    period_ms: float = 33.0


@dataclass(frozen=True)
class Result:
    """What became of the messages.

    Args:
        delays: how long each took, the quickest first.
        parts: what each delay consists of, in the same order.
        silence: the longest time in which none arrived, by the antenna's clock alone.
    """

    delays: Delays
    parts: tuple[Parts, ...]
    silence: Silence

    def parts_around(self, share: float) -> Parts:
        """Return the mean parts of the delay of the messages around a percentile.

        One message alone would show the luck of that message.

        Args:
            share: the percentile, 0 to 1; ten ranks on either side of it count.
        """
        rank = self.delays.rank(share)
        near = self.parts[max(0, rank - _RANKS_AROUND) : rank + _RANKS_AROUND + 1]
        return Parts(
            **{
                part.name: sum(getattr(one, part.name) for one in near) / len(near)
                for part in fields(Parts)
            }
        )


@lru_cache(maxsize=64)
def run(race: Race) -> Result:
    """Send the messages; the same race has the same result.

    The delay is one way, over the air, from the vehicle to the base station.
    """
    link = hall.link(race.frame, race.request_ms, race.load, race.spot)
    timer = Dice(hall.SEED, "timer")
    came: list[tuple[float, Parts]] = []
    arrivals_s: list[float] = []
    for number in range(MESSAGES):
        sent_s = (number * race.period_ms + _TIMER_MS * timer.uniform(number)) / 1000
        passage = link.uplink(sent_s, MESSAGE_BYTES, hall.FIVE_QI)
        lost = passage.arrival_s is None
        came.append((math.inf if lost else passage.parts.total_ms, passage.parts))
        if passage.arrival_s is not None:
            arrivals_s.append(passage.arrival_s)
    came.sort(key=lambda message: message[0])
    return Result(
        Delays(tuple(delay for delay, _ in came)),
        tuple(parts for _, parts in came),
        longest_silence(arrivals_s) or Silence(0.0, math.inf),
    )
