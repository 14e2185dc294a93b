"""The gateway drives a VDA 5050 vehicle by short orders, and stops it."""

import asyncio
import contextlib
import json
import math
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion
from robot_bench import TOKEN, Client, driving, running_gateway
from vda5050_kit import IDENTITY, Master, VehicleKit, broker, vehicle_kit, vehicle_kit_file

from campus5g.gateway.robots.vda5050 import HORIZON_S, NEAR_RAD
from campus5g.site.running.ports import free_ports

VELOCITY = {"speed_mps": 0.3, "turn_radps": 0.2}
RENEW_S = 0.05
TOPIC = f"uagv/v2/{IDENTITY['manufacturer']}/{IDENTITY['serial_number']}"
TURN = {"speed_mps": 0.2, "turn_radps": 0.8}


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VehicleKit]:
    folder: Path = tmp_path_factory.mktemp("vehicle")
    port = free_ports(1)[0]
    with broker(port, folder), vehicle_kit(port, folder) as running:
        yield running


@pytest.fixture
def master(kit: VehicleKit) -> Iterator[Master]:
    control = Master(kit)
    control.wait("connection", lambda said: said["connectionState"] == "ONLINE")
    yield control
    control.close()


async def test_a_velocity_becomes_orders_and_a_stop_cancels_them(
    kit: VehicleKit, master: Master
) -> None:
    with running_gateway(kit.block, kit.file) as (url, _):
        async with driving(url) as client:
            await client.event("ready")
            renewing = asyncio.create_task(renew(client, VELOCITY))
            moving = await asyncio.to_thread(
                master.wait, "visualization", lambda said: said["velocity"]["vx"] > 0.2
            )
            renewing.cancel()
            await client.socket.send('{"stop": {}}')
            standing = await client.event("standing")

    assert moving["velocity"]["vx"] <= 0.41
    assert standing["speed_mps"] == 0
    assert {order["orderId"] for order in master.received["order"]} != set()


@pytest.mark.proof
async def test_a_killed_gateway_leaves_a_standing_vehicle(kit: VehicleKit, master: Master) -> None:
    with running_gateway(kit.block, kit.file) as (url, process):
        async with driving(url) as client:
            await client.event("ready")
            renewing = asyncio.create_task(renew(client, VELOCITY))
            moving = await asyncio.to_thread(
                master.wait, "visualization", lambda said: said["velocity"]["vx"] > 0.2
            )
            renewing.cancel()
            process.kill()

            await asyncio.to_thread(
                master.wait,
                "state",
                lambda said: not said["driving"] and said["timestamp"] > moving["timestamp"],
            )


async def renew(client: Client, velocity: dict[str, float] = TURN) -> None:
    """Keep renewing a velocity before it expires; where it was late, open the session again."""
    client.velocity = velocity
    try:
        while True:
            await client.drive(velocity)
            await asyncio.sleep(RENEW_S)
    finally:
        client.velocity = None


class RestingVehicle:
    """A vehicle at rest that has no order; it answers a cancelOrder as some vehicles do.

    Args:
        port: of its broker.
        answers: "error": by an error that names the action, without an action state, as the
            VirtualAgvAdapter of vda-5050-lib 2 does; "nothing": not at all.
    """

    def __init__(self, port: int, answers: str) -> None:
        self._answers = answers
        self._ended: list[dict[str, str]] = []
        self._errors: list[dict[str, Any]] = []
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2)
        self._client.on_message = self._take
        self._client.connect("127.0.0.1", port)
        self._client.subscribe(f"{TOPIC}/instantActions")
        self._client.loop_start()

    def close(self) -> None:
        """Leave."""
        self._client.disconnect()
        self._client.loop_stop()

    def _take(self, _: Any, __: Any, message: mqtt.MQTTMessage) -> None:
        for action in json.loads(message.payload)["actions"]:
            identifier = action["actionId"]
            if action["actionType"] != "cancelOrder":
                self._ended.append(
                    {
                        "actionId": identifier,
                        "actionType": action["actionType"],
                        "actionStatus": "FINISHED",
                    }
                )
            elif self._answers == "error":
                reference = {"referenceKey": "actionId", "referenceValue": identifier}
                self._errors = [
                    {
                        "errorType": "noOrderToCancel",
                        "errorLevel": "WARNING",
                        "errorReferences": [reference],
                    }
                ]
        state = {
            "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "orderId": "",
            "orderUpdateId": 0,
            "nodeStates": [],
            "driving": False,
            "actionStates": self._ended[-20:],
            "errors": self._errors,
            "batteryState": {"batteryCharge": 80},
            "agvPosition": {"x": 40.0, "y": 20.0, "theta": 0.0, "mapId": "hall"},
        }
        self._client.publish(f"{TOPIC}/state", json.dumps(state))


