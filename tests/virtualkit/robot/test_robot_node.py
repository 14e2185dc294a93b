"""The robot's programs: awake while there is something to do, asleep otherwise."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import pytest

from campus5g.virtualkit.robot.body import Body, Chassis, Pose
from campus5g.virtualkit.robot.floor import Floor, FloorPlan, Point
from campus5g.virtualkit.robot.laser import Laser
from campus5g.virtualkit.robot.node import PERIOD_S, Message, Node

WITHIN_S = 60


class Robot:
    """A node whose wake-ups are counted and positions recorded; its clock has no delay."""

    def __init__(self) -> None:
        floor = Floor(FloorPlan(walls=[]), seed=1)
        self.now_s = 0.0
        body = Body(Chassis(slip=0.0), floor, Pose(0.0, 0.0, 0.0), self.now_s)
        self.places: list[Point] = []
        self._news = asyncio.Event()
        self.node = Node(body, Laser(floor, 1), self._note, clock=lambda: self.now_s)

    def _note(self, place: Point) -> None:
        self.now_s += PERIOD_S
        self.places.append(place)
        self._news.set()

    async def next_waking(self) -> None:
        """Wait until it wakes."""
        self._news.clear()
        await self._news.wait()

    async def until(self, fits: Callable[[], bool]) -> None:
        """Wait until a condition holds, checked whenever the robot wakes."""
        async with asyncio.timeout(WITHIN_S):
            while not fits():
                self._news.clear()
                await self._news.wait()


@pytest.fixture
async def robot() -> AsyncIterator[Robot]:
    made = Robot()
    yield made
    made.node.close()


async def test_a_moving_robot_reports_its_position(robot: Robot) -> None:
    robot.node.drive(0.5, 0.0)

    await robot.until(lambda: bool(robot.places) and robot.places[-1][0] > 0.1)

    assert robot.places == sorted(robot.places)


async def test_a_robot_at_rest_without_readers_sleeps(robot: Robot) -> None:
    robot.node.drive(0.5, 0.0)
    await robot.until(lambda: robot.node.body.speed_mps > 0.2)
    robot.node.drive(0.0, 0.0)
    await robot.until(lambda: not robot.node.body.moving)
    wakings = len(robot.places)

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(robot.next_waking(), 0.5)

    assert len(robot.places) == wakings


async def test_a_reader_wakes_the_robot_and_gets_each_topic_at_its_rate(robot: Robot) -> None:
    heard: dict[str, list[float]] = {"/odom": [], "/scan": []}

    def read(topic: str, _: Message) -> None:
        heard[topic].append(time.time())

    for topic in heard:
        robot.node.subscribe(topic, read)
    await robot.until(lambda: len(heard["/scan"]) >= 3)

    assert len(heard["/odom"]) > 2 * len(heard["/scan"])
    for topic in heard:
        robot.node.unsubscribe(topic, read)


async def test_a_former_reader_gets_no_more_messages(robot: Robot) -> None:
    heard: list[str] = []

    def read(topic: str, _: Message) -> None:
        heard.append(topic)

    robot.node.subscribe("/odom", read)
    await robot.until(lambda: bool(heard))
    robot.node.unsubscribe("/odom", read)
    before = len(heard)
    robot.node.drive(0.1, 0.0)
    await robot.until(lambda: robot.node.body.speed_mps > 0)

    assert len(heard) == before
