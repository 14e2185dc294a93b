"""A VDA 5050 vehicle (version 2.1): follows orders along nodes and edges, and reports its state.

Messages are those of the specification, sections 6.6 to 6.14: order, instantActions, state,
visualization, connection and factsheet.
"""

import asyncio
import json
import logging
import math
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from typing import Annotated, Any

from pydantic import BaseModel, Field, FiniteFloat, ValidationError

from campus5g.inventory import Vda5050
from campus5g.virtualkit.robot.carriage import End
from campus5g.virtualkit.robot.node import Message, Node, encoded

MAP = "hall"
STATE_PERIOD_S = 30.0
DRIVING_STATE_PERIOD_S = 1.0
VISUALIZATION_PERIOD_S = 0.2
LONGEST_ORDER = 500
NEAR_START_M = 1.0
MOST_ACTION_STATES = 20

_REACHED_M = 0.03
_TURNED_RAD = 0.03
_HEADING_RAD = 0.2
"""A larger heading error is corrected by turning on the spot."""
_LOOKS_AHEAD_M = 0.7

_log = logging.getLogger(__name__)


class _Position(BaseModel):
    x: FiniteFloat
    y: FiniteFloat
    theta: FiniteFloat | None = None
    allowedDeviationTheta: Annotated[FiniteFloat, Field(ge=0)] = _TURNED_RAD  # noqa: N815


class _OrderNode(BaseModel):
    nodeId: str  # noqa: N815 - the specification's names
    sequenceId: Annotated[int, Field(ge=0)]  # noqa: N815
    released: bool
    nodePosition: _Position  # noqa: N815
    actions: list[dict[str, Any]] = []


class _Edge(BaseModel):
    edgeId: str  # noqa: N815
    sequenceId: Annotated[int, Field(ge=0)]  # noqa: N815
    released: bool
    maxSpeed: Annotated[FiniteFloat, Field(gt=0)] | None = None  # noqa: N815
    orientation: FiniteFloat = 0.0
    actions: list[dict[str, Any]] = []


class _Order(BaseModel):
    orderId: str  # noqa: N815
    orderUpdateId: Annotated[int, Field(ge=0)]  # noqa: N815
    nodes: Annotated[list[_OrderNode], Field(min_length=1, max_length=LONGEST_ORDER)]
    edges: Annotated[list[_Edge], Field(max_length=LONGEST_ORDER)]


class _Action(BaseModel):
    actionId: str  # noqa: N815
    actionType: str  # noqa: N815


class _InstantActions(BaseModel):
    actions: Annotated[list[_Action], Field(max_length=LONGEST_ORDER)]


