"""The interface of robot drivers, whatever their protocol."""

import math
from dataclasses import dataclass
from typing import Protocol

AT_REST_MPS = 0.005
AT_REST_RADPS = 0.02


class RobotError(Exception):
    """A robot that can't be reached, or does not answer in time."""


@dataclass(frozen=True)
class Scan:
    """Distances around the robot; the first ray points ahead, the next ones to the left."""

    time_s: float
    step_rad: float
    distances_m: list[float]
    """Infinite where nothing is in reach."""


@dataclass(frozen=True)
class RobotState:
    """The robot's state, by its own clock and odometry."""

    time_s: float
    x_m: float
    y_m: float
    heading_rad: float
    speed_mps: float
    turn_radps: float

    @property
    def at_rest(self) -> bool:
        """Whether the robot stands still."""
        return abs(self.speed_mps) < AT_REST_MPS and abs(self.turn_radps) < AT_REST_RADPS

    def moved(self, ahead_m: float, turned_rad: float) -> tuple[float, float]:
        """Return the position at the end of an arc from here."""
        half = turned_rad / 2
        chord_m = ahead_m * (math.sin(half) / half if abs(half) > 1e-9 else 1.0)
        direction = self.heading_rad + half
        return (
            self.x_m + chord_m * math.cos(direction),
            self.y_m + chord_m * math.sin(direction),
        )


class Driver(Protocol):
    """One connection to a robot."""

    silence_s: float
    """After this long without a state, a moving robot's link is in doubt."""
    state: RobotState | None
    """The latest state; None before the first."""
    scan: Scan | None
    charge: float | None
    """Battery charge, 0 to 1."""

    @property
    def alive(self) -> bool:
        """Whether the connection is open."""

    async def connect(self, *, watching: bool) -> None:
        """Connect, and subscribe: with `watching` to everything, else only to the motion.

        Raises:
            RobotError: it does not answer in time.
        """

    async def arm(self) -> None:
        """Make the robot ready for commands.

        Raises:
            RobotError: it can't be reached.
        """

    async def drive(self, speed_mps: float, turn_radps: float) -> None:
        """Send a velocity; the robot keeps it until the next.

        Raises:
            RobotError: it can't be sent.
        """

    async def halt(self) -> None:
        """Send zero velocity, and return once the robot has accepted it.

        Raises:
            RobotError: it can't be sent, or the connection ends first.
        """

    async def changed(self) -> None:
        """Wait for the next state.

        Raises:
            RobotError: the connection has ended.
        """

    async def refresh(self) -> None:
        """Request the current state from a robot that reports only changes.

        Raises:
            RobotError: the connection has ended.
        """

    async def close(self) -> None:
        """Disconnect."""