@pytest.mark.proof
@pytest.mark.parametrize("answers", ["error", "nothing"])
async def test_a_vehicle_at_rest_that_does_not_confirm_a_cancel_order_is_told_at_rest(
    virtual_kit: Any, tmp_path: Path, answers: str
) -> None:
    port = free_ports(1)[0]
    with (
        broker(port, tmp_path),
        contextlib.closing(RestingVehicle(port, answers)),
        running_gateway(str(virtual_kit.block), vehicle_kit_file(port, tmp_path)) as (url, _),
    ):
        async with httpx.AsyncClient(base_url=url, timeout=60, trust_env=False) as passer_by:
            stop = (await passer_by.post("/robots/agv/stop")).json()
        for _ in range(2):
            async with driving(url) as client:
                await client.event("ready")
                await client.drive(VELOCITY)
                await client.socket.send('{"stop": {}}')
                standing = await client.event("standing")

    assert stop["standing"]
    assert standing["speed_mps"] == 0


@pytest.mark.proof
async def test_a_vehicle_that_has_lost_its_order_is_given_a_new_one(
    kit: VehicleKit, master: Master
) -> None:
    with running_gateway(kit.block, kit.file) as (url, _):
        async with driving(url) as client:
            await client.event("ready")
            renewing = asyncio.create_task(renew(client))
            driven = await asyncio.to_thread(master.wait, "state", lambda said: said["driving"])
            lost = driven["orderId"]
            master.act("cancelOrder", "somebody-else")

            again = await asyncio.to_thread(
                master.wait,
                "state",
                lambda said: said["driving"] and said["orderId"] not in ("", lost),
            )
            renewing.cancel()

    assert again["orderId"] in {order["orderId"] for order in master.received["order"]}


@pytest.mark.proof
async def test_a_vehicle_that_turns_slower_than_asked_is_never_ordered_far_ahead(
    kit: VehicleKit, master: Master
) -> None:
    with running_gateway(kit.block, kit.file) as (url, _):
        async with driving(url) as client:
            heading_rad = (await client.event("ready"))["heading_rad"]
            turning = asyncio.create_task(renew(client, {"speed_mps": 0.0, "turn_radps": 1.5}))
            turned_rad = 0.0
            while turned_rad < math.pi:
                state = await client.event("state")
                turned_rad += math.remainder(state["heading_rad"] - heading_rad, 2 * math.pi)
                heading_rad = state["heading_rad"]
            turning.cancel()

    # Up to here an order may end, and once more as far as one order leads.
    assert max(headings_ahead(master)) < 2 * HORIZON_S * 1.5 + NEAR_RAD + HORIZON_S * 1.5


def headings_ahead(master: Master) -> list[float]:
    """The angle between each order's end and the vehicle's last reported heading."""
    looks_rad = math.nan
    ahead = []
    for topic, said in master.in_order:
        if topic == "order":
            ends_rad = said["nodes"][-1]["nodePosition"]["theta"]
            ahead.append(abs(math.remainder(ends_rad - looks_rad, 2 * math.pi)))
        elif position := said.get("agvPosition"):
            looks_rad = position["theta"]
    return ahead


@pytest.mark.proof
async def test_a_standing_vehicle_is_asked_for_its_state_again(kit: VehicleKit) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with running_gateway(kit.block, kit.file) as (url, _):
        async with httpx.AsyncClient(
            base_url=url, headers=headers, timeout=60, trust_env=False
        ) as client:
            first, second = [
                (await client.get("/robots/agv")).json()["motion"]["time_s"] for _ in range(2)
            ]

    assert second > first


@pytest.mark.proof
async def test_its_health_and_state_are_reported(kit: VehicleKit) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with running_gateway(kit.block, kit.file) as (url, _):
        async with httpx.AsyncClient(
            base_url=url, headers=headers, timeout=60, trust_env=False
        ) as client:
            health = (await client.get("/health")).json()["devices"]
            report = (await client.get("/robots/agv")).json()
            scan = await client.get("/robots/agv/scan")

    assert next(device for device in health if device["kind"] == "robot")["ok"]
    assert report["motion"]["x_m"] > 30
    assert scan.json() is None
