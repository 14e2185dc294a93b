"""The record of a session, as the gateway saw it: the evidence of a drive."""

import json
import secrets
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from campus5g.gateway.robots.messages import MotionReport, SessionEvent, Velocity

LONGEST = 36_000
"""States: half an hour of them."""
MOST_EVENTS = 1000

Operation = Literal["drive", "velocity"]


@dataclass
class Recording:
    """A session's states, and the messages to its client.

    Args:
        robot: the name of the robot that was driven.
        operation: one velocity (`drive`) or many (`velocity`).
        lease: the driver's; None for the operator.
    """

    robot: str
    operation: Operation = "velocity"
    lease: str | None = None
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    states: deque[MotionReport] = field(default_factory=lambda: deque(maxlen=LONGEST))
    events: deque[SessionEvent] = field(default_factory=lambda: deque(maxlen=MOST_EVENTS))
    _only: tuple[float, float] | None = None

    def asked(self, velocity: Velocity) -> None:
        """Note a velocity: a session with two is not a `drive`, whatever the client says."""
        asked = (velocity.speed_mps, velocity.turn_radps)
        if self._only is None:
            self._only = asked
        elif self._only != asked:
            self.operation = "velocity"

    @property
    def parameters(self) -> dict[str, str | float]:
        """The robot, and the order of a `drive`; a `velocity` gets its orders while it runs."""
        if self.operation == "velocity" or self._only is None:
            return {"robot": self.robot}
        return {"robot": self.robot, "speed_mps": self._only[0], "turn_radps": self._only[1]}

    def artefact(self) -> bytes:
        """Return the whole as JSON."""
        record = {
            "states": [state.model_dump() for state in self.states],
            "told": [event.model_dump(exclude_none=True) for event in self.events],
        }
        return json.dumps(record, separators=(",", ":")).encode()
