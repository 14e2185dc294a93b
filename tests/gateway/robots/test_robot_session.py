"""A session with the robot: who may open one, and which messages are refused in it."""

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from robot_bench import TOKEN, Client, CountingRobot, driving, running_gateway
from websockets.exceptions import ConnectionClosed

from campus5g.places import KITS


@pytest.fixture(scope="module")
def url(virtual_kit: Any) -> Iterator[str]:
    with running_gateway(str(virtual_kit.block)) as (address, _):
        yield address


@pytest.fixture
def http(url: str) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {TOKEN}", "Accept-Language": "en"}
    with httpx.Client(base_url=url, headers=headers, timeout=30, trust_env=False) as client:
        yield client


async def closing_code(client: Client) -> int:
    """Wait for the gateway to close and return why."""
    await client.socket.wait_closed()
    assert client.socket.close_code is not None
    return client.socket.close_code


async def test_a_stranger_is_refused_with_the_reason(url: str) -> None:
    async with driving(url, token="somebody-else-s-token") as client:
        refused = await client.event("refused")

        assert "does not know your access token" in refused["problem"]
        assert await closing_code(client) == 4401


async def test_a_second_session_is_refused_and_the_first_goes_on(url: str) -> None:
    async with driving(url) as first, driving(url) as second:
        await first.event("ready")
        refused = await second.event("refused")

        assert "already driving" in refused["problem"]
        assert await closing_code(second) == 4409
        await first.drive({"speed_mps": 0.0, "turn_radps": 0.3})
        while not (await first.event("state"))["turn_radps"]:
            pass


async def test_a_clamped_velocity_is_reported_with_its_reason(url: str) -> None:
    async with driving(url) as client:
        await client.event("ready")
        await client.drive({"speed_mps": 0.0, "turn_radps": 9.0})
        limited = await client.event("limited")

    assert limited["turn_radps"] == 1.5
    assert [reason["cause"] for reason in limited["reasons"]] == ["turn"]
    assert limited["reasons"][0]["text"] == "turn rate limited to 1.5 rad/s"


async def test_after_its_lease_the_robot_stands_until_the_session_is_opened_again(url: str) -> None:
    async with driving(url) as client:
        await client.event("ready")
        await client.drive({"speed_mps": 0.0, "turn_radps": 0.5, "lease_ms": 100})
        stopped = await client.event("stopped")
        await client.event("standing")
        await client.drive({"speed_mps": 0.0, "turn_radps": -0.5})
        refused = await client.event("refused")
        moved = [(await client.event("state"))["turn_radps"] for _ in range(6)]

        await client.reopen()
        await client.event("ready")
        await client.drive({"speed_mps": 0.0, "turn_radps": -0.5})
        while (await client.event("state"))["turn_radps"] >= 0:
            pass

    assert (stopped["cause"], stopped["latched"]) == ("lease", True)
    assert "the velocity lease expired" in refused["problem"]
    assert "open the session again" in refused["remedy"]
    assert not any(moved)


async def test_opening_an_open_session_again_lets_the_robot_drive_on(url: str) -> None:
    async with driving(url) as client:
        await client.event("ready")
        client.velocity = {"speed_mps": 0.0, "turn_radps": 0.5}
        while not (await client.event("state"))["turn_radps"]:
            pass
        await client.reopen()
        await client.event("ready")
        while not (await client.event("state"))["turn_radps"]:
            pass


async def test_a_stop_that_the_client_asks_for_does_not_end_its_session(url: str) -> None:
    async with driving(url) as client:
        await client.event("ready")
        await client.drive({"speed_mps": 0.0, "turn_radps": 0.5})
        await client.socket.send('{"stop": {}}')
        await client.event("standing")
        await client.drive({"speed_mps": 0.0, "turn_radps": -0.5})
        while (await client.event("state"))["turn_radps"] >= 0:
            pass


async def test_of_a_flood_the_newest_velocity_is_forwarded_fifty_times_a_second(
    virtual_kit: Any, tmp_path: Path
) -> None:
    robot = CountingRobot()
    async with robot.serving() as address:
        text = (KITS / "virtual.yaml").read_text().replace("ws://127.0.5.31:9090", address)
        (tmp_path / "kit.yaml").write_text(text)
        with running_gateway(str(virtual_kit.block), tmp_path / "kit.yaml") as (url, _):
            async with driving(url) as client:
                await client.event("ready")
                began_s = time.monotonic()
                for number in range(400):
                    await client.drive({"speed_mps": 0.0005 * number})
                    due_s = began_s + number / 1000
                    await asyncio.sleep(max(0.0, due_s - time.monotonic()))
                took_s = time.monotonic() - began_s
                # A busy machine may have let the lease end: the last velocity is asked for again.
                client.velocity = {"speed_mps": 0.0005 * 399}
                await client.reopen()
                while not any(speed == 0.0005 * 399 for _, speed in robot.velocities):
                    await client.event("state")

    until_s = began_s + took_s
    flood = [speed for at_s, speed in robot.velocities if speed and began_s <= at_s <= until_s]
    assert len(flood) <= 50 * took_s + 2
    assert flood == sorted(flood)


