"""The sensors' driver on a real mosquitto, with machines of all kinds of manners."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion
from vda5050_kit import broker

from campus5g.gateway.sensors import driver as sensors
from campus5g.gateway.sensors.driver import SensorFeed, SensorsError
from campus5g.inventory import Sensors
from campus5g.site.running.ports import free_ports

VIBRATION = {
    "time_unix_s": 1.5,
    "number": 7,
    "rotation_hz": 24.7,
    "sampling_hz": 3200,
    "acceleration_mps2": [0.1, -0.2] * 16,
}


@pytest.fixture
def part(tmp_path: Path) -> Iterator[Sensors]:
    port = free_ports(1)[0]
    with broker(port, tmp_path):
        yield _part(port)


def _part(port: int) -> Sensors:
    text = {"fr": "pompe", "en": "pump"}
    machines = {"pump": {"description": text, "topic": "hall/pump"}}
    return Sensors.model_validate({"broker": f"mqtt://127.0.0.1:{port}", "machines": machines})


@contextlib.asynccontextmanager
async def machine(part: Sensors) -> AsyncIterator[mqtt.Client]:
    client = mqtt.Client(CallbackAPIVersion.VERSION2)
    await asyncio.to_thread(client.connect, part.host, part.port)
    client.loop_start()
    yield client
    client.disconnect()
    await asyncio.to_thread(client.loop_stop)


def say(client: mqtt.Client, topic: str, payload: Any) -> None:
    text = payload if isinstance(payload, str | bytes) else json.dumps(payload)
    client.publish(topic, text, qos=1)


async def test_readings_come_with_their_machine_in_order(part: Sensors) -> None:
    async with SensorFeed(part) as feed, machine(part) as pump:
        say(pump, "hall/pump/vibration", VIBRATION)
        say(pump, "hall/pump/temperature", {"time_unix_s": 2, "temperature_degc": 41.5})
        async with contextlib.aclosing(feed.readings()) as incoming, asyncio.timeout(60):
            first, second = await anext(incoming), await anext(incoming)

    assert first[0] == second[0] == "pump"
    assert first[1].model_dump() == {"quantity": "vibration", **VIBRATION}
    assert second[1].model_dump()["temperature_degc"] == 41.5
    assert second[1].number is None


@pytest.mark.parametrize(
    "payload",
    [
        "no JSON",
        b"\xff\xfe",
        {"time_unix_s": 1},
        {"time_unix_s": 1, "temperature_degc": "hot"},
        '{"time_unix_s": 1, "temperature_degc": NaN}',
        "x" * (sensors.LARGEST_MESSAGE_BYTES + 1),
    ],
)
async def test_an_invalid_reading_is_counted_and_skipped(part: Sensors, payload: Any) -> None:
    async with SensorFeed(part) as feed, machine(part) as pump:
        say(pump, "hall/pump/temperature", payload)
        say(pump, "hall/other/temperature", {"time_unix_s": 1, "temperature_degc": 9})
        say(pump, "hall/pump/temperature", {"time_unix_s": 3, "temperature_degc": 20})
        async with contextlib.aclosing(feed.readings()) as incoming, asyncio.timeout(60):
            _, reading = await anext(incoming)

    assert reading.time_unix_s == 3
    assert feed.unreadable == 1


async def test_a_slow_reader_loses_the_oldest_readings_with_their_count(part: Sensors) -> None:
    async with SensorFeed(part) as feed, machine(part) as pump:
        count = sensors.MOST_WAITING + 10
        for number in range(count):
            say(pump, "hall/pump/temperature", {"time_unix_s": number, "temperature_degc": 20})
        async with contextlib.aclosing(feed.readings()) as incoming, asyncio.timeout(60):
            times: list[float] = []
            while feed.dropped < 10:
                await feed._news.wait()
                feed._news.clear()
            while len(times) < sensors.MOST_WAITING:
                times.append((await anext(incoming))[1].time_unix_s)

    assert times == list(range(10, count))


async def test_a_broker_that_ends_is_named(tmp_path: Path) -> None:
    port = free_ports(1)[0]
    with broker(port, tmp_path) as process:
        async with SensorFeed(_part(port)) as feed:
            process.kill()
            with pytest.raises(SensorsError, match="connection lost"):
                async with contextlib.aclosing(feed.readings()) as incoming, asyncio.timeout(60):
                    await anext(incoming)


async def test_a_broker_that_refuses_access_is_named(tmp_path: Path) -> None:
    port = free_ports(1)[0]
    settings = tmp_path / "closed.conf"
    settings.write_text(f"listener {port} 127.0.0.1\nallow_anonymous false\n")
    closed = await asyncio.create_subprocess_exec(
        *("/usr/sbin/mosquitto", "-c", str(settings)), stderr=asyncio.subprocess.PIPE
    )
    try:
        assert closed.stderr is not None
        async for line in closed.stderr:
            if b"running" in line:
                break
        with pytest.raises(SensorsError, match="Not authorized"):
            await sensors.check(_part(port))
    finally:
        closed.kill()
        await closed.wait()


async def test_a_closed_port_is_reported() -> None:
    with pytest.raises(SensorsError):
        await sensors.check(_part(free_ports(1)[0]))
