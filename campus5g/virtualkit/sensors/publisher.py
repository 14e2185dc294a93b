"""The sensors' MQTT client, on the device: the network lies between it and the site's broker.

Its connection enters the virtual network where the device's programs do, so that N3 and N6 show
MQTT 3.1.1 over TCP. QoS 0: a reading that can't be sent in time is dropped, as the next one
follows. Nothing is measured while there is no broker.
"""

import asyncio
import json
import logging
import math
import time
from collections.abc import Callable
from ipaddress import IPv4Address
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode

from campus5g.virtualkit.sensors.machine import SAMPLING_HZ, VirtualMachine

VIBRATION_PERIOD_S = 2.0
TEMPERATURE_PERIOD_S = 5.0
KEEPALIVE_S = 30
LONGEST_PAUSE_S = 30

_log = logging.getLogger(__name__)


class Publisher:
    """Publishes one machine's readings from `start` to `close`.

    Args:
        machine: the machine.
        topic: the prefix of its topics.
        entrance: the address at which the device's programs reach the site.
        port: the broker's port.
        machine_time_s: the machine's clock.
    """

    def __init__(
        self,
        machine: VirtualMachine,
        topic: str,
        entrance: IPv4Address,
        port: int,
        machine_time_s: Callable[[], float],
    ) -> None:
        self._machine = machine
        self._topic = topic
        self._entrance = str(entrance)
        self._port = port
        self._machine_time_s = machine_time_s
        self._client: mqtt.Client | None = None
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._last: dict[str, mqtt.MQTTMessageInfo] = {}
        self._sensors = {
            "vibration": (VIBRATION_PERIOD_S, self._vibration),
            "temperature": (TEMPERATURE_PERIOD_S, self._temperature),
        }

    def start(self) -> None:
        """Connect, now or as soon as the broker is reachable; no effect if started."""
        if self._client is not None:
            return
        loop = asyncio.get_running_loop()
        self._client = client = mqtt.Client(CallbackAPIVersion.VERSION2)
        client.reconnect_delay_set(1, LONGEST_PAUSE_S)

        def on_connect(_: mqtt.Client, __: Any, ___: Any, reason: Any, ____: Any) -> None:
            if not reason.is_failure:
                loop.call_soon_threadsafe(self._begin)

        def on_disconnect(*_: Any) -> None:
            loop.call_soon_threadsafe(self._pause)

        client.on_connect = on_connect
        client.on_disconnect = on_disconnect
        client.connect_async(self._entrance, self._port, KEEPALIVE_S)
        client.loop_start()

    def close(self) -> None:
        """Disconnect from the broker."""
        self._pause()
        if self._client is not None:
            client, self._client = self._client, None
            client.on_disconnect = None
            client.disconnect()
            client.loop_stop()

    def _begin(self) -> None:
        if self._client is not None:
            self._pause()
            for name in self._sensors:
                self._wait_for(name)

    def _pause(self) -> None:
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def _wait_for(self, name: str) -> None:
        """Measure at the next multiple of the sensor's period on the machine's clock."""
        period_s, _ = self._sensors[name]
        now_s = self._machine_time_s()
        at_s = period_s * (math.floor(now_s / period_s) + 1)
        loop = asyncio.get_running_loop()
        self._timers[name] = loop.call_later(at_s - now_s, self._measure, name, at_s)

    def _measure(self, name: str, at_s: float) -> None:
        if self._client is None:
            return
        # Out of coverage the send buffer fills up: readings in it would be out of date.
        if not self._waits_to_be_sent(name):
            _, reading = self._sensors[name]
            message = {"time_unix_s": round(time.time(), 3), **reading(at_s)}
            payload = json.dumps(message, separators=(",", ":"))
            self._last[name] = self._client.publish(f"{self._topic}/{name}", payload)
        self._wait_for(name)

    def _waits_to_be_sent(self, name: str) -> bool:
        """Return whether the sensor's last reading is still to be sent (a lost one is not)."""
        last = self._last.get(name)
        if last is None or last.rc != MQTTErrorCode.MQTT_ERR_SUCCESS:
            return False
        return not last.is_published()

    def _vibration(self, at_s: float) -> dict[str, Any]:
        values = self._machine.acceleration_mps2(at_s)
        return {
            "rotation_hz": round(self._machine.rotation_hz, 3),
            "sampling_hz": SAMPLING_HZ,
            "acceleration_mps2": [round(value, 3) for value in values],
        }

    def _temperature(self, at_s: float) -> dict[str, Any]:
        return {"temperature_degc": round(self._machine.temperature_degc(at_s), 2)}
