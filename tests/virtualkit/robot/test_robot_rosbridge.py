"""The virtual robot as ROS clients see it: roslibpy, and clients that make mistakes."""

import json
import math
import queue
import time
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
import roslibpy
from kit_observer import Recording, Terminal, complaints, fields
from websockets.sync.client import ClientConnection, connect

from campus5g.inventory import Inventory

WITHIN_S = 30
TWIST = "geometry_msgs/Twist"


@pytest.fixture
def ros(inventory: Inventory) -> Iterator[roslibpy.Ros]:
    host, port = inventory.robots["agv"].url.removeprefix("ws://").split(":")
    client = roslibpy.Ros(host, int(port), transport="asyncio")
    client.run(WITHIN_S)
    yield client
    client.close()


@pytest.fixture
def raw(inventory: Inventory) -> Iterator[ClientConnection]:
    with connect(inventory.robots["agv"].url, proxy=None, compression=None) as socket:
        yield socket


def ask(raw: ClientConnection, **operation: object) -> dict[str, Any]:
    """Send an operation and return what is answered."""
    raw.send(json.dumps(operation))
    answer: dict[str, Any] = json.loads(raw.recv(timeout=WITHIN_S))
    return answer


def turning(turn_radps: float) -> dict[str, Any]:
    """Return a stamped velocity."""
    return {"header": {"frame_id": "base_link"}, "twist": {"angular": {"z": turn_radps}}}


def heard(ros: roslibpy.Ros, topic: str, kind: str, **options: Any) -> "queue.Queue[Any]":
    messages: queue.Queue[Any] = queue.Queue()
    roslibpy.Topic(ros, topic, kind, **options).subscribe(messages.put)
    return messages


def test_roslibpy_finds_topics_types_nodes_services_and_parameters(ros: roslibpy.Ros) -> None:
    assert {"/odom", "/scan", "/battery_state", "/cmd_vel", "/tf"} <= set(ros.get_topics())
    assert ros.get_topic_type("/odom") == "nav_msgs/msg/Odometry"
    assert ros.get_topics_for_type("sensor_msgs/LaserScan") == ["/scan"]
    assert "/rosapi/topics" in ros.get_services()
    assert ros.get_service_type("/rosapi/topics") == "rosapi_msgs/srv/Topics"
    assert "/robot" in ros.get_nodes()
    assert ros.get_node_details("/robot")["subscribing"] == ["/cmd_vel"]
    assert ros.get_node_details("/velocity_smoother")["subscribing"] == ["/cmd_vel_asked"]
    assert float(ros.get_param("/robot:max_velocity")) > 0
    assert abs(ros.get_time().to_sec() - time.time()) < WITHIN_S


def test_roslibpy_drives_it_and_follows_its_odometry(ros: roslibpy.Ros) -> None:
    motions = heard(ros, "/odom", "nav_msgs/Odometry")
    velocity = roslibpy.Topic(ros, "/cmd_vel_asked", "geometry_msgs/TwistStamped")
    velocity.advertise()

    velocity.publish(roslibpy.Message(turning(0.8)))
    while motions.get(timeout=WITHIN_S)["twist"]["twist"]["angular"]["z"] != 0.8:
        pass
    velocity.publish(roslibpy.Message(turning(0.0)))
    while (last := motions.get(timeout=WITHIN_S))["twist"]["twist"]["angular"]["z"]:
        pass

    turned = last["pose"]["pose"]["orientation"]
    assert math.hypot(turned["z"], turned["w"]) == pytest.approx(1)


def test_the_scan_and_the_battery_are_messages_of_ros(ros: roslibpy.Ros) -> None:
    scan = heard(ros, "/scan", "sensor_msgs/LaserScan").get(timeout=WITHIN_S)
    battery = heard(ros, "/battery_state", "sensor_msgs/BatteryState").get(timeout=WITHIN_S)

    assert len(scan["ranges"]) == round(2 * math.pi / scan["angle_increment"])
    assert all(r is None or scan["range_min"] <= r <= scan["range_max"] + 1 for r in scan["ranges"])
    assert 0 < battery["percentage"] <= 1


def test_a_throttled_subscription_is_slower_than_the_topic(raw: ClientConnection) -> None:
    subscribe = {"op": "subscribe", "topic": "/odom", "throttle_rate": 200}
    raw.send(json.dumps(subscribe))

    stamps = [json.loads(raw.recv(timeout=WITHIN_S))["msg"]["header"]["stamp"] for _ in range(4)]

    times = [stamp["sec"] + stamp["nanosec"] / 1e9 for stamp in stamps]
    assert all(after - before > 0.15 for before, after in pairwise(times))


