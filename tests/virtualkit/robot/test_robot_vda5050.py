"""The virtual AGV as a master control sees it, over mosquitto, by the published schemas."""

import math
from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Any

import pytest
from kit_observer import Terminal
from vda5050.validation import SchemaValidator
from vda5050_kit import Master, VehicleKit, broker, vehicle_kit

from campus5g.inventory import Inventory
from campus5g.site.running.ports import free_ports

START = (40.0, 20.0)


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VehicleKit]:
    folder = tmp_path_factory.mktemp("vehicle")
    port = free_ports(1)[0]
    # The kit first: a vehicle waits for its broker.
    with vehicle_kit(port, folder) as running, broker(port, folder):
        yield running


@pytest.fixture
def master(kit: VehicleKit) -> Iterator[Master]:
    control = Master(kit)
    control.wait("connection", lambda message: message["connectionState"] == "ONLINE")
    yield control
    control.close()


def here(master: Master, name: str) -> tuple[float, float]:
    master.act("stateRequest", name)
    position = master.finished(name)["agvPosition"]
    return position["x"], position["y"]


@pytest.mark.proof
def test_a_vehicle_comes_online_with_its_factsheet(master: Master) -> None:
    sheet = master.wait("factsheet")

    assert sheet["typeSpecification"]["agvKinematic"] == "DIFF"
    assert sheet["physicalParameters"]["speedMax"] > 0


def test_a_vehicle_follows_an_order_node_by_node_and_stops_at_its_end(master: Master) -> None:
    x, y = here(master, "before")

    master.order("there", (x, y), (x + 1.5, y), (x + 1.5, y + 1.0))
    passed = master.wait("state", lambda state: state["lastNodeId"] == "n1")
    arrived = master.wait(
        "state",
        lambda state: state["lastNodeId"] == "n2" and not state["driving"],
    )

    assert passed["orderId"] == arrived["orderId"] == "there"
    position = arrived["agvPosition"]
    assert math.dist((position["x"], position["y"]), (x + 1.5, y + 1.0)) < 0.2
    assert master.wait("visualization", lambda message: message["velocity"]["vx"] > 0.3)


@pytest.mark.proof
def test_a_pause_holds_the_vehicle_and_a_cancelled_order_ends_in_place(master: Master) -> None:
    x, y = here(master, "before pause")
    master.order("far", (x, y), (x, y - 4.0))
    master.wait("visualization", lambda message: message["velocity"]["vx"] > 0.3)

    master.act("startPause", "hold")
    paused = master.wait("state", lambda state: state["paused"] and not state["driving"])
    master.act("stopPause", "go on")
    master.wait(
        "visualization",
        lambda message: (
            message["velocity"]["vx"] > 0.3 and message["timestamp"] > paused["timestamp"]
        ),
    )
    master.act("cancelOrder", "enough")
    cancelled = master.finished("enough")

    assert paused["nodeStates"] != []
    assert cancelled["nodeStates"] == []
    assert not cancelled["driving"]


@pytest.mark.parametrize(
    ("order", "error"),
    [
        ({"orderId": "x", "orderUpdateId": 0, "nodes": [], "edges": []}, "validationError"),
        ({"orderId": "x"}, "validationError"),
        (
            {
                "orderId": "x",
                "orderUpdateId": 0,
                "nodes": [
                    {
                        "nodeId": "far",
                        "sequenceId": 0,
                        "released": True,
                        "nodePosition": {"x": 900, "y": 900, "mapId": "hall"},
                        "actions": [],
                    }
                ],
                "edges": [],
            },
            "noRouteError",
        ),
    ],
)
def test_an_impossible_order_is_an_error_in_its_state(
    master: Master, order: dict[str, Any], error: str
) -> None:
    master.publish("order", **order)

    state = master.wait(
        "state", lambda message: any(each["errorType"] == error for each in message["errors"])
    )

    assert not state["driving"]


def test_an_unknown_action_fails(master: Master) -> None:
    master.act("fly", "up")

    state = master.finished("up")

    action = next(each for each in state["actionStates"] if each["actionId"] == "up")
    assert action["actionStatus"] == "FAILED"


def test_every_message_fits_the_published_schemas(master: Master) -> None:
    x, y = here(master, "for schemas")
    order = master.order("short", (x, y), (x + 0.5, y))
    master.wait("state", lambda state: state["orderId"] == "short" and not state["nodeStates"])
    validator = SchemaValidator()

    validator.validate("order", order)
    for topic in ("connection", "factsheet", "state", "visualization", "instantActions"):
        assert master.received[topic]
        for message in master.received[topic]:
            validator.validate(topic, message)


# A broker finds out after one and a half times the keep-alive.
@pytest.mark.proof
def test_out_of_coverage_the_broker_publishes_the_last_will(
    kit: VehicleKit, master: Master
) -> None:
    inventory: Inventory = kit.inventory.moved_to(IPv4Network(kit.block))
    with Terminal(inventory, "agv") as modem:
        modem.type("AT+CFUN=0")
        broken = master.wait(
            "connection", lambda message: message["connectionState"] == "CONNECTIONBROKEN"
        )
        modem.restart()

    assert broken["serialNumber"] == "agv-1"
