"""The store of an edge gateway: readings wait in order until the broker has acknowledged them.

Sending is store and forward with one reading on its way at a time, so that a reading that is sent
again after a break can't overtake another (MQTT 3.1.1, 4.6).
"""

from collections import deque
from dataclasses import dataclass

from campus5g.virtualkit.scenarios.scenario import EdgePlan


@dataclass(frozen=True)
class Stored:
    """A reading that waits.

    Args:
        sensor: that measured it; each may have `EdgePlan.holds` readings waiting.
        topic: that it goes to.
        payload: of its message.
    """

    sensor: str
    topic: str
    payload: str


class EdgeStore:
    """The readings of one machine that its edge gateway has not got rid of.

    Args:
        plan: how it stores and sends.
    """

    def __init__(self, plan: EdgePlan) -> None:
        self.plan = plan
        self.dropped = 0
        """Readings for which there was no room."""
        self._waiting: deque[Stored] = deque()
        self._on_its_way: Stored | None = None
        self._sending = False
        self._numbers: dict[str, int] = {}

    def number(self, sensor: str) -> int:
        """Return the number of a sensor's next reading, 1 for the first."""
        self._numbers[sensor] = self._numbers.get(sensor, 0) + 1
        return self._numbers[sensor]

    def put(self, reading: Stored) -> None:
        """Store a reading; if there is no room, the oldest of its sensor goes."""
        alike = [each for each in self._waiting if each.sensor == reading.sensor]
        if len(alike) >= self.plan.holds:
            self._waiting.remove(alike[0])
            self.dropped += 1
        self._waiting.append(reading)

    def next_to_send(self) -> Stored | None:
        """Return the oldest reading if it is its turn: a batch is there, and nothing on its way."""
        if self._on_its_way is not None or not self._waiting:
            return None
        self._sending = self._sending or len(self._waiting) >= self.plan.batch
        if not self._sending:
            return None
        self._on_its_way = self._waiting.popleft()
        return self._on_its_way

    def acknowledged(self) -> None:
        """Forget the reading that was on its way; an empty store waits for the next batch."""
        self._on_its_way = None
        self._sending = bool(self._waiting)

    def lost(self) -> None:
        """Give up the reading that was on its way: with QoS 0 nobody will acknowledge it."""
        self._on_its_way = None
