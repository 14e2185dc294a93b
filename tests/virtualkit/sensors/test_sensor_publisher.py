"""The sensors' publisher on a real mosquitto, with a machine that reports when it was measured."""

import asyncio
import contextlib
import functools
import itertools
import time
from collections.abc import AsyncIterator, Callable
from ipaddress import IPv4Address

import pytest

from campus5g.gateway.sensors.driver import SensorFeed, Temperature, Vibration
from campus5g.inventory import Sensors
from campus5g.site.running.ports import free_ports
from campus5g.virtualkit.sensors.broker import SiteBroker
from campus5g.virtualkit.sensors.publisher import Publisher

HOST = "127.0.0.1"
(PORT,) = free_ports(1)
MACHINES = ("pump", "fan", "drive", "mixer", "press", "saw")


class Clockwork:
    """A machine whose readings are the time at which they were taken."""

    rotation_hz = 25.0

    def acceleration_mps2(self, at_s: float) -> list[float]:
        return [at_s] * 16

    def temperature_degc(self, at_s: float) -> float:
        return at_s


def clock() -> Callable[[], float]:
    """A clock that stands just before ten seconds when it is first read."""
    first_read = functools.cache(time.monotonic)
    return lambda: 9 + time.monotonic() - first_read()


@pytest.fixture
async def broker() -> AsyncIterator[None]:
    site = SiteBroker(HOST, PORT)
    await site.start()
    yield
    await site.close()


@pytest.fixture
async def publishers(broker: None) -> AsyncIterator[list[Publisher]]:
    all_of_them = [
        Publisher(
            Clockwork(),  # type: ignore[arg-type]
            name,
            IPv4Address(HOST),
            PORT,
            clock(),
        )
        for name in MACHINES
    ]
    yield all_of_them
    for publisher in all_of_them:
        publisher.close()


async def test_what_both_sensors_measure_at_one_moment_is_published_by_both(
    publishers: list[Publisher],
) -> None:
    text = {"fr": "machine", "en": "machine"}
    machines = {name: {"description": text, "topic": name} for name in MACHINES}
    part = Sensors.model_validate({"broker": f"mqtt://{HOST}:{PORT}", "machines": machines})
    heard = set()
    later = set()

    async with SensorFeed(part) as feed, contextlib.aclosing(feed.readings()) as readings:
        for publisher in publishers:
            publisher.start()
        async with asyncio.timeout(60):
            while later != set(MACHINES):
                machine, reading = await anext(readings)
                match reading:
                    case Vibration():
                        at_s = reading.acceleration_mps2[0]
                    case Temperature():
                        at_s = reading.temperature_degc
                if at_s == 10:
                    heard.add((machine, reading.quantity))
                else:
                    later.add(machine)

    assert heard == set(itertools.product(MACHINES, ("vibration", "temperature")))
