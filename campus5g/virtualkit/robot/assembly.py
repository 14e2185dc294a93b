"""The robots of a kit, built from inventory and scenario, on one floor."""

import math
import time
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack

from campus5g.air.station import Station
from campus5g.inventory import Robot
from campus5g.virtualkit.robot.body import Body, Chassis, Pose
from campus5g.virtualkit.robot.carriage import Carriage
from campus5g.virtualkit.robot.floor import Disc, Floor, Point, load_plan
from campus5g.virtualkit.robot.laser import Laser
from campus5g.virtualkit.robot.limiter import LONGEST_SILENCE_S, Limiter
from campus5g.virtualkit.robot.node import Node
from campus5g.virtualkit.robot.vda5050 import Vehicle
from campus5g.virtualkit.robot.websocket import RosbridgeServer
from campus5g.virtualkit.scenarios.scenario import RobotPlan, Scenario
from campus5g.virtualkit.ue.ue import Ue
from campus5g.virtualkit.userplane.traffic import DataNetworkHost

ROBOT_PORT = 9090
APART_M = 2.0
"""Each further robot starts this far to the left of the one before."""


class VirtualRobot:
    """A robot in the hall, reached through its UE.

    Args:
        part: the robot in the inventory.
        plan: the robots' settings in the scenario.
        number: the robot's number in the kit, from 0.
        place: the place in the cell of the floor plan's start.
        ue, station: its UE and its radio, which moves with the robot.
        host: the data network's host, behind which its peers are.
        seed: the same seed gives the same people, noise and drift.
        now_s: the time at which people start walking.

    Raises:
        PlanError: when the floor plan can't be read.
    """

    def __init__(
        self,
        part: Robot,
        plan: RobotPlan,
        number: int,
        place: Point,
        ue: Ue,
        station: Station,
        host: DataNetworkHost,
        seed: int,
        now_s: float,
    ) -> None:
        self._floor = floor = Floor(load_plan(plan.floor), seed, now_s)
        own_seed = seed + number
        self._part = part
        body = Body(
            Chassis(radius_m=part.radius_m, slip=plan.slip),
            floor,
            _start(plan, number),
            now_s,
            seed=own_seed,
            velocity_timeout_s=self._velocity_timeout_s(plan),
            charge=plan.charge,
        )

        self._body = body
        self._station = station
        self.moved: Callable[[], None] = lambda: None
        """Called when the robot has moved."""
        self._offset_m = _between(plan.start[:2], place)
        self._move(body.pose.place)
        self._node = Node(body, Laser(floor, own_seed), self._move)
        if part.protocol == "rosbridge":
            self._node.ros = part.ros
            self._node.limiter = Limiter(part.limits, None, self._node.drive)
            self._set_limiter(plan)
        self._carriage = Carriage(ue, host, ROBOT_PORT)

    def follow(self, plan: RobotPlan, place: Point) -> None:
        """Apply another plan to the running robot, which stays where it is.

        Args:
            plan: the source of the velocity timeouts and of the limiter's state.
            place: the place in the cell of the floor plan's start. A scenario that moves it moves
                the whole floor.
        """
        self._body.velocity_timeout_s = self._velocity_timeout_s(plan)
        self._set_limiter(plan)
        standing = _between(self._offset_m, self._station.place)
        self._offset_m = _between(plan.start[:2], place)
        self._move(standing)

    def meet(self, other: "VirtualRobot") -> None:
        """Add another robot to the floor: it is visible, and an obstacle."""
        self._floor.robots.append(lambda: other.disc)

    @property
    def disc(self) -> Disc:
        """Its outline, as other robots see it."""
        return self._body.pose.place, self._part.radius_m

    def _velocity_timeout_s(self, plan: RobotPlan) -> float | None:
        """Return the firmware's limit: the scenario's, else that of the inventory."""
        timeout_ms = plan.velocity_timeout_ms or self._part.command_timeout_ms
        return None if timeout_ms is None or timeout_ms == "never" else timeout_ms / 1000

    def _set_limiter(self, plan: RobotPlan) -> None:
        limiter = self._node.limiter
        if limiter is None:
            return
        limiter.state = plan.limiter
        if plan.velocity_timeout_ms == "never":
            limiter.silence_s = None
        else:
            limiter.silence_s = min(LONGEST_SILENCE_S, self._body.velocity_timeout_s or math.inf)

    def _move(self, place: Point) -> None:
        self._station.place = place[0] + self._offset_m[0], place[1] + self._offset_m[1]
        self.moved()

    async def listen(self, stack: AsyncExitStack) -> None:
        """Listen, or connect to the broker; everything closes with the stack.

        Raises:
            CampusError: when the address can't be used.
        """
        stack.callback(self._node.close)
        if self._part.vda5050 is None:
            server = await RosbridgeServer(self._part.url, self._carriage, self._node).listen()
            stack.callback(server.close)
            return
        # The MQTT library is loaded only by kits with a vehicle.
        from campus5g.virtualkit.robot.mqtt import MqttRelay

        conversation = self._carriage.open()
        vehicle = Vehicle(self._part.vda5050, self._node, conversation.robot)
        relay = MqttRelay(self._part.url, self._part.vda5050, conversation.host)
        relay.start()
        stack.callback(conversation.close)
        stack.callback(vehicle.close)
        stack.callback(relay.close)


class Fleet:
    """All robots of a kit, each reached through its UE.

    The floor is placed in the cell where the scenario places the first robot's device.

    Args:
        parts: the robots in the inventory.
        scenario: their settings, and the place of the first one's device.
        ues, stations: the kit's UEs and their radios.
        host: the data network's host, behind which their peers are.
        seed: the same seed gives the same people, noise and drift.

    Raises:
        PlanError: when the floor plan can't be read.
    """

    def __init__(
        self,
        parts: Mapping[str, Robot],
        scenario: Scenario,
        ues: Mapping[str, Ue],
        stations: Mapping[str, Station],
        host: DataNetworkHost,
        seed: int,
    ) -> None:
        carried = [(part.ue, part) for part in parts.values() if part.ue is not None]
        self._first = carried[0][0] if carried else ""
        now_s = time.time()
        self.robots: dict[str, VirtualRobot] = {}
        """The robots by the name of their device."""
        for number, (ue, part) in enumerate(carried):
            place = scenario.devices[self._first].place
            robot = VirtualRobot(
                part, scenario.robot, number, place, ues[ue], stations[ue], host, seed, now_s
            )
            for other in self.robots.values():
                robot.meet(other)
                other.meet(robot)
            self.robots[ue] = robot

    def follow(self, scenario: Scenario) -> None:
        """Apply a scenario to the robots."""
        for robot in self.robots.values():
            robot.follow(scenario.robot, scenario.devices[self._first].place)

    async def listen(self, stack: AsyncExitStack) -> None:
        """Start serving every robot.

        Raises:
            CampusError: when an address can't be used.
        """
        for robot in self.robots.values():
            await robot.listen(stack)


def _start(plan: RobotPlan, number: int) -> Pose:
    """Return a robot's start: beside the one before."""
    x_m, y_m, heading_rad = plan.start
    left_m = number * APART_M
    return Pose(
        x_m - left_m * math.sin(heading_rad), y_m + left_m * math.cos(heading_rad), heading_rad
    )


def _between(start: Point, end: Point) -> Point:
    return end[0] - start[0], end[1] - start[1]
