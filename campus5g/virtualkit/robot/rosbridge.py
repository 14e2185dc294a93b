"""rosbridge v2 on the robot: the JSON operations of one client (ROSBRIDGE_PROTOCOL.md).

Served: advertise, unadvertise, publish, subscribe (throttle_rate, queue_length), unsubscribe,
call_service, set_level. Any other operation is answered with a status error.
"""

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

from campus5g.inventory.velocity_topics import ASKED_VELOCITY, BASE_VELOCITY, velocity_type
from campus5g.virtualkit.robot.carriage import End
from campus5g.virtualkit.robot.node import Message, Node, Reader, encoded
from campus5g.virtualkit.robot.rosapi import ServiceError, answer_service

MOST_SUBSCRIPTIONS = 64
LONGEST_QUEUE = 100

_LEVELS = ("none", "error", "warning", "info")


class _Message(BaseModel):
    # rosbridge refuses a field that the message's type does not have.
    model_config = ConfigDict(extra="forbid")


class _Axes(_Message):
    x: FiniteFloat = 0.0
    y: FiniteFloat = 0.0
    z: FiniteFloat = 0.0


class _Twist(_Message):
    linear: _Axes = _Axes()
    angular: _Axes = _Axes()


class _Time(_Message):
    sec: int = 0
    nanosec: int = 0


class _Header(_Message):
    stamp: _Time | None = None
    frame_id: str = ""


class _TwistStamped(_Message):
    header: _Header = _Header()
    twist: _Twist = _Twist()


class _Operation(BaseModel):
    """The fields of all operations; each operation reads its own."""

    op: str
    id: str | None = None
    topic: str = ""
    type: str | None = None
    service: str = ""
    msg: dict[str, Any] = {}
    args: dict[str, Any] | list[Any] = {}
    throttle_rate: float = Field(default=0, ge=0, le=3_600_000)
    queue_length: int = Field(default=0, ge=0)
    compression: str = "none"
    level: str = "error"


@dataclass
class _Subscription:
    """One client's subscription to a topic; the fastest of its ids determines the rate."""

    topic: str
    """The topic's full name."""
    reader: Reader
    throttles: dict[str | None, tuple[float, int]] = field(default_factory=dict)
    last_s: float = 0.0
    queue: deque[bytes] = field(default_factory=deque)

    @property
    def throttle_s(self) -> float:
        return min(throttle_ms for throttle_ms, _ in self.throttles.values()) / 1000

    @property
    def queue_length(self) -> int:
        lengths = [length or LONGEST_QUEUE for _, length in self.throttles.values()]
        return min(*lengths, LONGEST_QUEUE)


