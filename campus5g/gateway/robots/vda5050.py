"""VDA 5050 over MQTT: a vehicle that follows orders, driven by short ones.

The protocol does not have velocities. A velocity becomes an order that ends where the robot would
be after `HORIZON_S`, extended by updates as long as velocities come. The vehicle stops by itself at
the end of its order, whatever happens to the gateway; that is the protocol's own lease.
"""

import asyncio
import contextlib
import json
import logging
import math
import secrets
import time
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from campus5g.gateway import mqtt_broker as broker
from campus5g.gateway.robots.driver import RobotError, RobotState, Scan
from campus5g.inventory import Vda5050

CONNECT_S = 10.0
SILENCE_S = 1.0
"""A vehicle reports its motion 5 times a second or less."""
HORIZON_S = 0.35
UPDATE_S = 0.15
MOST_UNDER_WAY = 2
"""Updates that a vehicle may leave unanswered."""
KEEPALIVE_S = 5
REFRESH_S = 3.0
AT_REST_S = 1.0
"""A vehicle that does not answer a cancelOrder is believed to stand after that long at rest."""
NEAR_M, NEAR_RAD = 0.1, 0.3
"""A vehicle counts a node as reached within these."""
LARGEST_MESSAGE = 1 << 20

_AT_REST_MPS = 0.01
_ENDED = {"FINISHED", "FAILED"}

log = logging.getLogger(__name__)


