"""Machines' sensors over MQTT: JSON of each topic, checked, with a bounded backlog.

A machine publishes `<topic>/vibration` and `<topic>/temperature` (docs/reference/virtual-kit.md).
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from typing import Annotated, Any, Literal, Self

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from pydantic import AllowInfNan, BaseModel, Field, ValidationError

from campus5g.gateway import mqtt_broker as broker
from campus5g.inventory import Sensors

CONNECT_S = 10.0
KEEPALIVE_S = 15
LARGEST_MESSAGE_BYTES = 256 << 10
MOST_SAMPLES = 8192
MOST_WAITING = 64
"""Readings that may wait for a slow reader; beyond that the oldest are dropped and counted."""

Finite = Annotated[float, AllowInfNan(False)]


class SensorsError(Exception):
    """A broker that can't be reached, or refuses the subscription."""


class Vibration(BaseModel):
    """A block of acceleration samples."""

    quantity: Literal["vibration"] = "vibration"
    time_unix_s: Finite = Field(description="When the machine measured, by its own clock.")
    number: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="The machine's count of this sensor's readings, if it counts."
    )
    rotation_hz: Annotated[Finite, Field(gt=0)] = Field(description="Speed of the shaft.")
    sampling_hz: Annotated[Finite, Field(gt=0)]
    acceleration_mps2: Annotated[list[Finite], Field(min_length=16, max_length=MOST_SAMPLES)]


class Temperature(BaseModel):
    """A temperature reading."""

    quantity: Literal["temperature"] = "temperature"
    time_unix_s: Finite = Field(description="When the machine measured, by its own clock.")
    number: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="The machine's count of this sensor's readings, if it counts."
    )
    temperature_degc: Finite


Values = Annotated[Vibration | Temperature, Field(discriminator="quantity")]

_PAYLOADS: dict[str, type[Vibration | Temperature]] = {
    "vibration": Vibration,
    "temperature": Temperature,
}


class SensorFeed:
    """Listens to the machines of a kit while the block runs.

    Args:
        sensors: the broker and the machines' topics.
    """

    def __init__(self, sensors: Sensors) -> None:
        self.dropped = 0
        """Readings that were not fetched in time."""
        self.unreadable = 0
        """Messages that were not readings."""
        self._sensors = sensors
        self._waiting: deque[tuple[str, Vibration | Temperature]] = deque()
        self._news = asyncio.Event()
        self._listening = asyncio.Event()
        self._lost: str | None = None
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2)
        self._topics = {
            f"{machine.topic}/{quantity}": (name, payload)
            for name, machine in sensors.machines.items()
            for quantity, payload in _PAYLOADS.items()
        }

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        client = self._client

        def on_connect(_: mqtt.Client, __: Any, ___: Any, reason: Any, ____: Any) -> None:
            if reason.is_failure:
                loop.call_soon_threadsafe(self._connection_lost, str(reason))
            else:
                client.subscribe([(topic, 0) for topic in self._topics])

        def on_subscribe(*_: Any) -> None:
            loop.call_soon_threadsafe(self._listening.set)

        def on_disconnect(*_: Any) -> None:
            loop.call_soon_threadsafe(self._connection_lost, "connection lost")

        def on_message(_: mqtt.Client, __: Any, message: mqtt.MQTTMessage) -> None:
            loop.call_soon_threadsafe(self._take, message.topic, bytes(message.payload))

        client.on_connect = on_connect
        client.on_subscribe = on_subscribe
        client.on_disconnect = on_disconnect
        client.on_message = on_message
        try:
            url = self._sensors.broker
            async with asyncio.timeout(CONNECT_S):
                await asyncio.to_thread(broker.connect, client, url, KEEPALIVE_S)
                client.loop_start()
                await self._listening.wait()
        except (OSError, TimeoutError) as error:
            await self._disconnect()
            raise SensorsError(str(error) or "no answer from the MQTT broker") from error
        except BaseException:
            await self._disconnect()
            raise
        if self._lost is not None:
            await self._disconnect()
            raise SensorsError(self._lost)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._disconnect()

    async def readings(self) -> AsyncGenerator[tuple[str, Vibration | Temperature], None]:
        """Yield each reading with its machine's name, as long as the broker is connected.

        Raises:
            SensorsError: the connection was lost.
        """
        while True:
            while self._waiting:
                yield self._waiting.popleft()
            if self._lost is not None:
                raise SensorsError(self._lost)
            self._news.clear()
            await self._news.wait()

    def _take(self, topic: str, payload: bytes) -> None:
        machine, kind = self._topics.get(topic, (None, None))
        if machine is None or kind is None:
            return
        try:
            if len(payload) > LARGEST_MESSAGE_BYTES:
                raise ValueError("too long")
            reading = kind.model_validate_json(payload)
        except (ValidationError, ValueError):
            self.unreadable += 1
            return
        if len(self._waiting) >= MOST_WAITING:
            self._waiting.popleft()
            self.dropped += 1
        self._waiting.append((machine, reading))
        self._news.set()

    def _connection_lost(self, why: str) -> None:
        # A broker that refuses gives its reason, then the connection is lost too.
        self._lost = self._lost or why
        self._listening.set()
        self._news.set()

    async def _disconnect(self) -> None:
        client = self._client
        client.on_connect = client.on_message = client.on_disconnect = None
        client.disconnect()
        await asyncio.to_thread(client.loop_stop)


async def check(sensors: Sensors) -> None:
    """Check that the broker accepts a subscription.

    Raises:
        SensorsError: it can't be reached, or refuses.
    """
    async with SensorFeed(sensors):
        pass
