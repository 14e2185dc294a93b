"""The gateway drives a VDA 5050 vehicle by short orders, and stops it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from robot_bench import TOKEN, driving, running_gateway
from vda5050_kit import Master, VehicleKit, broker, free_port, vehicle_kit

VELOCITY = {"speed_mps": 0.3, "turn_radps": 0.2}


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VehicleKit]:
    folder: Path = tmp_path_factory.mktemp("vehicle")
    port = free_port()
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
            client.velocity = VELOCITY
            await client.drive(VELOCITY)
            moving = await asyncio.to_thread(
                master.wait, "visualization", lambda said: said["velocity"]["vx"] > 0.2
            )
            client.velocity = None
            await client.socket.send('{"stop": {}}')
            standing = await client.event("standing")

    assert moving["velocity"]["vx"] <= 0.41
    assert standing["speed_mps"] == 0
    assert {order["orderId"] for order in master.said["order"]} != set()


async def test_a_killed_gateway_leaves_a_standing_vehicle(kit: VehicleKit, master: Master) -> None:
    with running_gateway(kit.block, kit.file) as (url, process):
        async with driving(url) as client:
            await client.event("ready")
            client.velocity = VELOCITY
            await client.drive(VELOCITY)
            moving = await asyncio.to_thread(
                master.wait, "visualization", lambda said: said["velocity"]["vx"] > 0.2
            )
            process.kill()

            await asyncio.to_thread(
                master.wait,
                "state",
                lambda said: not said["driving"] and said["timestamp"] > moving["timestamp"],
            )


async def test_its_health_and_state_are_told(kit: VehicleKit) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with running_gateway(kit.block, kit.file) as (url, _):
        async with httpx.AsyncClient(
            base_url=url, headers=headers, timeout=20, trust_env=False
        ) as client:
            health = (await client.get("/health")).json()["devices"]
            report = (await client.get("/robot")).json()
            scan = await client.get("/robot/scan")

    assert next(device for device in health if device["kind"] == "robot")["ok"]
    assert report["motion"]["x_m"] > 30
    assert scan.json() is None
