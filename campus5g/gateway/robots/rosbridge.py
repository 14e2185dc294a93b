"""rosbridge v2 over WebSocket: the robot's topics and services as JSON."""

import asyncio
import contextlib
import json
import logging
import math
from itertools import count
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from campus5g.gateway.robots.driver import RobotError, RobotState, Scan
from campus5g.inventory.velocity_topics import ASKED_VELOCITY, RosRelease, velocity_type

CONNECT_S = 10.0
SILENCE_S = 0.15
"""Three times the period of the robot's motion."""
LARGEST_MESSAGE = 1 << 20
MOTION_MS = 50
GLANCE_MS = 100
SCAN_MS = 200
BATTERY_MS = 1000
HALT_SERVICE = "/rosapi/get_time"
"""Operations are answered in order: its answer confirms that the zero before it was accepted."""

log = logging.getLogger(__name__)
_library_log = logging.getLogger(f"{__name__}.library")
_library_log.setLevel(logging.CRITICAL)


class Rosbridge:
    """A connection to a robot's rosbridge; its velocities go to the robot's limiter.

    Args:
        url: the robot's rosbridge.
        ros: the release of ROS 2 on the robot.
    """

    silence_s = SILENCE_S

    def __init__(self, url: str, ros: RosRelease) -> None:
        self.state: RobotState | None = None
        self.scan: Scan | None = None
        self.charge: float | None = None
        self._url = url
        self._ros = ros
        self._connection: ClientConnection | None = None
        self._reading: asyncio.Task[None] | None = None
        self._changed = asyncio.Condition()
        self._calls: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._ids = count(1)
        self._ended = False

    @property
    def alive(self) -> bool:
        """Whether the connection is open."""
        return self._connection is not None and not self._ended

    async def connect(self, *, watching: bool) -> None:
        """Connect; with `watching`, subscribe to scans and the battery charge too."""
        connection = connect(
            self._url,
            open_timeout=CONNECT_S,
            close_timeout=0.5,
            compression=None,
            max_size=LARGEST_MESSAGE,
            proxy=None,
            logger=_library_log,
        )
        try:
            self._connection = await connection
        except (OSError, TimeoutError, WebSocketException) as error:
            raise RobotError(str(error) or type(error).__name__) from error
        self._reading = asyncio.create_task(self._read(self._connection))
        topics = {"/odom": MOTION_MS if watching else GLANCE_MS}
        if watching:
            topics |= {"/scan": SCAN_MS, "/battery_state": BATTERY_MS}
        for topic, period_ms in topics.items():
            await self._send(op="subscribe", topic=topic, throttle_rate=period_ms, queue_length=1)
        await self._send(op="advertise", topic=ASKED_VELOCITY, type=velocity_type(self._ros))

    async def arm(self) -> None:
        """Make the robot ready, with zero as its velocity."""
        await self.halt()

    async def drive(self, speed_mps: float, turn_radps: float) -> None:
        """Publish a velocity to the limiter."""
        await self.publish_velocity(ASKED_VELOCITY, speed_mps, turn_radps)

    async def publish_velocity(self, topic: str, speed_mps: float, turn_radps: float) -> None:
        """Publish a velocity on a topic."""
        twist: dict[str, Any] = {
            "linear": {"x": speed_mps, "y": 0.0, "z": 0.0},
            "angular": {"x": 0.0, "y": 0.0, "z": turn_radps},
        }
        # rosbridge stamps a header without a time by the robot's own clock.
        stamped = {"header": {"frame_id": "base_link"}, "twist": twist}
        await self._send(op="publish", topic=topic, msg=twist if self._ros == "humble" else stamped)

    async def halt(self) -> None:
        """Publish zero velocity and wait for the answer to a service called after it."""
        await self.drive(0.0, 0.0)
        await self.call(HALT_SERVICE)

    async def call(self, service: str, **arguments: object) -> dict[str, Any]:
        """Call a service and return its values.

        Raises:
            RobotError: the connection is lost.
        """
        identifier = f"call-{next(self._ids)}"
        answered: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._calls[identifier] = answered
        try:
            await self._send(op="call_service", id=identifier, service=service, args=arguments)
            return await answered
        finally:
            self._calls.pop(identifier, None)

    async def changed(self) -> None:
        """Wait for the next state."""
        async with self._changed:
            if not self._ended:
                await self._changed.wait()
        if self._ended:
            raise RobotError("connection lost")

    async def refresh(self) -> None:
        """Do nothing: the state comes 20 times a second anyway."""

    async def close(self) -> None:
        """Disconnect without waiting for a robot that may be out of reach."""
        if self._connection is not None:
            self._connection.transport.abort()
        if self._reading is not None:
            self._reading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reading

    async def _send(self, **operation: object) -> None:
        if self._connection is None or self._ended:
            raise RobotError("not connected")
        try:
            await self._connection.send(json.dumps(operation))
        except (OSError, WebSocketException) as error:
            raise RobotError(str(error)) from error

    async def _read(self, connection: ClientConnection) -> None:
        try:
            async for frame in connection:
                try:
                    await self._take(json.loads(frame))
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    log.warning("robot %s: unreadable message (%r)", self._url, error)
        except (OSError, WebSocketException) as error:
            log.info("robot %s: %s", self._url, error)
        finally:
            self._ended = True
            for call in self._calls.values():
                if not call.done():
                    call.set_exception(RobotError("connection lost"))
            async with self._changed:
                self._changed.notify_all()

    async def _take(self, message: dict[str, Any]) -> None:
        match message.get("op"):
            case "publish":
                await self._take_topic(message["topic"], message["msg"])
            case "service_response":
                call = self._calls.get(str(message.get("id")))
                if call is not None and not call.done():
                    values = message.get("values")
                    call.set_result(values if isinstance(values, dict) else {})
            case "status":
                log.warning("robot %s: %s", self._url, message.get("msg"))

    async def _take_topic(self, topic: str, message: dict[str, Any]) -> None:
        match topic:
            case "/odom":
                self.state = _state(message)
                async with self._changed:
                    self._changed.notify_all()
            case "/scan":
                self.scan = _scan(message)
            case "/battery_state":
                self.charge = float(message["percentage"])


def _state(message: dict[str, Any]) -> RobotState:
    place = message["pose"]["pose"]["position"]
    turned = message["pose"]["pose"]["orientation"]
    twist = message["twist"]["twist"]
    return RobotState(
        time_s=_time_s(message),
        x_m=float(place["x"]),
        y_m=float(place["y"]),
        heading_rad=2 * math.remainder(math.atan2(turned["z"], turned["w"]), math.pi),
        speed_mps=float(twist["linear"]["x"]),
        turn_radps=float(twist["angular"]["z"]),
    )


def _scan(message: dict[str, Any]) -> Scan:
    """Return a scan whose first ray points ahead, wherever the scanner's first ray points."""
    step = float(message["angle_increment"])
    ranges = [math.inf if r is None else float(r) for r in message["ranges"]]
    nearest = float(message["range_min"])
    ranges = [r if r >= nearest else math.inf for r in ranges]
    ahead = round(-float(message["angle_min"]) / step)
    return Scan(_time_s(message), step, ranges[ahead:] + ranges[:ahead])


def _time_s(message: dict[str, Any]) -> float:
    stamp = message["header"]["stamp"]
    seconds = stamp.get("sec", stamp.get("secs"))
    nanoseconds = stamp.get("nanosec", stamp.get("nsecs"))
    return float(seconds) + float(nanoseconds) / 1e9
