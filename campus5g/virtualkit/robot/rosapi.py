"""The rosapi services that clients call first: topics, services, nodes and parameters."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from campus5g.inventory.velocity_topics import ASKED_VELOCITY, BASE_VELOCITY
from campus5g.virtualkit.robot.node import Node, ros_time

NODE = "/robot"
BRIDGE = "/rosbridge_websocket"

Arguments = Mapping[str, Any]


class ServiceError(Exception):
    """The service doesn't exist, or its arguments are invalid."""


def answer_service(
    service: str, arguments: Arguments, topics: Mapping[str, str], node: Node
) -> dict[str, Any]:
    """Call a service and return its response.

    Args:
        service: the service's name.
        arguments: its arguments.
        topics: the name and type of each topic.
        node: the robot's programs.

    Raises:
        ServiceError: when the service doesn't exist, or its arguments are invalid.
    """
    if service not in _SERVICES:
        raise ServiceError(f"Service {service} does not exist")
    _, answer = _SERVICES[service]
    return answer(arguments, topics, node)


def known_services() -> dict[str, str]:
    """Return the name and type of each service."""
    return {name: kind for name, (kind, _) in _SERVICES.items()}


def _text(arguments: Arguments, name: str) -> str:
    value = arguments.get(name)
    if not isinstance(value, str):
        raise ServiceError(f"argument {name} must be a string")
    return value


def _topics(_: Arguments, topics: Mapping[str, str], __: Node) -> dict[str, Any]:
    return {"topics": list(topics), "types": list(topics.values())}


def _topic_type(arguments: Arguments, topics: Mapping[str, str], _: Node) -> dict[str, Any]:
    return {"type": topics.get(_text(arguments, "topic"), "")}


def _topics_for_type(arguments: Arguments, topics: Mapping[str, str], _: Node) -> dict[str, Any]:
    wanted = _text(arguments, "type").replace("/msg/", "/")
    return {
        "topics": [name for name, kind in topics.items() if kind.replace("/msg/", "/") == wanted]
    }


def _services(_: Arguments, __: Mapping[str, str], ___: Node) -> dict[str, Any]:
    return {"services": list(_SERVICES)}


def _service_type(arguments: Arguments, _: Mapping[str, str], __: Node) -> dict[str, Any]:
    return {"type": known_services().get(_text(arguments, "service"), "")}


def _services_for_type(arguments: Arguments, _: Mapping[str, str], __: Node) -> dict[str, Any]:
    wanted = _text(arguments, "type")
    return {"services": [name for name, kind in known_services().items() if kind == wanted]}


def _nodes(_: Arguments, __: Mapping[str, str], node: Node) -> dict[str, Any]:
    return {"nodes": [NODE, BRIDGE, *_feeder(node)]}


def _node_details(arguments: Arguments, _: Mapping[str, str], node: Node) -> dict[str, Any]:
    name = _text(arguments, "node")
    if name in _feeder(node):
        return {"subscribing": [ASKED_VELOCITY], "publishing": [BASE_VELOCITY], "services": []}
    if name != NODE:
        return {"subscribing": [], "publishing": [], "services": []}
    return {
        "subscribing": [BASE_VELOCITY],
        "publishing": list(node.topics),
        "services": list(_SERVICES),
    }


def _publishers(arguments: Arguments, _: Mapping[str, str], node: Node) -> dict[str, Any]:
    topic = _text(arguments, "topic")
    if topic == BASE_VELOCITY:
        return {"publishers": _feeder(node)}
    return {"publishers": [NODE] if topic in node.topics else []}


def _subscribers(arguments: Arguments, _: Mapping[str, str], node: Node) -> dict[str, Any]:
    subscribers = {ASKED_VELOCITY: _feeder(node), BASE_VELOCITY: [NODE]}
    return {"subscribers": subscribers.get(_text(arguments, "topic"), [])}


def _feeder(node: Node) -> list[str]:
    """Return what feeds the base: the limiter, what is in its place, or nothing."""
    feeder = None if node.limiter is None else node.limiter.node
    return [] if feeder is None else [feeder]


def _time(_: Arguments, __: Mapping[str, str], node: Node) -> dict[str, Any]:
    stamp = ros_time(node.clock())
    # ROS 1 clients read other names for the same values.
    return {"time": {**stamp, "secs": stamp["sec"], "nsecs": stamp["nanosec"]}}


def _version(_: Arguments, __: Mapping[str, str], node: Node) -> dict[str, Any]:
    return {"version": 2, "distro": node.ros}


def _parameters(node: Node) -> dict[str, Any]:
    chassis = node.body.chassis
    return {
        f"{NODE}:max_velocity": chassis.speed_mps,
        f"{NODE}:max_turn_rate": chassis.turn_radps,
        f"{NODE}:robot_radius": chassis.radius_m,
    }


def _parameter_names(_: Arguments, __: Mapping[str, str], node: Node) -> dict[str, Any]:
    return {"names": list(_parameters(node))}


def _parameter(arguments: Arguments, _: Mapping[str, str], node: Node) -> dict[str, Any]:
    value = _parameters(node).get(_text(arguments, "name"))
    return {"value": json.dumps(value), "successful": value is not None}


def _has_parameter(arguments: Arguments, _: Mapping[str, str], node: Node) -> dict[str, Any]:
    return {"exists": _text(arguments, "name") in _parameters(node)}


_Answer = Callable[[Arguments, Mapping[str, str], Node], dict[str, Any]]

_SERVICES: dict[str, tuple[str, _Answer]] = {
    "/rosapi/topics": ("rosapi_msgs/srv/Topics", _topics),
    "/rosapi/topic_type": ("rosapi_msgs/srv/TopicType", _topic_type),
    "/rosapi/topics_for_type": ("rosapi_msgs/srv/TopicsForType", _topics_for_type),
    "/rosapi/services": ("rosapi_msgs/srv/Services", _services),
    "/rosapi/service_type": ("rosapi_msgs/srv/ServiceType", _service_type),
    "/rosapi/services_for_type": ("rosapi_msgs/srv/ServicesForType", _services_for_type),
    "/rosapi/nodes": ("rosapi_msgs/srv/Nodes", _nodes),
    "/rosapi/node_details": ("rosapi_msgs/srv/NodeDetails", _node_details),
    "/rosapi/publishers": ("rosapi_msgs/srv/Publishers", _publishers),
    "/rosapi/subscribers": ("rosapi_msgs/srv/Subscribers", _subscribers),
    "/rosapi/get_time": ("rosapi_msgs/srv/GetTime", _time),
    "/rosapi/get_ros_version": ("rosapi_msgs/srv/GetROSVersion", _version),
    "/rosapi/get_param_names": ("rosapi_msgs/srv/GetParamNames", _parameter_names),
    "/rosapi/get_param": ("rosapi_msgs/srv/GetParam", _parameter),
    "/rosapi/has_param": ("rosapi_msgs/srv/HasParam", _has_parameter),
}
