"""The robots of a kit, put together from inventory and scenario, on one floor."""

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
from campus5g.virtualkit.robot.node import Node
from campus5g.virtualkit.robot.vda5050 import Vehicle
from campus5g.virtualkit.robot.websocket import RosbridgeServer
from campus5g.virtualkit.scenarios.scenario import RobotPlan, Scenario
from campus5g.virtualkit.ue.ue import Ue
from campus5g.virtualkit.userplane.traffic import DataNetworkHost

ROBOT_PORT = 9090
APART_M = 2.0
"""How far to the left of the one before each further robot starts."""


class VirtualRobot:
    """A robot in the hall, reached through its UE.

    Args:
        part: the robot in the inventory.
        plan: the robots in the scenario.
        number: which robot of the kit it is, from 0.
        place: where the start of the plan is in the cell.
        ue, station: its modem and its radio, which goes where the robot goes.
        host: the data network's host that its peers are behind.
        seed: the same seed gives the same people, noise and drift.
        now_s: since when people walk.

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
        timeout_ms = plan.velocity_timeout_ms
        body = Body(
            Chassis(radius_m=part.radius_m, slip=plan.slip),
            floor,
            _start(plan, number),
            now_s,
            seed=own_seed,
            velocity_timeout_s=None if timeout_ms is None else timeout_ms / 1000,
            charge=plan.charge,
        )

        self._body = body
        self._station = station
        self.moved: Callable[[], None] = lambda: None
        """Is told that the robot is somewhere else."""
        self._offset_m = _between(plan.start[:2], place)
        self._move(body.pose.place)
        self._node = Node(body, Laser(floor, own_seed), self._move)
        self._part = part
        self._carriage = Carriage(ue, host, ROBOT_PORT)

    def follow(self, plan: RobotPlan, place: Point) -> None:
        """Play another plan: what can change on the way does, the robot stays where it stands.

        Args:
            plan: the firmware's limit is taken from it.
            place: where the start of the plan is in the cell. A scenario that puts it elsewhere
                takes the whole floor with it.
        """
        timeout_ms = plan.velocity_timeout_ms
        self._body.velocity_timeout_s = None if timeout_ms is None else timeout_ms / 1000
        standing = _between(self._offset_m, self._station.place)
        self._offset_m = _between(plan.start[:2], place)
        self._move(standing)

    def meet(self, other: "VirtualRobot") -> None:
        """Have another robot on the floor: to be seen, and in the way."""
        self._floor.robots.append(lambda: other.disc)

    @property
    def disc(self) -> Disc:
        """What others meet of it."""
        return self._body.pose.place, self._part.radius_m

    def _move(self, place: Point) -> None:
        self._station.place = place[0] + self._offset_m[0], place[1] + self._offset_m[1]
        self.moved()

    async def listen(self, stack: AsyncExitStack) -> None:
        """Listen, or connect to the broker; all is closed with the stack.

        Raises:
            CampusError: when the address can't be used.
        """
        stack.callback(self._node.close)
        if self._part.vda5050 is None:
            server = await RosbridgeServer(self._part.url, self._carriage, self._node).listen()
            stack.callback(server.close)
            return
        # The MQTT library is loaded only by kits that have a vehicle.
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

    Where the scenario has the device of the first robot, there the cell has the floor.

    Args:
        parts: the robots in the inventory.
        scenario: how they are, and where the first one's device is.
        ues, stations: the kit's modems and radios.
        host: the data network's host that their peers are behind.
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
        """By the device that each is."""
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
        """Let the robots be as a scenario says."""
        for robot in self.robots.values():
            robot.follow(scenario.robot, scenario.devices[self._first].place)

    async def listen(self, stack: AsyncExitStack) -> None:
        """Let all of them be reached.

        Raises:
            CampusError: when an address can't be used.
        """
        for robot in self.robots.values():
            await robot.listen(stack)


def _start(plan: RobotPlan, number: int) -> Pose:
    """Return where a robot stands at first: beside the one before."""
    x_m, y_m, heading_rad = plan.start
    left_m = number * APART_M
    return Pose(
        x_m - left_m * math.sin(heading_rad), y_m + left_m * math.cos(heading_rad), heading_rad
    )


def _between(start: Point, end: Point) -> Point:
    return end[0] - start[0], end[1] - start[1]
