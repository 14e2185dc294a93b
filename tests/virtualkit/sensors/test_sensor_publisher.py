"""The sensors' publisher on a real mosquitto, with a machine that reports when it was measured."""

import asyncio
import contextlib
import functools
import itertools
import time
from collections.abc import AsyncIterator, Callable
from ipaddress import IPv4Address
from typing import Literal

import pytest

from campus5g.gateway.sensors.driver import SensorFeed, Temperature, Vibration
from campus5g.inventory import Sensors
from campus5g.site.running.ports import free_ports
from campus5g.virtualkit.scenarios.scenario import EdgePlan
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


@pytest.mark.proof
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


class Link:
    """The way from a publisher to the broker, which can be cut."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._server: asyncio.Server | None = None
        self._ends: list[asyncio.StreamWriter] = []

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._connect, HOST, self._port)

    async def cut(self) -> None:
        assert self._server is not None
        self._server.close()
        for end in self._ends:
            end.close()
        await self._server.wait_closed()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, broker = await asyncio.open_connection(HOST, PORT)
        self._ends += [writer, broker]
        with contextlib.suppress(OSError):
            await asyncio.gather(_forward(reader, broker), _forward(answers, writer))


async def _forward(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while data := await source.read(4096):
        target.write(data)
    target.close()


@pytest.mark.proof
@pytest.mark.parametrize("qos", [1, 2])
async def test_an_edge_gateway_measures_through_a_cut_and_sends_all_of_it_afterwards(
    broker: None, qos: Literal[1, 2]
) -> None:
    measured: asyncio.Queue[float] = asyncio.Queue()

    class Reporting(Clockwork):
        def acceleration_mps2(self, at_s: float) -> list[float]:
            measured.put_nowait(at_s)
            return [at_s] * 16

    (port,) = free_ports(1)
    link, pump = Link(port), Reporting()
    edge = EdgePlan(qos=qos, period_s=0.25, clock_ahead_s=3600)
    publisher = Publisher(
        pump,  # type: ignore[arg-type]
        "pump",
        IPv4Address(HOST),
        port,
        time.monotonic,
        edge,
    )
    text = {"fr": "pompe", "en": "pump"}
    machines = {"pump": {"description": text, "topic": "pump"}}
    part = Sensors.model_validate({"broker": f"mqtt://{HOST}:{PORT}", "machines": machines})
    heard: dict[int, Vibration] = {}

    async with SensorFeed(part) as feed, contextlib.aclosing(feed.readings()) as readings:
        await link.open()
        publisher.start()
        try:
            async with asyncio.timeout(60):
                at_s = [await measured.get() for _ in range(2)]
                await link.cut()
                at_s += [await measured.get() for _ in range(4)]
                await link.open()
                while not heard or max(heard) < 8:
                    _, reading = await anext(readings)
                    if isinstance(reading, Vibration) and reading.number is not None:
                        heard[reading.number] = reading
        finally:
            publisher.close()
            await link.cut()

    assert list(heard) == list(range(1, 9))
    assert [heard[number].acceleration_mps2[0] for number in range(1, 7)] == at_s
    assert all(each.time_unix_s > time.time() + 3000 for each in heard.values())