class Vda5050Driver:
    """The master control of one vehicle."""

    silence_s = SILENCE_S

    def __init__(self, url: str, identity: Vda5050) -> None:
        self.state: RobotState | None = None
        self.scan: Scan | None = None
        self.charge: float | None = None
        self.map_id = ""
        self._url = url
        self._refusal = ""
        self._identity = identity
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2)
        self._changed = asyncio.Condition()
        self._connected = asyncio.Event()
        self._ended = False
        self._headers: Counter[str] = Counter()
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self._resting_since = math.inf
        """Since when its states say that it stands without an order; infinite while they don't."""
        self._seen_s = 0.0
        """When its last state came."""
        self._way = _Way()
        self._notifying: set[asyncio.Task[None]] = set()

    @property
    def alive(self) -> bool:
        """Whether the connection is open."""
        return self._connected.is_set() and not self._ended

    async def connect(self, *, watching: bool) -> None:
        """Connect to the broker, and ask the vehicle for its state."""
        loop = asyncio.get_running_loop()

        def on_connect(client: mqtt.Client, _: Any, __: Any, reason: Any, ___: Any) -> None:
            if reason.is_failure:
                loop.call_soon_threadsafe(self._refuse, str(reason))
                return
            topics = ["state", "connection", *(["visualization"] if watching else [])]
            client.subscribe([(f"{self._identity.topic}/{topic}", 0) for topic in topics])

        def on_subscribe(*_: Any) -> None:
            loop.call_soon_threadsafe(self._connected.set)

        def on_disconnect(*_: Any) -> None:
            loop.call_soon_threadsafe(self._end)

        def on_message(_: mqtt.Client, __: Any, message: mqtt.MQTTMessage) -> None:
            if len(message.payload) <= LARGEST_MESSAGE:
                loop.call_soon_threadsafe(self._take, message.topic, message.payload)

        self._client.on_connect = on_connect
        self._client.on_subscribe = on_subscribe
        self._client.on_disconnect = on_disconnect
        self._client.on_message = on_message
        try:
            async with asyncio.timeout(CONNECT_S):
                await asyncio.to_thread(broker.connect, self._client, self._url, KEEPALIVE_S)
                self._client.loop_start()
                await self._connected.wait()
        except (OSError, TimeoutError) as error:
            raise RobotError(str(error) or "no answer from the MQTT broker") from error
        if self._refusal:
            raise RobotError(self._refusal)
        self._act("stateRequest")

    async def arm(self) -> None:
        """End a pause, so that orders are followed."""
        await self._done("stopPause")

    async def drive(self, speed_mps: float, turn_radps: float) -> None:
        """Send or extend the short order that a velocity becomes; zero requests the state."""
        if not (speed_mps or turn_radps) or self.state is None:
            self._act("stateRequest")
            return
        if self._way.ahead(self.state, speed_mps, turn_radps):
            # A slow vehicle catches up; one that stands still can't, and gets a new order.
            if self.state.at_rest:
                self._act("cancelOrder")
                self._way = _Way()
            return
        order = self._way.extended(speed_mps, turn_radps, self.state, self.map_id)
        if order is not None:
            self._publish("order", order)

    async def halt(self) -> None:
        """Cancel the order and wait until the vehicle has done so, or says that it has none.

        There are vehicles that answer a cancelOrder without an order by an error only, or not at
        all: one that reports itself at rest, without anything left to drive, is at rest.
        """
        self._way = _Way()
        cancelled = asyncio.create_task(self._done("cancelOrder"))
        resting = asyncio.create_task(self._rested(time.monotonic()))
        try:
            done, _ = await asyncio.wait({cancelled, resting}, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            cancelled.cancel()
            resting.cancel()
            await asyncio.gather(cancelled, resting, return_exceptions=True)

    async def changed(self) -> None:
        """Wait for the next state."""
        async with self._changed:
            if not self._ended:
                await self._changed.wait()
        if self._ended:
            raise RobotError("connection lost")

    async def refresh(self) -> None:
        """Request the state; until a slow vehicle answers, the last state stays."""
        self._act("stateRequest")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(REFRESH_S):
                await self.changed()

    async def close(self) -> None:
        """Disconnect from the broker."""
        self._client.disconnect()
        await asyncio.to_thread(self._client.loop_stop)

    async def _rested(self, since_s: float) -> None:
        """Wait until states have said for a while after a moment that the vehicle stands."""
        while self._seen_s - max(since_s, self._resting_since) < AT_REST_S:
            self._act("stateRequest")
            await asyncio.sleep(UPDATE_S)

    def _refuse(self, why: str) -> None:
        self._refusal = why
        self._connected.set()

    async def _done(self, action: str) -> None:
        """Wait for an action to finish; one that fails had nothing to do."""
        identifier = self._act(action)
        ended = asyncio.get_running_loop().create_future()
        self._waiting[identifier] = ended
        try:
            await ended
        finally:
            self._waiting.pop(identifier, None)

    def _act(self, action: str) -> str:
        identifier = secrets.token_hex(8)
        entry = {"actionId": identifier, "actionType": action, "blockingType": "NONE"}
        self._publish("instantActions", {"actions": [{**entry, "actionParameters": []}]})
        return identifier

    def _publish(self, topic: str, body: dict[str, Any]) -> None:
        if self._ended:
            raise RobotError("not connected")
        header = {
            "headerId": self._headers[topic],
            "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds")[:-6] + "Z",
            "version": self._identity.version,
            "manufacturer": self._identity.manufacturer,
            "serialNumber": self._identity.serial_number,
        }
        self._headers[topic] += 1
        self._client.publish(f"{self._identity.topic}/{topic}", json.dumps(header | body))

    def _end(self) -> None:
        self._ended = True
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(RobotError("connection lost"))
        self._notify()

    def _take(self, topic: str, payload: bytes | bytearray) -> None:
        try:
            message = json.loads(payload)
            match topic.rpartition("/")[2]:
                case "state":
                    self._take_state(message)
                case "visualization":
                    self._take_motion(message)
                case "connection" if message["connectionState"] != "ONLINE":
                    log.warning("vehicle: %s", message["connectionState"])
        except (ValueError, KeyError, TypeError) as error:
            log.warning("vehicle: unreadable message on %s (%r)", topic, error)

    def _take_state(self, message: dict[str, Any]) -> None:
        self.charge = float(message["batteryState"]["batteryCharge"]) / 100
        for action in message["actionStates"]:
            if action["actionStatus"] in _ENDED:
                self._end_action(action["actionId"])
        for error in message["errors"]:
            log.info("vehicle: %s", error.get("errorDescription", error["errorType"]))
            self._take_error(error)
        stands = not (message["nodeStates"] or message["driving"])
        self._seen_s = time.monotonic()
        if not stands:
            self._resting_since = math.inf
        elif self._resting_since == math.inf:
            self._resting_since = self._seen_s
        if stands and self._way.broken(message["orderId"], message["orderUpdateId"]):
            # After a lost update, a vehicle refuses every order that does not start where it is.
            self._way = _Way()
        self._take_motion(message)

    def _end_action(self, identifier: str) -> None:
        future = self._waiting.get(identifier)
        if future is not None and not future.done():
            future.set_result(None)

    def _take_error(self, error: dict[str, Any]) -> None:
        """Take an error that names an action as that action's end."""
        for reference in error.get("errorReferences") or []:
            if reference.get("referenceKey") == "actionId":
                self._end_action(reference.get("referenceValue"))

    def _take_motion(self, message: dict[str, Any]) -> None:
        position = message.get("agvPosition")
        if position is None:
            return
        velocity = message.get("velocity", {})
        self.map_id = str(position["mapId"])
        self.state = RobotState(
            time_s=_time_s(message["timestamp"]),
            x_m=float(position["x"]),
            y_m=float(position["y"]),
            heading_rad=float(position["theta"]),
            speed_mps=float(velocity.get("vx", 0.0)),
            turn_radps=float(velocity.get("omega", 0.0)),
        )
        self._notify()

    def _notify(self) -> None:
        async def notify() -> None:
            async with self._changed:
                self._changed.notify_all()

        task = asyncio.create_task(notify())
        self._notifying.add(task)
        task.add_done_callback(self._notifying.discard)