def test_no_messages_arrive_after_unsubscribing(raw: ClientConnection) -> None:
    assert ask(raw, op="subscribe", topic="/odom")["topic"] == "/odom"

    raw.send(json.dumps({"op": "unsubscribe", "topic": "/odom"}))
    raw.send(json.dumps({"op": "call_service", "service": "/rosapi/nodes", "id": "then"}))
    while json.loads(raw.recv(timeout=WITHIN_S)).get("id") != "then":
        pass

    assert ask(raw, op="call_service", service="/rosapi/nodes", id="last")["id"] == "last"


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ({"op": "fragment", "id": "a"}, "Unknown operation: fragment"),
        ({"op": "unsubscribe", "topic": "/odom", "id": "a"}, "Not subscribed to /odom"),
        ({"op": "publish", "topic": "/nothing", "id": "a"}, "not advertised"),
        ({"op": "subscribe", "topic": "/odom", "compression": "png", "id": "a"}, "compression"),
        (
            {
                "op": "publish",
                "topic": "/cmd_vel_asked",
                "msg": {"linear": {"x": "fast"}},
                "id": "a",
            },
            "/cmd_vel_asked",
        ),
        (
            {"op": "advertise", "topic": "/cmd_vel_asked", "type": "std_msgs/String", "id": "a"},
            "type",
        ),
        (
            {"op": "advertise", "topic": "/cmd_vel_asked", "type": TWIST, "id": "a"},
            "it has type geometry_msgs/msg/TwistStamped",
        ),
        ({"id": "a"}, "Unreadable operation"),
    ],
)
def test_an_unsupported_operation_is_a_status_error(
    raw: ClientConnection, operation: dict[str, object], expected: str
) -> None:
    raw.send(json.dumps(operation))
    answer = json.loads(raw.recv(timeout=WITHIN_S))

    assert (answer["op"], answer["level"], answer["id"]) == ("status", "error", "a")
    assert expected in answer["msg"]


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "null", "[" * 5000, '{"op": 7}'])
def test_an_invalid_frame_does_not_end_the_connection(raw: ClientConnection, text: str) -> None:
    raw.send(text)
    raw.send(json.dumps({"op": "call_service", "service": "/rosapi/nodes", "id": "alive"}))

    answers = [json.loads(raw.recv(timeout=WITHIN_S))]
    while answers[-1].get("id") != "alive":
        answers.append(json.loads(raw.recv(timeout=WITHIN_S)))

    assert answers[-1]["result"] is True


def test_an_infinite_speed_is_refused(raw: ClientConnection) -> None:
    raw.send('{"op": "publish", "topic": "/cmd_vel_asked", "msg": {"linear": {"x": 1e999}}}')

    assert json.loads(raw.recv(timeout=WITHIN_S))["level"] == "error"


def test_an_unknown_service_answers_false(raw: ClientConnection) -> None:
    raw.send(json.dumps({"op": "call_service", "service": "/reboot", "id": "a"}))

    answers = [json.loads(raw.recv(timeout=WITHIN_S)) for _ in range(2)]

    assert {answer["op"] for answer in answers} == {"status", "service_response"}
    assert answers[1]["result"] is False


def test_its_messages_cross_n3_in_both_directions(
    inventory: Inventory, raw: ClientConnection, tmp_path: Any
) -> None:
    recording = Recording(inventory, ("n3", "n6"))

    ask(raw, op="call_service", service="/rosapi/topics", id="a")

    file = recording.finish(tmp_path)
    ports = fields(file, "gtp && udp.port == 9090", "udp.dstport")
    assert any("9090" in row[0] for row in ports)
    assert complaints(file) == []


def test_a_robot_without_its_modem_is_unreachable(inventory: Inventory) -> None:
    with Terminal(inventory, "agv") as modem:
        modem.type("AT+CFUN=0")
        try:
            with (
                pytest.raises(Exception, match="504"),
                connect(inventory.robots["agv"].url, proxy=None, open_timeout=WITHIN_S),
            ):
                pass
        finally:
            modem.restart()


def test_names_without_a_slash_are_those_of_the_root(raw: ClientConnection) -> None:
    services = ask(raw, op="call_service", service="rosapi/topics", id="a")
    heard = ask(raw, op="subscribe", topic="odom")
    raw.send(json.dumps({"op": "unsubscribe", "topic": "odom"}))
    raw.send(json.dumps({"op": "publish", "topic": "cmd_vel_asked", "msg": turning(0.0)}))

    assert "/odom" in services["values"]["topics"]
    assert (services["service"], services["result"]) == ("rosapi/topics", True)
    assert (heard["op"], heard["topic"]) == ("publish", "odom")
    raw.send(json.dumps({"op": "call_service", "service": "/rosapi/nodes", "id": "then"}))
    while (answer := json.loads(raw.recv(timeout=WITHIN_S)))["op"] == "publish":
        pass
    assert answer["id"] == "then"


def test_the_base_s_own_topic_is_not_open_to_clients(raw: ClientConnection) -> None:
    ask(raw, op="subscribe", topic="/odom")
    raw.send(json.dumps({"op": "set_level", "level": "warning"}))
    raw.send(json.dumps({"op": "publish", "topic": "/cmd_vel", "msg": turning(0.8)}))

    heard = [json.loads(raw.recv(timeout=WITHIN_S)) for _ in range(6)]

    assert [frame["level"] for frame in heard if frame["op"] == "status"] == ["warning"]
    turns = [
        frame["msg"]["twist"]["twist"]["angular"]["z"]
        for frame in heard
        if frame["op"] == "publish"
    ]
    assert not any(turns)


def test_a_velocity_of_another_release_s_type_is_refused(
    raw: ClientConnection,
) -> None:
    answer = ask(
        raw, op="publish", topic="/cmd_vel_asked", msg={"angular": {"z": 0.8}}, id="humble"
    )

    assert (answer["level"], answer["id"]) == ("error", "humble")


def test_only_the_limiter_publishes_to_the_base(raw: ClientConnection) -> None:
    feeders = ask(raw, op="call_service", service="/rosapi/publishers", args={"topic": "/cmd_vel"})

    assert feeders["values"] == {"publishers": ["/velocity_smoother"]}
