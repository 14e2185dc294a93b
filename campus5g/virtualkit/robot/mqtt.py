"""The vehicle's MQTT client, on the data network's side of the virtual network.

Messages between the broker and the vehicle pass through the network, in both directions.
"""

import asyncio
import contextlib
import json
import logging
import socket
from typing import Any
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from campus5g.inventory import Vda5050
from campus5g.virtualkit.robot.carriage import End
from campus5g.virtualkit.robot.vda5050 import header

KEEPALIVE_S = 15
ROBOT_CHECK_S = 10.0
LONGEST_PAUSE_S = 10
LARGEST_MESSAGE = 256 << 10

_log = logging.getLogger(__name__)


class MqttRelay:
    """A connection to the broker for as long as the kit runs, re-established when lost.

    Args:
        url: the broker's URL, `mqtt://host:port`.
        identity: the vehicle's identity.
        end: this end of the conversation with the vehicle.
    """

    def __init__(self, url: str, identity: Vda5050, end: End) -> None:
        self._address = urlsplit(url)
        self._topic = identity.topic
        self._end = end
        self._check: asyncio.TimerHandle | None = None
        self._told = False
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2)
        self._client.reconnect_delay_set(1, LONGEST_PAUSE_S)
        broken = header(identity, 0) | {"connectionState": "CONNECTIONBROKEN"}
        self._client.will_set(f"{self._topic}/connection", json.dumps(broken), 1, retain=True)
        self._offline = header(identity, 0) | {"connectionState": "OFFLINE"}
        end.on_message = self._publish
        end.on_lost = self._on_lost

    def start(self) -> None:
        """Connect, now or as soon as the broker is reachable."""
        loop = asyncio.get_running_loop()

        def on_connect(client: mqtt.Client, *_: Any) -> None:
            client.subscribe([(f"{self._topic}/order", 0), (f"{self._topic}/instantActions", 0)])
            loop.call_soon_threadsafe(self._on_connected)

        def on_failure(*_: Any) -> None:
            if not self._told:
                self._told = True
                _log.info("no MQTT broker at %s yet; the robot keeps trying", self._address.netloc)

        def on_message(_: mqtt.Client, __: Any, message: mqtt.MQTTMessage) -> None:
            if len(message.payload) <= LARGEST_MESSAGE:
                topic = message.topic.rpartition("/")[2]
                text = message.payload.decode("utf-8", "replace")
                loop.call_soon_threadsafe(self._deliver, topic, text)

        self._client.on_connect = on_connect
        self._client.on_connect_fail = on_failure
        self._client.on_message = on_message
        self._client.connect_async(
            self._address.hostname or "localhost", self._address.port or 1883, KEEPALIVE_S
        )
        self._client.loop_start()

    def close(self) -> None:
        """Disconnect from the broker."""
        if self._check is not None:
            self._check.cancel()
        if self._client.is_connected():
            topic = f"{self._topic}/connection"
            self._client.publish(topic, json.dumps(self._offline), 1, retain=True)
        self._client.disconnect()
        self._client.loop_stop()

    def _on_connected(self) -> None:
        self._deliver("connected", "")
        if self._check is None:
            self._check_robot()

    def _check_robot(self) -> None:
        """Probe the robot periodically, so that a broken radio link is noticed without traffic."""
        self._end.send(b"")
        self._check = asyncio.get_running_loop().call_later(ROBOT_CHECK_S, self._check_robot)

    def _deliver(self, topic: str, text: str) -> None:
        if self._end.roomy:
            self._end.send(json.dumps([topic, text]).encode())

    def _publish(self, message: bytes) -> None:
        frame = json.loads(message)
        topic, retain = frame["topic"], frame["retain"]
        self._client.publish(
            f"{self._topic}/{topic}", json.dumps(frame["payload"]), int(retain), retain=retain
        )

    def _on_lost(self) -> None:
        """Drop the connection, so that the broker publishes the vehicle's last will."""
        _log.info("the vehicle doesn't answer: its MQTT connection is dropped")
        connection = self._client.socket()
        if isinstance(connection, socket.socket):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
