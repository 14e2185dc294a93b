"""The robot's programs: they publish topics at their rates and take velocity commands.

They wake 20 times a second while the robot moves or a client subscribes, otherwise not at all.
"""

import asyncio
import json
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from campus5g.inventory.velocity_topics import RosRelease
from campus5g.virtualkit.robot.body import Body, Pose
from campus5g.virtualkit.robot.floor import Point
from campus5g.virtualkit.robot.laser import RAYS, Laser
from campus5g.virtualkit.robot.limiter import Limiter

PERIOD_S = 0.05
_SCAN_PERIOD_S = 0.2
_BATTERY_PERIOD_S = 1.0
_EMPTY_V, _FULL_V = 19.8, 25.2

Message = dict[str, Any]
Reader = Callable[[str, Message], None]
"""Called with the name of a topic and a message of it."""


@dataclass
class Topic:
    """A topic that the robot publishes."""

    kind: str
    period_s: float
    message: Callable[[], Message]
    due_s: float = 0.0
    readers: list[Reader] = field(default_factory=list)


class Node:
    """The robot's programs.

    Args:
        body: the robot's body.
        laser: the robot's scanner.
        moved: called with the robot's place when it has moved, for its radio.
        clock: returns the robot's time in seconds.
    """

    def __init__(
        self,
        body: Body,
        laser: Laser,
        moved: Callable[[Point], None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.body = body
        self.clock = clock
        self.ros: RosRelease = "jazzy"
        self.limiter: Limiter | None = None
        """What passes velocities to the base; None for a vehicle that drives by orders."""
        self.pilot: Callable[[float], bool] = _no_pilot
        """Called with the time whenever the robot wakes; returns whether it has more to do."""
        self._laser = laser
        self._moved = moved
        self._timer: asyncio.TimerHandle | None = None
        self.topics = {
            "/battery_state": Topic(
                "sensor_msgs/msg/BatteryState", _BATTERY_PERIOD_S, self._battery
            ),
            "/bumper": Topic("std_msgs/msg/Bool", PERIOD_S, lambda: {"data": body.bumped}),
            "/odom": Topic("nav_msgs/msg/Odometry", PERIOD_S, self._odometry),
            "/scan": Topic("sensor_msgs/msg/LaserScan", _SCAN_PERIOD_S, self._scan),
            "/tf": Topic("tf2_msgs/msg/TFMessage", PERIOD_S, self._transforms),
        }

    def drive(self, speed_mps: float, turn_radps: float) -> None:
        """Execute a velocity command."""
        self.body.command(speed_mps, turn_radps, self.clock())
        self.wake()

    def subscribe(self, topic: str, reader: Reader) -> None:
        """Subscribe a reader to a topic."""
        self.topics[topic].readers.append(reader)
        self.wake()

    def unsubscribe(self, topic: str, reader: Reader) -> None:
        """Unsubscribe a reader from a topic."""
        self.topics[topic].readers.remove(reader)

    def close(self) -> None:
        """Stop for good."""
        if self._timer is not None:
            self._timer.cancel()

    def clearance_m(self, place: Point) -> float:
        """Return the distance from a place to the nearest obstacle of the robot."""
        return self._laser.floor.clearance_m(place, self.clock())

    def wake(self) -> None:
        """Start working, if there is anything to do."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(0, self._tick)

    def _tick(self) -> None:
        now_s = self.clock()
        self.body.advance(now_s)
        if self.limiter is not None:
            self.limiter.tick(now_s)
        self._moved(self.body.pose.place)
        busy = self.pilot(now_s)
        for name, topic in self.topics.items():
            if topic.readers and now_s >= topic.due_s:
                # A tolerance: a timer that fires slightly early must not skip a publication.
                topic.due_s = now_s + topic.period_s - PERIOD_S / 2
                message = topic.message()
                for reader in list(topic.readers):
                    reader(name, message)
        if busy or self.body.moving or any(topic.readers for topic in self.topics.values()):
            self._timer = asyncio.get_running_loop().call_later(PERIOD_S, self._tick)
        else:
            self._timer = None

    def _header(self, frame: str) -> Message:
        return {"stamp": ros_time(self.clock()), "frame_id": frame}

    def _odometry(self) -> Message:
        body = self.body
        return {
            "header": self._header("odom"),
            "child_frame_id": "base_footprint",
            "pose": {"pose": _pose(body.odometry), "covariance": [0.0] * 36},
            "twist": {
                "twist": {
                    "linear": {"x": round(body.speed_mps, 4), "y": 0.0, "z": 0.0},
                    "angular": {"x": 0.0, "y": 0.0, "z": round(body.turn_radps, 4)},
                },
                "covariance": [0.0] * 36,
            },
        }

    def _transforms(self) -> Message:
        pose = _pose(self.body.odometry)
        transform = {"translation": pose["position"], "rotation": pose["orientation"]}
        return {
            "transforms": [
                {
                    "header": self._header("odom"),
                    "child_frame_id": "base_footprint",
                    "transform": transform,
                }
            ]
        }

    def _scan(self) -> Message:
        pose, laser = self.body.pose, self._laser
        ranges = laser.scan(pose.place, pose.heading_rad, self.clock())
        return {
            "header": self._header("base_scan"),
            "angle_min": 0.0,
            "angle_max": 2 * math.pi * (RAYS - 1) / RAYS,
            "angle_increment": 2 * math.pi / RAYS,
            "time_increment": 0.0,
            "scan_time": _SCAN_PERIOD_S,
            "range_min": laser.nearest_m,
            "range_max": laser.furthest_m,
            # JSON has no infinity; rosbridge writes null for it.
            "ranges": [round(r, 3) if math.isfinite(r) else None for r in ranges],
            "intensities": [],
        }

    def _battery(self) -> Message:
        charge = self.body.charge
        return {
            "header": self._header("base_link"),
            "voltage": round(_EMPTY_V + charge * (_FULL_V - _EMPTY_V), 2),
            "percentage": round(charge, 4),
            "present": True,
        }


def _no_pilot(_: float) -> bool:
    """Do nothing: without a pilot, the robot waits for commands."""
    return False


def ros_time(time_s: float) -> Message:
    """Return a time as builtin_interfaces/msg/Time."""
    return {"sec": int(time_s), "nanosec": int(time_s % 1 * 1e9)}


def encoded(message: Message) -> bytes:
    """Return a message as compact JSON."""
    return json.dumps(message, separators=(",", ":")).encode()


def _pose(pose: Pose) -> Message:
    half = pose.heading_rad / 2
    return {
        "position": {"x": round(pose.x_m, 4), "y": round(pose.y_m, 4), "z": 0.0},
        "orientation": {"x": 0.0, "y": 0.0, "z": math.sin(half), "w": math.cos(half)},
    }
