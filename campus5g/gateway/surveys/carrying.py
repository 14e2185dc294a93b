"""How a device gets from place to place: carried by a person or a virtual kit, or on a robot."""

import asyncio
import contextlib
import math
import time
from collections.abc import AsyncIterator, Sequence
from http import HTTPStatus
from itertools import pairwise
from typing import Protocol

from campus5g.gateway.problems import GatewayError
from campus5g.gateway.robots.control import RobotControl
from campus5g.gateway.robots.driver import RobotState
from campus5g.gateway.robots.messages import Velocity
from campus5g.gateway.robots.policy import depth_m
from campus5g.gateway.robots.recording import Recording
from campus5g.gateway.robots.session import Session
from campus5g.gateway.surveys.orders import Place, SurveyOrder
from campus5g.gateway.virtual.control import ask
from campus5g.inventory import ControlAddress
from campus5g.language import t

CARRYING_S = 15.0
REACHED_M = 0.2
NO_NEARER_S = 4.0
_NEARER_M = 0.05
_FACING_RAD = 0.3
_TURN_GAIN = 1.8
_STEP_S = 0.05
_SLOWS_WITHIN_M = 0.6


class Carrier(Protocol):
    """Carries a device."""

    async def carry(self, place: Place, facing_rad: float) -> Place:
        """Carry it to a place, and return where it then is.

        Args:
            place: x and y in metres.
            facing_rad: where a person who carries it looks.

        Raises:
            GatewayError: it can't be carried there.
        """


class Person:
    """Stands where the plan says; the survey is as good as their steps.

    Args:
        pace_s: the time that they take from one place to the next.
    """

    def __init__(self, pace_s: float) -> None:
        self._pace_s = pace_s

    async def carry(self, place: Place, facing_rad: float) -> Place:
        """Wait until they are there; parameters and result as for `Carrier.carry`."""
        await asyncio.sleep(self._pace_s)
        return place


class Hand:
    """A virtual kit, which puts a device anywhere at once.

    Args:
        control: the kit's control port.
        ue: the device.
    """

    def __init__(self, control: ControlAddress, ue: str) -> None:
        self._control = control
        self._ue = ue

    async def carry(self, place: Place, facing_rad: float) -> Place:
        """Put it there; parameters, result and errors as for `Carrier.carry`."""
        step = {"do": "carry", "ue": self._ue, "place": place, "facing_rad": facing_rad}
        async with contextlib.aclosing(ask(self._control, step, CARRYING_S)) as answers:
            async for _ in answers:
                pass
        return place


class Ride:
    """A device on a robot that drives to each place, stands there, and says where it is.

    Args:
        robot: the robot.
        session: the drive; limits, fence, laser and everybody's stop apply as in any other.
    """

    def __init__(self, robot: RobotControl, session: Session) -> None:
        self._robot = robot
        self._session = session

    async def carry(self, place: Place, facing_rad: float) -> Place:
        """Drive there, or as near as the way allows; else as for `Carrier.carry`."""
        await self._drive_to(place)
        self._session.halt("asked")
        if not await self._session.standing():
            raise _stopped(self._robot.name)
        _, state = await self._robot.watched()
        return state.x_m, state.y_m

    async def _drive_to(self, place: Place) -> None:
        nearest_m, since_s = math.inf, time.monotonic()
        while True:
            if self._session.ended:
                raise _stopped(self._robot.name)
            if self._session.latched:
                self._session.reopen()
            _, state = await self._robot.watched()
            left_m = math.dist((state.x_m, state.y_m), place)
            if left_m <= REACHED_M:
                return
            if left_m < nearest_m - _NEARER_M:
                nearest_m, since_s = left_m, time.monotonic()
            elif not _turning(state) and time.monotonic() - since_s > NO_NEARER_S:
                return
            self._session.drive(self._towards(state, place, left_m))
            await asyncio.sleep(_STEP_S)

    def _towards(self, state: RobotState, place: Place, left_m: float) -> Velocity:
        """Return a velocity that turns the robot to a place, or takes it there once it faces it."""
        limits = self._robot.robot.limits
        bearing = math.atan2(place[1] - state.y_m, place[0] - state.x_m) - state.heading_rad
        bearing = math.atan2(math.sin(bearing), math.cos(bearing))
        turn = max(-limits.turn_radps, min(limits.turn_radps, _TURN_GAIN * bearing))
        if abs(bearing) > _FACING_RAD:
            return Velocity(speed_mps=0.0, turn_radps=turn)
        return Velocity(
            speed_mps=limits.speed_mps * min(1.0, left_m / _SLOWS_WITHIN_M), turn_radps=turn
        )


@contextlib.asynccontextmanager
async def riding(robot: RobotControl, lease: str | None) -> AsyncIterator[Ride]:
    """Let a robot carry its device while the block runs; it stands afterwards.

    Raises:
        GatewayError: the robot is not armed, is driven by someone, or does not answer.
    """
    async with robot.session(Recording(robot.name, lease=lease)) as session:
        yield Ride(robot, session)


def check_fence(robot: RobotControl, route: Sequence[Place]) -> None:
    """Check that a robot may drive to every place of a route.

    Raises:
        GatewayError: its body would not fit inside the fence there.
    """
    limits = robot.robot.limits
    for place in route:
        if depth_m(place, limits.fence_m) < robot.robot.radius_m:
            x, y = (f"{each:g}" for each in place)
            raise GatewayError(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                t(
                    fr=f"({x}, {y}) est hors de la zone du robot « {robot.name} », qui porte cet "
                    "équipement.",
                    en=f"({x}, {y}) is outside the area of the robot “{robot.name}”, which carries "
                    "this device.",
                ),
                t(
                    fr=f'Restez dans k.robot("{robot.name}").fence_m, ou choisissez un autre '
                    "équipement.",
                    en=f'Stay inside k.robot("{robot.name}").fence_m, or choose another device.',
                ),
            )


def longest_s(robot: RobotControl | None, order: SurveyOrder) -> float:
    """Return how long a survey takes, without what happens at its places, in seconds."""
    if robot is None:
        return len(order.route) * order.pace_s
    way_m = sum(math.dist(a, b) for a, b in pairwise(order.route))
    return way_m / robot.robot.limits.speed_mps


def _turning(state: RobotState) -> bool:
    return not state.at_rest and abs(state.turn_radps) > abs(state.speed_mps)


def _stopped(name: str) -> GatewayError:
    return GatewayError(
        HTTPStatus.CONFLICT,
        t(
            fr=f"Le robot « {name} » a été arrêté pendant le parcours.",
            en=f"The robot “{name}” was stopped during the survey.",
        ),
        t(
            fr="Regardez autour de lui, puis relancez le parcours.",
            en="Look around it, then start the survey again.",
        ),
    )