@pytest.mark.parametrize(
    "message",
    [
        "",
        "[]",
        "{}",
        b'{"stop": {}}',
        b"\xff\xfe",
        '{"drive": {"speed_mps": "fast"}}',
        '{"drive": {"speed_mps": "0.3"}}',
        '{"drive": {"speed_mps": true}}',
        '{"drive": {"speed_mps": 0.1, "turn_radps": true}}',
        '{"drive": {"speed_mps": null}}',
        '{"drive": {"speed_mps": NaN}}',
        '{"drive": {"speed_mps": -Infinity}}',
        '{"drive": {"speed_mps": 1e999}}',
        '{"drive": {"speed_mps": 0.1, "lease_ms": 5000}}',
        '{"drive": {"speed_mps": 0.1}, "stop": {}}',
        '{"reboot": {}}',
        "[" * 3000,
    ],
)
async def test_a_message_that_is_not_an_order_is_refused_in_a_sentence(
    url: str, message: str | bytes
) -> None:
    async with driving(url) as client:
        await client.event("ready")
        await client.socket.send(message)
        refused = await client.event("refused")

        assert refused["problem"].startswith("This message is not an order (")
        assert "Send JSON as text" in refused["remedy"]
        assert await closing_code(client) == 4422


async def test_a_binary_message_to_a_moving_robot_stops_it(url: str) -> None:
    async with driving(url) as client:
        await client.event("ready")
        client.velocity = {"speed_mps": 0.0, "turn_radps": 0.5}
        while not (await client.event("state"))["turn_radps"]:
            pass
        await client.socket.send(b"\x00\x01")
        said = await client.rest()

        *_, refused = (each["refused"] for each in said if "refused" in each)
        assert "a binary message" in refused["problem"]
        # Before the refusal if this client was held up, and so stopped already.
        standing = [each["standing"] for each in said if "standing" in each]
        assert not standing[-1]["turn_radps"]
        assert await closing_code(client) == 4422


async def test_a_flood_beyond_five_hundred_a_second_ends_the_session(url: str) -> None:
    async with driving(url) as client:
        await client.event("ready")
        try:
            for _ in range(10_000):
                await client.socket.send(json.dumps({"stop": {}}))
        except ConnectionClosed:
            pass

        assert "More than 500 orders in a second" in (await client.event("refused"))["problem"]
        assert await closing_code(client) == 4429


def test_the_stop_is_open_to_all_and_the_rest_is_not(http: httpx.Client) -> None:
    del http.headers["Authorization"]

    assert http.post("/robots/agv/stop").json()["standing"] is True
    for path in ("/robots/agv", "/robots/agv/scan", "/robots/agv/path"):
        assert http.get(path).status_code == 401
    assert http.post("/robots/agv/arm", json={"code": "1"}).status_code == 401


async def test_many_stops_at_once_are_all_answered(url: str) -> None:
    async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as crowd:
        answers = await asyncio.gather(*(crowd.post("/robots/agv/stop") for _ in range(40)))

    assert all(answer.json()["standing"] for answer in answers)


def test_the_robot_is_described_with_its_limits(http: httpx.Client) -> None:
    [robot] = http.get("/").json()["robots"]

    assert robot["name"] == "agv"
    assert robot["protocol"] == "rosbridge"
    assert robot["limits"]["speed_mps"] == 0.4
    assert "url" not in robot


def test_a_session_requested_without_a_websocket_is_explained(http: httpx.Client) -> None:
    answer = http.get("/robots/agv/session")

    assert answer.status_code == 426
    assert "WebSocket" in answer.json()["problem"]


def test_the_session_s_messages_are_in_the_openapi(http: httpx.Client) -> None:
    route = http.get("/openapi.json").json()["paths"]["/robots/{robot}/session"]["get"]

    assert {"drive", "stop"} <= set(route["x-websocket-client"]["properties"])
    assert {"ready", "limited", "stopped"} <= set(route["x-websocket-gateway"]["properties"])
