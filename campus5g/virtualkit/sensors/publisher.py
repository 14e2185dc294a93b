"""The sensors' MQTT client, on the device: the network lies between it and the site's broker.

Its connection enters the virtual network where the device's programs do, so that N3 and N6 show
MQTT 3.1.1 over TCP. QoS 0: a reading that can't be sent in time is dropped, as the next one
follows. Nothing is measured while there is no broker. With an edge gateway (`EdgePlan`) it is
measured all the same, and readings wait in its store.
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

from campus5g.virtualkit.scenarios.scenario import EdgePlan
from campus5g.virtualkit.sensors.edge import EdgeStore, Stored
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
        edge: the edge gateway between sensors and broker, if there is one.
    """

    def __init__(
        self,
        machine: VirtualMachine,
        topic: str,
        entrance: IPv4Address,
        port: int,
        machine_time_s: Callable[[], float],
        edge: EdgePlan | None = None,
    ) -> None:
        self._machine = machine
        self._topic = topic
        self._entrance = str(entrance)
        self._port = port
        self._machine_time_s = machine_time_s
        self._store = EdgeStore(edge) if edge is not None else None
        self._on_its_way: mqtt.MQTTMessageInfo | None = None
        self._client: mqtt.Client | None = None
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._last: dict[str, mqtt.MQTTMessageInfo] = {}
        self._sensors = {"vibration": self._vibration, "temperature": self._temperature}

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
            loop.call_soon_threadsafe(self._connection_lost)

        def on_publish(_: mqtt.Client, __: Any, message: int, ___: Any, ____: Any) -> None:
            loop.call_soon_threadsafe(self._acknowledged, message)

        client.on_connect = on_connect
        client.on_disconnect = on_disconnect
        client.on_publish = on_publish
        client.connect_async(self._entrance, self._port, KEEPALIVE_S)
        client.loop_start()

    def follow(self, edge: EdgePlan | None) -> None:
        """Put another edge gateway in its place, with an empty store, or none; or leave it."""
        if edge == (None if self._store is None else self._store.plan):
            return
        self._store = EdgeStore(edge) if edge is not None else None
        self._on_its_way = None
        if self._timers:
            self._begin()

    def close(self) -> None:
        """Disconnect from the broker."""
        self._pause()
        if self._client is not None:
            client, self._client = self._client, None
            client.on_disconnect = client.on_publish = None
            client.disconnect()
            client.loop_stop()

    def _begin(self) -> None:
        if self._client is not None:
            self._pause()
            for name in self._sensors:
                self._wait_for(name)
            self._send_stored()

    def _connection_lost(self) -> None:
        if self._store is None:
            self._pause()
        elif self._store.plan.qos == 0:
            self._on_its_way = None
            self._store.lost()

    def _pause(self) -> None:
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def _period_s(self, name: str) -> float:
        if name == "temperature":
            return TEMPERATURE_PERIOD_S
        return VIBRATION_PERIOD_S if self._store is None else self._store.plan.period_s

    def _wait_for(self, name: str) -> None:
        """Measure at the next multiple of the sensor's period on the machine's clock."""
        period_s = self._period_s(name)
        now_s = self._machine_time_s()
        at_s = period_s * (math.floor(now_s / period_s) + 1)
        loop = asyncio.get_running_loop()
        self._timers[name] = loop.call_later(at_s - now_s, self._measure, name, at_s)

    def _measure(self, name: str, at_s: float) -> None:
        if self._client is None:
            return
        if self._store is not None:
            self._keep(name, at_s, self._store)
        # Out of coverage the send buffer fills up: readings in it would be out of date.
        elif not self._waits_to_be_sent(name):
            message = {"time_unix_s": round(time.time(), 3), **self._sensors[name](at_s)}
            payload = json.dumps(message, separators=(",", ":"))
            self._last[name] = self._client.publish(f"{self._topic}/{name}", payload)
        self._wait_for(name)

    def _keep(self, name: str, at_s: float, store: EdgeStore) -> None:
        message = {
            "time_unix_s": round(time.time() + store.plan.clock_ahead_s, 3),
            "number": store.number(name),
            **self._sensors[name](at_s),
        }
        payload = json.dumps(message, separators=(",", ":"))
        store.put(Stored(name, f"{self._topic}/{name}", payload))
        self._send_stored()

    def _send_stored(self) -> None:
        if self._client is None or self._store is None or not self._client.is_connected():
            return
        if (reading := self._store.next_to_send()) is not None:
            qos = self._store.plan.qos
            sent = self._client.publish(reading.topic, reading.payload, qos)
            if qos == 0 and sent.rc != MQTTErrorCode.MQTT_ERR_SUCCESS:
                self._store.lost()
            else:
                self._on_its_way = sent

    def _acknowledged(self, message: int) -> None:
        """Go on to the next stored reading, once the one on its way has arrived."""
        if self._store is None or self._on_its_way is None or self._on_its_way.mid != message:
            return
        self._on_its_way = None
        self._store.acknowledged()
        self._send_stored()

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
