"""A report of a robot's position and motion."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from campus5g.kit.showing.numbers import decimal
from campus5g.language import t

COLUMNS = (
    "time_s",
    "x_m",
    "y_m",
    "heading_rad",
    "speed_mps",
    "turn_radps",
    "wanted_speed_mps",
    "wanted_turn_radps",
    "allowed_speed_mps",
    "allowed_turn_radps",
)


@dataclass(frozen=True)
class RobotState:
    """Position and motion of the robot, by its own odometry and clock."""

    time_s: float
    """Seconds since 1970, by the robot's clock."""
    x_m: float
    y_m: float
    heading_rad: float
    """Anticlockwise from the x axis of the floor plan."""
    speed_mps: float
    turn_radps: float
    wanted_speed_mps: float = 0.0
    """The speed last requested."""
    wanted_turn_radps: float = 0.0
    allowed_speed_mps: float = 0.0
    """The speed that the gateway let through."""
    allowed_turn_radps: float = 0.0

    @classmethod
    def read(cls, report: Mapping[str, Any]) -> "RobotState":
        """Read the gateway's report."""
        return cls(**{name: float(report[name]) for name in COLUMNS})

    @property
    def moving(self) -> bool:
        """Whether it moves."""
        return abs(self.speed_mps) >= 0.005 or abs(self.turn_radps) >= 0.02

    def __repr__(self) -> str:
        place = f"x {decimal(self.x_m, 2)} m, y {decimal(self.y_m, 2)} m"
        heading = f"{decimal(math.degrees(self.heading_rad), 0)}°"
        if not self.moving:
            return t(
                fr=f"à l’arrêt en {place}, cap {heading}",
                en=f"standing at {place}, heading {heading}",
            )
        speed = decimal(self.speed_mps, 2)
        return t(
            fr=f"{speed} m/s en {place}, cap {heading}",
            en=f"{speed} m/s at {place}, heading {heading}",
        )