class _Way:
    """The current order, extended from its own end."""

    def __init__(self) -> None:
        self._order_id = f"drive-{secrets.token_hex(6)}"
        self._update = -1
        self._sequence = 0
        self._end: RobotState | None = None
        self._sent_s = -math.inf

    def broken(self, order_id: str, update_id: int) -> bool:
        """Return whether a vehicle with nothing left to drive has missed updates.

        Args:
            order_id: the order that it last accepted.
            update_id: that order's last update.
        """
        taken = update_id if order_id == self._order_id else -1
        return self._update - taken > MOST_UNDER_WAY

    def ahead(self, here: RobotState, speed_mps: float, turn_radps: float) -> bool:
        """Return whether it ends further away than a velocity leads within the horizon.

        The distance is doubled, since a vehicle's last state is up to 0.2 s old.
        """
        if self._end is None:
            return False
        left_m = math.dist((here.x_m, here.y_m), (self._end.x_m, self._end.y_m))
        left_rad = abs(math.remainder(self._end.heading_rad - here.heading_rad, 2 * math.pi))
        return (
            left_m > 2 * HORIZON_S * abs(speed_mps) + NEAR_M
            or left_rad > 2 * HORIZON_S * abs(turn_radps) + NEAR_RAD
        )

    def extended(
        self, speed_mps: float, turn_radps: float, here: RobotState, map_id: str
    ) -> dict[str, Any] | None:
        """Return the order or update that keeps the end a horizon away; None if it already is."""
        now_s = time.monotonic()
        since_s = now_s - self._sent_s
        if since_s < UPDATE_S:
            return None
        first = self._end is None
        begin = self._end or here
        # The first order covers the horizon, each update what has passed since the last.
        seconds = HORIZON_S if first else min(since_s, HORIZON_S)
        turned = turn_radps * seconds
        x_m, y_m = begin.moved(speed_mps * seconds, turned)
        end = RobotState(here.time_s, x_m, y_m, begin.heading_rad + turned, 0.0, 0.0)
        self._update += 1
        self._sent_s, self._end = now_s, end
        self._sequence += 2
        sequence = self._sequence - 2
        nodes = [
            _node(number, place, map_id, 0.3 if speed_mps else 0.05)
            for number, place in ((sequence, begin), (sequence + 2, end))
        ]
        edge = {
            "edgeId": f"e{sequence + 1}",
            "sequenceId": sequence + 1,
            "released": True,
            "startNodeId": f"n{sequence}",
            "endNodeId": f"n{sequence + 2}",
            "orientation": 0.0 if speed_mps >= 0 else math.pi,
            "actions": [],
        }
        if speed_mps:
            edge["maxSpeed"] = abs(speed_mps)
        if turn_radps:
            edge["maxRotationSpeed"] = abs(turn_radps)
        return {
            "orderId": self._order_id,
            "orderUpdateId": self._update,
            "nodes": nodes,
            "edges": [edge],
        }


def _node(sequence: int, place: RobotState, map_id: str, deviation_rad: float) -> dict[str, Any]:
    return {
        "nodeId": f"n{sequence}",
        "sequenceId": sequence,
        "released": True,
        "nodePosition": {
            "x": place.x_m,
            "y": place.y_m,
            "theta": math.remainder(place.heading_rad, 2 * math.pi),
            "allowedDeviationXY": 0.1,
            "allowedDeviationTheta": deviation_rad,
            "mapId": map_id,
        },
        "actions": [],
    }


def _time_s(timestamp: str) -> float:
    return datetime.fromisoformat(timestamp.replace("Z", "+00:00")).timestamp()