class Bridge:
    """rosbridge for one client.

    Args:
        node: the robot's programs.
        end: the robot's end of the conversation with the client.
    """

    def __init__(self, node: Node, end: End) -> None:
        self._node = node
        self._end = end
        self._level = "error"
        self._advertised: dict[str, str | None] = {}
        self._subscriptions: dict[str, _Subscription] = {}
        """By the topic's name as the client writes it, in which it expects the messages."""
        self._operations: dict[str, Callable[[_Operation], None]] = {
            "advertise": self._advertise,
            "unadvertise": self._unadvertise,
            "publish": self._publish,
            "subscribe": self._subscribe,
            "unsubscribe": self._unsubscribe,
            "call_service": self._call_service,
            "set_level": self._set_level,
        }
        end.on_message = self.take

    def take(self, text: bytes) -> None:
        """Handle a frame from the client; an empty one is only a reachability probe."""
        if not text:
            return
        identifier = None
        try:
            frame = json.loads(text)
            if isinstance(frame, dict) and isinstance(frame.get("id"), str):
                identifier = frame["id"]
            operation = _Operation.model_validate(frame)
        except (ValueError, RecursionError) as error:
            first = error.errors()[0] if isinstance(error, ValidationError) else None
            detail = f"{first['loc']}: {first['msg']}" if first else str(error)
            self._status("error", f"Unreadable operation: {detail}", identifier)
            return
        handler = self._operations.get(operation.op)
        if handler is None:
            self._status("error", f"Unknown operation: {operation.op}", operation.id)
        else:
            handler(operation)

    def close(self) -> None:
        """Remove the client."""
        for subscription in self._subscriptions.values():
            self._node.unsubscribe(subscription.topic, subscription.reader)
        self._subscriptions.clear()

    def _advertise(self, operation: _Operation) -> None:
        kind, topic = _plain_type(operation.type), _resolved(operation.topic)
        if self._closed_to_clients(topic, operation.id):
            return
        known = self._topics()
        if topic in known and kind not in (_plain_type(known[topic]), None):
            self._status(
                "error",
                f"Tried to advertise topic {operation.topic} with type {operation.type}, but it "
                f"has type {known[topic]}",
                operation.id,
            )
            return
        if operation.topic:
            self._advertised[topic] = kind

    def _unadvertise(self, operation: _Operation) -> None:
        self._advertised.pop(_resolved(operation.topic), None)

    def _publish(self, operation: _Operation) -> None:
        topic = _resolved(operation.topic)
        if self._closed_to_clients(topic, operation.id):
            return
        if topic not in (ASKED_VELOCITY, BASE_VELOCITY):
            if topic not in self._advertised:
                self._status("error", f"Topic {operation.topic} is not advertised", operation.id)
            return
        try:
            twist, stamp_s = self._velocity(operation.msg)
        except ValidationError as error:
            first = error.errors()[0]
            self._status("error", f"{topic}: {first['loc']}: {first['msg']}", operation.id)
            return
        speed_mps, turn_radps = twist.linear.x, twist.angular.z
        if topic == BASE_VELOCITY:
            self._node.drive(speed_mps, turn_radps)
        elif self._node.limiter is not None:
            now_s = self._node.clock()
            self._node.limiter.take(speed_mps, turn_radps, stamp_s or now_s, now_s)

    def _velocity(self, message: dict[str, Any]) -> tuple[_Twist, float]:
        """Read a velocity of the robot's type; its time is 0 where it has none.

        Raises:
            ValidationError: it is of another type.
        """
        if self._node.ros == "humble":
            return _Twist.model_validate(message), 0.0
        stamped = _TwistStamped.model_validate(message)
        stamp = stamped.header.stamp or _Time()
        return stamped.twist, stamp.sec + stamp.nanosec / 1e9

    def _closed_to_clients(self, topic: str, identifier: str | None) -> bool:
        """Return whether a topic is the base's own, which `topics_glob` keeps from clients."""
        limiter = self._node.limiter
        if topic != BASE_VELOCITY or (limiter is not None and limiter.state == "bypassed"):
            return False
        self._status(
            "warning",
            f"Topic {topic} is not open to clients: publish on {ASKED_VELOCITY}",
            identifier,
        )
        return True

    def _topics(self) -> dict[str, str]:
        """Return the name and type of each topic."""
        kind = velocity_type(self._node.ros)
        own = {name: topic.kind for name, topic in self._node.topics.items()}
        return {**own, ASKED_VELOCITY: kind, BASE_VELOCITY: kind}

    def _subscribe(self, operation: _Operation) -> None:
        topic = _resolved(operation.topic)
        if topic not in self._node.topics:
            # A topic without a publisher isn't an error in ROS: it has no messages.
            self._status("warning", f"Topic {topic} has no publisher", operation.id)
            return
        if operation.compression != "none":
            self._status("error", f"Unsupported compression: {operation.compression}", operation.id)
            return
        if len(self._subscriptions) >= MOST_SUBSCRIPTIONS:
            self._status("error", "Too many subscriptions", operation.id)
            return
        if operation.topic not in self._subscriptions:
            reader = partial(self._on_message, operation.topic)
            self._subscriptions[operation.topic] = _Subscription(topic, reader)
            self._node.subscribe(topic, reader)
        throttles = self._subscriptions[operation.topic].throttles
        if len(throttles) < MOST_SUBSCRIPTIONS or operation.id in throttles:
            throttles[operation.id] = (operation.throttle_rate, operation.queue_length)

    def _unsubscribe(self, operation: _Operation) -> None:
        subscription = self._subscriptions.get(operation.topic)
        if subscription is None:
            self._status("error", f"Not subscribed to {operation.topic}", operation.id)
            return
        if operation.id is None:
            subscription.throttles.clear()
        subscription.throttles.pop(operation.id, None)
        if not subscription.throttles:
            del self._subscriptions[operation.topic]
            self._node.unsubscribe(subscription.topic, subscription.reader)

    def _on_message(self, asked: str, _: str, message: Message) -> None:
        """Forward a message, throttled as requested; one that can't leave yet is queued."""
        subscription = self._subscriptions[asked]
        now_s = self._node.clock()
        # A tolerance of half a period, so that timer jitter doesn't halve the rate.
        if now_s - subscription.last_s >= subscription.throttle_s - 0.02:
            subscription.last_s = now_s
            frame = {"op": "publish", "topic": asked, "msg": message}
            subscription.queue.append(encoded(frame))
            while len(subscription.queue) > subscription.queue_length:
                subscription.queue.popleft()
        while subscription.queue and self._end.roomy:
            self._end.send(subscription.queue.popleft())

    def _call_service(self, operation: _Operation) -> None:
        answer: Message = {"op": "service_response", "service": operation.service}
        if operation.id is not None:
            answer["id"] = operation.id
        try:
            topics = self._topics()
            arguments = operation.args if isinstance(operation.args, dict) else {}
            service = _resolved(operation.service)
            values = answer_service(service, arguments, topics, self._node)
            answer |= {"values": values, "result": True}
        except ServiceError as error:
            self._status("error", f"call_service {error}", operation.id)
            answer |= {"values": str(error), "result": False}
        self._end.send(encoded(answer))

    def _set_level(self, operation: _Operation) -> None:
        if operation.level in _LEVELS:
            self._level = operation.level
        else:
            self._status("error", f"Unknown level: {operation.level}", operation.id)

    def _status(self, level: str, text: str, identifier: str | None) -> None:
        if _LEVELS.index(level) > _LEVELS.index(self._level):
            return
        status = {"op": "status", "level": level, "msg": text}
        if identifier is not None:
            status["id"] = identifier
        self._end.send(encoded(status))


def _resolved(name: str) -> str:
    """Return a name in the global namespace, which is that of rosbridge's own node."""
    return name if name.startswith("/") else f"/{name}"


def _plain_type(name: str | None) -> str | None:
    """Return a type's name in the form that ROS 1 and ROS 2 share."""
    return name.replace("/msg/", "/") if name else None
