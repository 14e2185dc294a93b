"""The robot of a kit, put together from inventory and scenario."""

import time
from collections.abc import Callable
from contextlib import AsyncExitStack

from campus5g.inventory import Robot
from campus5g.virtualkit.air.station import Station
from campus5g.virtualkit.robot.body import Body, Chassis, Pose
from campus5g.virtualkit.robot.carriage import Carriage
from campus5g.virtualkit.robot.floor import Floor, Point, load_plan
from campus5g.virtualkit.robot.laser import Laser
from campus5g.virtualkit.robot.node import Node
from campus5g.virtualkit.robot.vda5050 import Vehicle
from campus5g.virtualkit.robot.websocket import RosbridgeServer
from campus5g.virtualkit.scenario import RobotPlan
from campus5g.virtualkit.traffic import DataNetworkHost
from campus5g.virtualkit.ue import Ue

ROBOT_PORT = 9090


class VirtualRobot:
    """A robot in the hall, reached through its UE.

    Parameters:
        part: the robot in the inventory.
        plan: the robot in the scenario.
        ue, station: its modem and its radio, which goes where the robot goes.
        host: the data network's host that its peers are behind.
        seed: the same seed gives the same people, noise and drift.

    Raises:
        PlanError: when the floor plan can't be read.
    """

    def __init__(
        self,
        part: Robot,
        plan: RobotPlan,
        ue: Ue,
        station: Station,
        host: DataNetworkHost,
        seed: int,
    ) -> None:
        now_s = time.time()
        floor = Floor(load_plan(plan.floor), seed, now_s)
        timeout_ms = plan.velocity_timeout_ms
        body = Body(
            Chassis(radius_m=part.radius_m, slip=plan.slip),
            floor,
            Pose(*plan.start),
            now_s,
            seed=seed,
            velocity_timeout_s=None if timeout_ms is None else timeout_ms / 1000,
            charge=plan.charge,
        )

        self.ue = ue.name
        """The device that it is."""
        self._body = body
        self._station = station
        self.moved: Callable[[], None] = lambda: None
        """Is told that the robot is somewhere else."""
        self._offset_m = _between(plan.start[:2], station.place)
        self._node = Node(body, Laser(floor, seed), self._move)
        self._part = part
        self._carriage = Carriage(ue, host, ROBOT_PORT)

    def follow(self, plan: RobotPlan, place: Point) -> None:
        """Play another plan: what can change on the way does, the robot stays where it stands.

        Parameters:
            plan: the firmware's limit is taken from it.
            place: where the device would be in the cell at the plan's start. A scenario that puts
                it elsewhere takes the whole floor with it.
        """
        timeout_ms = plan.velocity_timeout_ms
        self._body.velocity_timeout_s = None if timeout_ms is None else timeout_ms / 1000
        standing = _between(self._offset_m, self._station.place)
        self._offset_m = _between(plan.start[:2], place)
        self._move(standing)

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


def _between(start: Point, end: Point) -> Point:
    return end[0] - start[0], end[1] - start[1]
