"""The robot's body: wheels with inertia, a battery, odometry that drifts, walls that stop it.

There is no clock tick: `advance` simulates from the last call to now, in one step while the robot
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
    """The robot's build: a small differential drive, like a TurtleBot.

    Args:
        radius_m: the radius of its round body.
        speed_mps, turn_radps: the maximum of its motors.
        acceleration_mps2, turn_acceleration_radps2: the limits of their change, also in braking.
        slip: the standard deviation of the error in its wheels' sizes.
        wheel_base_m: the distance between its wheels.
        battery_wh, idle_w, driving_w: the battery's capacity, and the power at rest and full speed.
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
        """The position, without the heading."""
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
        chassis: its build.
        floor: the floor that it drives on.
        start: its initial pose.
        now_s: the current time.
        seed: the seed of its wheels' errors.
        velocity_timeout_s: the time without a command after which its firmware stops it; None
            for a robot that keeps its last velocity, as a TurtleBot3 does.
        charge: the battery's charge, 0 to 1.
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
        """Whether an obstacle blocked the last step."""
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
        """The battery's charge, 0 to 1."""
        return self._energy_j / (self.chassis.battery_wh * 3600)

    @property
    def moving(self) -> bool:
        """Whether it moves or has a velocity command."""
        return any((self.speed_mps, self.turn_radps, *self._wanted))

    def command(self, speed_mps: float, turn_radps: float, now_s: float) -> None:
        """Set the target velocity, which is reached as fast as the motors allow and then kept."""
        self.advance(now_s)
        most, most_turn = self.chassis.speed_mps, self.chassis.turn_radps
        self._wanted = (
            max(-most, min(most, speed_mps)),
            max(-most_turn, min(most_turn, turn_radps)),
        )
        self._commanded_s = now_s

    def advance(self, now_s: float) -> None:
        """Simulate up to this time."""
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
        target = self.pose.moved(self.speed_mps * STEP_S, self.turn_radps * STEP_S)
        self.bumped = self._blocked(target)
        if self.bumped:
            self.speed_mps = 0.0
            target = replace(self.pose, heading_rad=target.heading_rad)
        self.travelled_m += abs(self.speed_mps) * STEP_S
        self.pose = target
        self._count()
        share = abs(self.speed_mps) / chassis.speed_mps
        self._use(chassis.idle_w + share * (chassis.driving_w - chassis.idle_w), STEP_S)

    def _blocked(self, target: Pose) -> bool:
        """Return whether a step would push the body (further) into something."""
        room_m = self._floor.clearance_m(target.place, self._now_s) - self.chassis.radius_m
        if room_m >= 0:
            return False
        before_m = self._floor.clearance_m(self.pose.place, self._now_s) - self.chassis.radius_m
        return room_m < before_m

    def _count(self) -> None:
        """Update the odometry, as wheels with an error in their size count it."""
        self._steps += 1
        half_base = self.chassis.wheel_base_m / 2
        noise = 1 + 4 * self.chassis.slip * self._chance.normal(2, self._steps)
        left = (self.speed_mps - self.turn_radps * half_base) * self._left
        right = (self.speed_mps + self.turn_radps * half_base) * self._right * noise
        self.odometry = self.odometry.moved(
            STEP_S * (left + right) / 2, STEP_S * (right - left) / (2 * half_base)
        )

    def _use(self, power_w: float, duration_s: float) -> None:
        self._energy_j = max(0.0, self._energy_j - power_w * duration_s)


def _towards(value: float, wanted: float, most: float) -> float:
    return max(value - most, min(value + most, wanted))
