"""What the robot may do: limits, fence, obstacles. Pure functions of request and observation.

A velocity is clamped to the limits, then reduced until the robot, after its reaction time and
braking distance, would stop inside the fence and clear of what the laser sees.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from campus5g.gateway.robots.driver import RobotState, Scan
from campus5g.inventory import Limits

REACTION_S = 0.3
"""Time until the brakes take hold: the lease, the delay to the robot, and a margin."""
SCAN_LIFE_S = 1.0
SLOWEST_MPS = 0.001
"""Anything slower is a turn on the spot."""

_SHARES = (1.0, 0.75, 0.5, 0.25, 0.12)
_SAMPLES = 6

Cause = Literal["speed", "turn", "fence", "obstacle", "blind"]


@dataclass(frozen=True)
class Decision:
    """The velocity that is allowed, and what changed it."""

    speed_mps: float
    turn_radps: float
    causes: tuple[Cause, ...] = ()


@dataclass(frozen=True)
class Policy:
    """The rules for one robot.

    Args:
        limits: those of the inventory.
        radius_m: the radius of its body.
        sees: whether it has a laser; then it does not drive without a fresh scan.
    """

    limits: Limits
    radius_m: float
    sees: bool

    def decide(
        self, speed_mps: float, turn_radps: float, state: RobotState, scan: Scan | None
    ) -> Decision:
        """Return the part of a velocity that is allowed in a situation."""
        causes: list[Cause] = []
        limits = self.limits
        speed = max(-limits.speed_mps, min(limits.speed_mps, speed_mps))
        turn = max(-limits.turn_radps, min(limits.turn_radps, turn_radps))
        if speed != speed_mps:
            causes.append("speed")
        if turn != turn_radps:
            causes.append("turn")
        if abs(speed) < SLOWEST_MPS:
            return Decision(0.0, turn, tuple(causes))
        if self.sees and (scan is None or state.time_s - scan.time_s > SCAN_LIFE_S):
            return Decision(0.0, turn, (*causes, "blind"))
        for share in _SHARES:
            cause = self._objection(speed * share, turn * share, state, scan)
            if cause is None:
                return Decision(speed * share, turn * share, tuple(causes))
            if cause not in causes:
                causes.append(cause)
        return Decision(0.0, turn, tuple(causes))

    def _objection(
        self, speed: float, turn: float, state: RobotState, scan: Scan | None
    ) -> Cause | None:
        """Return why a velocity is not safe; None if it is."""
        path = list(self._path(speed, turn, state))
        if self._leaves_fence((state.x_m, state.y_m), path):
            return "fence"
        if scan is not None and self._meets_something(path, state, scan):
            return "obstacle"
        return None

    def _path(self, speed: float, turn: float, state: RobotState) -> Iterator[tuple[float, float]]:
        """Yield positions on the path until the robot would stand still."""
        # The current motion counts as well: braking does not stop the robot at once.
        fastest = max(abs(speed), abs(state.speed_mps) if state.speed_mps * speed > 0 else 0.0)
        ahead = math.copysign(
            fastest * REACTION_S + fastest**2 / (2 * self.limits.deceleration_mps2), speed
        )
        for number in range(1, _SAMPLES + 1):
            part = ahead * number / _SAMPLES
            yield state.moved(part, turn / speed * part)

    def _leaves_fence(self, here: tuple[float, float], path: list[tuple[float, float]]) -> bool:
        """Return whether the body would leave the fence; from outside it may only come closer."""
        fence = self.limits.fence_m
        now_m = depth_m(here, fence) - self.radius_m
        worst_m = min(depth_m(place, fence) - self.radius_m for place in path)
        return worst_m < 0 and worst_m < now_m

    def _meets_something(
        self, path: list[tuple[float, float]], state: RobotState, scan: Scan
    ) -> bool:
        """Return whether the path comes too close to anything that is not behind the robot."""
        room_m = self.radius_m + self.limits.clearance_m
        reach_m = room_m + max(math.hypot(x - state.x_m, y - state.y_m) for x, y in path)
        for x, y in _points(scan, state, reach_m):
            now_m = math.hypot(x - state.x_m, y - state.y_m)
            nearest_m = min(math.hypot(x - px, y - py) for px, py in path)
            if nearest_m < room_m and nearest_m < now_m:
                return True
        return False


def _points(scan: Scan, state: RobotState, reach_m: float) -> Iterator[tuple[float, float]]:
    """Yield the end points of the laser's rays that end within reach."""
    for ray, distance_m in enumerate(scan.distances_m):
        if distance_m < reach_m:
            angle = state.heading_rad + ray * scan.step_rad
            yield (
                state.x_m + distance_m * math.cos(angle),
                state.y_m + distance_m * math.sin(angle),
            )


def depth_m(place: tuple[float, float], polygon: list[tuple[float, float]]) -> float:
    """Return how far inside a polygon a position is; negative outside."""
    x, y = place
    inside = False
    nearest_m = math.inf
    for (x1, y1), (x2, y2) in pairwise([*polygon, polygon[0]]):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            inside = not inside
        dx, dy = x2 - x1, y2 - y1
        length_2 = dx * dx + dy * dy
        share = max(0.0, min(1.0, ((x - x1) * dx + (y - y1) * dy) / length_2)) if length_2 else 0.0
        nearest_m = min(nearest_m, math.hypot(x - x1 - share * dx, y - y1 - share * dy))
    return nearest_m if inside else -nearest_m
