"""The limits on the robot itself: what stands between the velocities asked for and the base.

It does what nav2's `velocity_smoother` does as the role `robot` sets it: it clamps, and it brakes
the base when no velocity has come for a while. A velocity passes as it comes, not at the next of 20
ticks a second; the ramps are the body's own.
"""

from collections.abc import Callable
from typing import Literal

from campus5g.inventory import Limits

LIMITER_NODE = "/velocity_smoother"
RELAY_NODE = "/relay"
LONGEST_SILENCE_S = 0.3
"""The role's `velocity_timeout`."""

LimiterState = Literal["active", "stopped", "bypassed"]
"""Bypassed: a relay without limits is in its place, and the base's own topic is open to clients."""


class Limiter:
    """The robot's own limits.

    Args:
        limits: the most that it lets through.
        silence_s: how long a velocity holds without another; None for ever.
        drive: called with a velocity for the base, in m/s and rad/s.
    """

    def __init__(
        self, limits: Limits, silence_s: float | None, drive: Callable[[float, float], None]
    ) -> None:
        self.state: LimiterState = "active"
        self.silence_s = silence_s
        self._limits = limits
        self._drive = drive
        self._held_since_s: float | None = None

    @property
    def node(self) -> str | None:
        """The ROS node that feeds the base; None while it is stopped."""
        return {"active": LIMITER_NODE, "stopped": None, "bypassed": RELAY_NODE}[self.state]

    def take(self, speed_mps: float, turn_radps: float, asked_s: float, now_s: float) -> None:
        """Take a velocity.

        Args:
            speed_mps: forward.
            turn_radps: to the left.
            asked_s: the time that the message is stamped with: an old one has run out already.
            now_s: the robot's time.
        """
        if self.state == "bypassed":
            self._drive(speed_mps, turn_radps)
        if self.state != "active":
            return
        if self.silence_s is not None and now_s - asked_s > self.silence_s:
            speed_mps = turn_radps = 0.0
        most, most_turn = self._limits.speed_mps, self._limits.turn_radps
        self._held_since_s = asked_s if speed_mps or turn_radps else None
        self._drive(
            max(-most, min(most, speed_mps)),
            max(-most_turn, min(most_turn, turn_radps)),
        )

    def tick(self, now_s: float) -> None:
        """Brake the base if the last velocity has run out."""
        if self.state != "active" or self.silence_s is None or self._held_since_s is None:
            return
        if now_s - self._held_since_s > self.silence_s:
            self._held_since_s = None
            self._drive(0.0, 0.0)
