"""The robot's body: wheels with inertia, a battery, odometry that drifts, walls that stop it.

Nothing ticks here: `advance` brings the body from the time of the last call to now, at once when it
stands and in steps of 10 ms while it moves.
"""

import math
from dataclasses import dataclass, replace

from campus5g.air.chance import Dice
from campus5g.virtualkit.robot.floor import Floor, Point

STEP_S = 0.01
_AT_REST = 1e-9


@dataclass(frozen=True)
class Chassis:
    """What the robot is built like; a small differential drive of the TurtleBot class.

    Args:
        radius_m: of its round body.
        speed_mps, turn_radps: what its motors reach.
        acceleration_mps2, turn_acceleration_radps2: how fast they change that, braking included.
        slip: standard deviation of what its wheels' sizes are wrong by.
        wheel_base_m: between its wheels.
        battery_wh, idle_w, driving_w: what the battery holds and what standing and full speed take.
    """

    radius_m: float = 0.25
    speed_mps: float = 0.8
    turn_radps: float = 2.5
    acceleration_mps2: float = 2.5
    turn_acceleration_radps2: float = 8.0
    slip: float = 0.004
    wheel_base_m: float = 0.36
    battery_wh: float = 60.0
    idle_w: float = 9.0
    driving_w: float = 25.0


@dataclass(frozen=True)
class Pose:
    """A place in metres and a heading in radians, anticlockwise from the x axis."""

    x_m: float
    y_m: float
    heading_rad: float

    @property
    def place(self) -> Point:
        """Where it is."""
        return self.x_m, self.y_m

    def moved(self, ahead_m: float, turned_rad: float) -> "Pose":
        """Return the pose at the end of an arc."""
        middle = self.heading_rad + turned_rad / 2
        half = turned_rad / 2
        chord_m = ahead_m * (math.sin(half) / half if abs(half) > _AT_REST else 1.0)
        return Pose(
            self.x_m + chord_m * math.cos(middle),
            self.y_m + chord_m * math.sin(middle),
            math.remainder(self.heading_rad + turned_rad, 2 * math.pi),
        )


class Body:
    """A robot on a floor.

    Args:
        chassis: what it is built like.
        floor: where it drives.
        start: where it stands at first.
        now_s: the time at which it stands there.
        seed: of its wheels' errors.
        velocity_timeout_s: after which its own firmware stops it when no command follows; None for
            a robot that keeps its last velocity, as a TurtleBot3 does.
        charge: of its battery, 0 to 1.
    """

    def __init__(
        self,
        chassis: Chassis,
        floor: Floor,
        start: Pose,
        now_s: float,
        *,
        seed: int = 0,
        velocity_timeout_s: float | None = None,
        charge: float = 0.97,
    ) -> None:
        self.chassis = chassis
        self.pose = start
        self.odometry = start
        self.speed_mps = 0.0
        self.turn_radps = 0.0
        self.bumped = False
        """Whether something stood in its way at the last step."""
        self.travelled_m = 0.0
        self._floor = floor
        self._now_s = now_s
        self._wanted = (0.0, 0.0)
        self._commanded_s = now_s
        self.velocity_timeout_s = velocity_timeout_s
        self._energy_j = charge * chassis.battery_wh * 3600
        self._chance = Dice(seed, "wheels")
        self._left, self._right = (1 + chassis.slip * self._chance.normal(side) for side in (0, 1))
        self._steps = 0

    @property
    def charge(self) -> float:
        """What is left in the battery, 0 to 1."""
        return self._energy_j / (self.chassis.battery_wh * 3600)

    @property
    def moving(self) -> bool:
        """Whether it moves or is about to."""
        return any((self.speed_mps, self.turn_radps, *self._wanted))

    def command(self, speed_mps: float, turn_radps: float, now_s: float) -> None:
        """Take a velocity; the body reaches it as fast as its motors allow, and keeps it."""
        self.advance(now_s)
        most, most_turn = self.chassis.speed_mps, self.chassis.turn_radps
        self._wanted = (
            max(-most, min(most, speed_mps)),
            max(-most_turn, min(most_turn, turn_radps)),
        )
        self._commanded_s = now_s

    def advance(self, now_s: float) -> None:
        """Bring the body to this time."""
        while self.moving and self._now_s + STEP_S <= now_s:
            self._now_s += STEP_S
            self._step()
        if not self.moving and now_s > self._now_s:
            self._use(self.chassis.idle_w, now_s - self._now_s)
            self._now_s = now_s

    def _step(self) -> None:
        chassis = self.chassis
        if (
            self.velocity_timeout_s is not None
            and self._now_s - self._commanded_s > self.velocity_timeout_s
        ):
            self._wanted = (0.0, 0.0)
        if not self.charge:
            self._wanted = (0.0, 0.0)
        self.speed_mps = _towards(
            self.speed_mps, self._wanted[0], chassis.acceleration_mps2 * STEP_S
        )
        self.turn_radps = _towards(
            self.turn_radps, self._wanted[1], chassis.turn_acceleration_radps2 * STEP_S
        )
        there = self.pose.moved(self.speed_mps * STEP_S, self.turn_radps * STEP_S)
        self.bumped = self._blocked(there)
        if self.bumped:
            self.speed_mps = 0.0
            there = replace(self.pose, heading_rad=there.heading_rad)
        self.travelled_m += abs(self.speed_mps) * STEP_S
        self.pose = there
        self._count()
        share = abs(self.speed_mps) / chassis.speed_mps
        self._use(chassis.idle_w + share * (chassis.driving_w - chassis.idle_w), STEP_S)

    def _blocked(self, there: Pose) -> bool:
        """Return whether a step would push the body (further) into something."""
        room_m = self._floor.clearance_m(there.place, self._now_s) - self.chassis.radius_m
        if room_m >= 0:
            return False
        before_m = self._floor.clearance_m(self.pose.place, self._now_s) - self.chassis.radius_m
        return room_m < before_m

    def _count(self) -> None:
        """Let the odometry follow, as wheels of not quite the right size count it."""
        self._steps += 1
        half_base = self.chassis.wheel_base_m / 2
        noise = 1 + 4 * self.chassis.slip * self._chance.normal(2, self._steps)
        left = (self.speed_mps - self.turn_radps * half_base) * self._left
        right = (self.speed_mps + self.turn_radps * half_base) * self._right * noise
        self.odometry = self.odometry.moved(
            STEP_S * (left + right) / 2, STEP_S * (right - left) / (2 * half_base)
        )

    def _use(self, power_w: float, seconds: float) -> None:
        self._energy_j = max(0.0, self._energy_j - power_w * seconds)


def _towards(value: float, wanted: float, most: float) -> float:
    return max(value - most, min(value + most, wanted))