class _RefusedError(Exception):
    """An order is rejected, with the specification's error type."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind


class Vehicle:
    """The vehicle's on-board control.

    Args:
        identity: its identity on the broker.
        node: the robot's programs.
        end: its end of the conversation with the broker.
    """

    def __init__(self, identity: Vda5050, node: Node, end: End) -> None:
        self._identity = identity
        self._node = node
        self._end = end
        self._headers: Counter[str] = Counter()
        self._order: tuple[str, int] = ("", 0)
        self._nodes: list[_OrderNode] = []
        self._edges: list[_Edge] = []
        self._last_node: tuple[str, int] = ("", 0)
        self._actions: list[Message] = []
        self._errors: list[Message] = []
        self._paused = False
        self._obstructed = False
        self._was_driving = False
        self._cancelling: list[Message] = []
        self._state_due_s = 0.0
        self._visualization_due_s = 0.0
        self._heartbeat: asyncio.TimerHandle | None = None
        node.pilot = self._steer
        end.on_message = self.take
        self._instant: dict[str, Callable[[Message], None]] = {
            "startPause": self._start_pause,
            "stopPause": self._stop_pause,
            "cancelOrder": self._cancel_order,
            "stateRequest": self._finish,
            "factsheetRequest": self._send_factsheet,
        }

    @property
    def _driving(self) -> bool:
        return self._node.body.moving

    def close(self) -> None:
        """Stop publishing."""
        if self._heartbeat is not None:
            self._heartbeat.cancel()

    def take(self, message: bytes) -> None:
        """Handle a message from the broker; an empty one is only a reachability probe."""
        if not message:
            return
        topic, text = json.loads(message)
        try:
            if topic == "order":
                self._take_order(_Order.model_validate_json(text))
            elif topic == "instantActions":
                self._take_actions(_InstantActions.model_validate_json(text))
            elif topic == "connected":
                self._publish("connection", {"connectionState": "ONLINE"}, retain=True)
                self._publish("factsheet", self._factsheet(), retain=True)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(step) for step in first["loc"])
            self._fail("validationError", f"{where}: {first['msg']}")
        except _RefusedError as refused:
            self._fail(refused.kind, str(refused))
        self._send_state()

    def _take_order(self, order: _Order) -> None:
        self._check(order)
        if self._cancelling:
            raise _RefusedError("orderUpdateError", "the order is being cancelled")
        order_id, update_id = self._order
        if order.orderId == order_id and order.orderUpdateId <= update_id:
            if order.orderUpdateId < update_id:
                raise _RefusedError("orderUpdateError", "an older update of the order")
            return
        if order.orderId == order_id:
            self._extend(order)
        else:
            self._begin(order)
        self._order = (order.orderId, order.orderUpdateId)
        self._errors.clear()
        self._node.wake()

    def _check(self, order: _Order) -> None:
        if len(order.edges) != len(order.nodes) - 1:
            raise _RefusedError("validationError", "an order must have one edge fewer than nodes")
        numbers = [part.sequenceId for part in order.nodes]
        between = [part.sequenceId for part in order.edges]
        start = numbers[0]
        if numbers != list(range(start, start + 2 * len(numbers), 2)) or between != [
            number + 1 for number in numbers[:-1]
        ]:
            raise _RefusedError("validationError", "sequence numbers are not consecutive")
        if any(part.actions for part in order.nodes) or any(part.actions for part in order.edges):
            raise _RefusedError("orderError", "this vehicle doesn't support actions")

    def _begin(self, order: _Order) -> None:
        if self._nodes:
            raise _RefusedError("orderUpdateError", "another order is under way")
        first = order.nodes[0]
        here = self._node.body.pose
        if math.dist(here.place, (first.nodePosition.x, first.nodePosition.y)) > NEAR_START_M:
            raise _RefusedError("noRouteError", "the order starts too far away")
        self._last_node = (first.nodeId, first.sequenceId)
        self._nodes, self._edges = order.nodes[1:], list(order.edges)

    def _extend(self, order: _Order) -> None:
        released = [part for part in self._nodes if part.released]
        last = (released[-1].nodeId, released[-1].sequenceId) if released else self._last_node
        if (order.nodes[0].nodeId, order.nodes[0].sequenceId) != last:
            raise _RefusedError("orderUpdateError", "the update doesn't start where the base ends")
        self._nodes = [*released, *order.nodes[1:]]
        self._edges = [*(part for part in self._edges if part.released), *order.edges]

    def _take_actions(self, request: _InstantActions) -> None:
        for action in request.actions:
            state = {
                "actionId": action.actionId,
                "actionType": action.actionType,
                "actionStatus": "RUNNING",
            }
            self._actions = [*self._actions, state][-MOST_ACTION_STATES:]
            if handler := self._instant.get(action.actionType):
                handler(state)
            else:
                state["actionStatus"] = "FAILED"
                self._fail("instantActionError", f"no action {action.actionType}")

    def _finish(self, state: Message) -> None:
        state["actionStatus"] = "FINISHED"

    def _start_pause(self, state: Message) -> None:
        self._paused = True
        self._node.drive(0.0, 0.0)
        self._finish(state)

    def _stop_pause(self, state: Message) -> None:
        self._paused = False
        self._node.wake()
        self._finish(state)

    def _send_factsheet(self, state: Message) -> None:
        self._publish("factsheet", self._factsheet())
        self._finish(state)

    def _cancel_order(self, state: Message) -> None:
        if not self._nodes and not self._driving:
            state["actionStatus"] = "FAILED"
            self._fail("noOrderToCancel", "the vehicle has no order")
            return
        self._cancelling.append(state)
        self._node.drive(0.0, 0.0)

    def _steer(self, now_s: float) -> bool:
        """Drive towards the next node; return whether anything is left to do."""
        if self._cancelling and not self._driving:
            # With the same state, or a master control takes the order for one driven to its end.
            self._nodes.clear()
            self._edges.clear()
            for state in self._cancelling:
                self._finish(state)
            self._cancelling.clear()
            self._send_state()
        target = self._next_node()
        if target is None or self._paused:
            if any((self._node.body.speed_mps, self._node.body.turn_radps)):
                self._node.body.command(0.0, 0.0, now_s)
        elif velocity := self._velocity_to(target):
            self._node.body.command(*velocity, now_s)
        else:
            self._reach(target)
        if self._driving is not self._was_driving:
            self._was_driving = self._driving
            self._send_state()
        self._report_motion(now_s)
        return bool(self._cancelling or (target and not self._paused) or self._driving)

    def _next_node(self) -> _OrderNode | None:
        """Return the node to drive to, if any; there is none while an order is cancelled."""
        if self._cancelling:
            return None
        return next((part for part in self._nodes if part.released), None)

    def _velocity_to(self, target: _OrderNode) -> tuple[float, float] | None:
        """Return the velocity towards a node, None when it is reached."""
        body, position = self._node.body, target.nodePosition
        edge = self._edges[0] if self._edges else None
        backwards = edge is not None and math.cos(edge.orientation) < 0
        left_m = math.dist(body.pose.place, (position.x, position.y))
        if left_m > _REACHED_M:
            course = math.atan2(position.y - body.pose.y_m, position.x - body.pose.x_m)
            error = _angle(course + (math.pi if backwards else 0.0) - body.pose.heading_rad)
            if abs(error) > _HEADING_RAD:
                # The node is behind the vehicle: it can't get closer.
                return None if left_m < 3 * _REACHED_M else (0.0, _turn(error))
            top = edge.maxSpeed if edge and edge.maxSpeed else body.chassis.speed_mps
            way_m = left_m + self._way_after_m(target)
            speed = min(top, math.sqrt(body.chassis.acceleration_mps2 * way_m))
            self._look_ahead(backwards=backwards)
            if self._obstructed:
                return (0.0, 0.0)
            return (-speed if backwards else speed, 2.5 * error)
        self._obstructed = False
        if position.theta is not None:
            error = _angle(position.theta - body.pose.heading_rad)
            if abs(error) > max(_TURNED_RAD, position.allowedDeviationTheta):
                return (0.0, _turn(error))
        return None

    def _way_after_m(self, target: _OrderNode) -> float:
        """Return the length of the released path after a node."""
        places = [
            (part.nodePosition.x, part.nodePosition.y) for part in self._nodes if part.released
        ]
        return sum(math.dist(a, b) for a, b in pairwise(places))

    def _look_ahead(self, *, backwards: bool) -> None:
        """Stop before an obstacle, as a vehicle's protective field does."""
        body = self._node.body
        ahead = body.pose.moved(-_LOOKS_AHEAD_M if backwards else _LOOKS_AHEAD_M, 0.0)
        obstructed = self._node.clearance_m(ahead.place) < body.chassis.radius_m
        if obstructed is not self._obstructed:
            self._obstructed = obstructed
            self._send_state()

    def _reach(self, target: _OrderNode) -> None:
        self._nodes.remove(target)
        if self._edges:
            self._edges.pop(0)
        self._last_node = (target.nodeId, target.sequenceId)
        if not any(part.released for part in self._nodes):
            self._node.drive(0.0, 0.0)
        self._send_state()

    def _report_motion(self, now_s: float) -> None:
        if now_s >= self._visualization_due_s:
            self._visualization_due_s = now_s + VISUALIZATION_PERIOD_S
            self._publish("visualization", self._motion())
        if now_s >= self._state_due_s:
            self._send_state()

    def _motion(self) -> Message:
        body = self._node.body
        return {
            "agvPosition": {
                "x": round(body.pose.x_m, 4),
                "y": round(body.pose.y_m, 4),
                "theta": round(body.pose.heading_rad, 5),
                "mapId": MAP,
                "positionInitialized": True,
            },
            "velocity": {
                "vx": round(body.speed_mps, 4),
                "vy": 0.0,
                "omega": round(body.turn_radps, 4),
            },
        }

    def _send_state(self) -> None:
        order_id, update_id = self._order
        last_id, last_number = self._last_node
        self._publish(
            "state",
            {
                "orderId": order_id,
                "orderUpdateId": update_id,
                "lastNodeId": last_id,
                "lastNodeSequenceId": last_number,
                "nodeStates": [
                    {
                        "nodeId": part.nodeId,
                        "sequenceId": part.sequenceId,
                        "released": part.released,
                    }
                    for part in self._nodes
                ],
                "edgeStates": [
                    {
                        "edgeId": part.edgeId,
                        "sequenceId": part.sequenceId,
                        "released": part.released,
                    }
                    for part in self._edges
                ],
                "driving": self._driving,
                "paused": self._paused,
                "newBaseRequest": False,
                "actionStates": self._actions,
                "batteryState": {
                    "batteryCharge": round(100 * self._node.body.charge, 2),
                    "charging": False,
                },
                "operatingMode": "AUTOMATIC",
                "errors": self._errors,
                "information": [],
                "loads": [],
                "safetyState": {
                    "eStop": "NONE",
                    "fieldViolation": self._obstructed or self._node.body.bumped,
                },
                **self._motion(),
            },
        )
        self._state_due_s = self._node.clock() + DRIVING_STATE_PERIOD_S
        if self._heartbeat is not None:
            self._heartbeat.cancel()
        loop = asyncio.get_running_loop()
        self._heartbeat = loop.call_later(STATE_PERIOD_S, self._send_state)

    def _fail(self, kind: str, detail: str) -> None:
        _log.info("the vehicle rejects an order: %s (%s)", detail, kind)
        error = {"errorType": kind, "errorLevel": "WARNING", "errorDescription": detail}
        self._errors = [*self._errors, error][-MOST_ACTION_STATES:]

    def _factsheet(self) -> Message:
        chassis = self._node.body.chassis
        width_m = 2 * chassis.radius_m
        return {
            "typeSpecification": {
                "seriesName": "campus5g-agv",
                "agvKinematic": "DIFF",
                "agvClass": "CARRIER",
                "maxLoadMass": 30,
                "localizationTypes": ["NATURAL"],
                "navigationTypes": ["AUTONOMOUS"],
            },
            "physicalParameters": {
                "speedMin": 0.0,
                "speedMax": chassis.speed_mps,
                "accelerationMax": chassis.acceleration_mps2,
                "decelerationMax": chassis.acceleration_mps2,
                "heightMax": 0.4,
                "width": width_m,
                "length": width_m,
            },
            "protocolLimits": {
                "maxStringLens": {},
                "maxArrayLens": {"order.nodes": LONGEST_ORDER, "order.edges": LONGEST_ORDER},
                "timing": {"minOrderInterval": 0.1, "minStateInterval": VISUALIZATION_PERIOD_S},
            },
            "protocolFeatures": {
                "optionalParameters": [],
                "agvActions": [
                    {
                        "actionType": name,
                        "actionScopes": ["INSTANT"],
                        "actionDescription": name,
                    }
                    for name in self._instant
                ],
            },
            "agvGeometry": {},
            "loadSpecification": {},
        }

    def _publish(self, topic: str, body: Message, *, retain: bool = False) -> None:
        payload = header(self._identity, self._headers[topic]) | body
        self._headers[topic] += 1
        self._end.send(encoded({"topic": topic, "payload": payload, "retain": retain}))


def header(identity: Vda5050, number: int) -> Message:
    """Return the header of every message (6.4)."""
    now = datetime.now(UTC)
    return {
        "headerId": number,
        "timestamp": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "version": identity.version,
        "manufacturer": identity.manufacturer,
        "serialNumber": identity.serial_number,
    }


def _angle(angle: float) -> float:
    return math.remainder(angle, 2 * math.pi)


def _turn(error: float) -> float:
    return max(-1.2, min(1.2, 3 * error))
