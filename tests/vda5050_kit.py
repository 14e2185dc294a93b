"""A virtual kit whose robot is a VDA 5050 vehicle, on its own mosquitto."""

import json
import os
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
import yaml
from paho.mqtt.enums import CallbackAPIVersion
from running_program import running

from campus5g.inventory import Inventory, load_inventory
from campus5g.places import KITS

WITHIN_S = 90
IDENTITY = {"manufacturer": "campus5g", "serial_number": "agv-1"}


@dataclass(frozen=True)
class VehicleKit:
    """The kit and its inventory file."""

    inventory: Inventory
    file: Path
    block: str
    broker_port: int


@contextmanager
def broker(port: int, folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run mosquitto on a port until the block ends."""
    settings = folder / "mosquitto.conf"
    settings.write_text(
        f"listener {port} 127.0.0.1\nallow_anonymous true\nconnection_messages false\n"
    )
    program = "/usr/sbin/mosquitto" if Path("/usr/sbin/mosquitto").exists() else "mosquitto"
    command = [program, "-c", str(settings)]
    with running(command, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        assert any(b"running" in line for line in process.stderr)
        yield process


def vehicle_kit_file(port: int, folder: Path, version: str = "2.1.0") -> Path:
    """Write the inventory of a virtual kit with a VDA 5050 vehicle whose broker is at a port."""
    described = yaml.safe_load((KITS / "virtual.yaml").read_text())
    described["robots"]["agv"] |= {
        "protocol": "vda5050",
        "url": f"mqtt://127.0.0.1:{port}",
        "vda5050": {**IDENTITY, "version": version},
    }
    file = folder / "kit.yaml"
    file.write_text(yaml.safe_dump(described))
    return file


@contextmanager
def vehicle_kit(port: int, folder: Path, version: str = "2.1.0") -> Iterator[VehicleKit]:
    """Run the virtual kit with a VDA 5050 vehicle whose broker is at a port."""
    file = vehicle_kit_file(port, folder, version)
    with running(
        [
            *(sys.executable, "-m", "campus5g.virtualkit", "--inventory", str(file)),
            *("--owner", f"vehicle {os.getpid()}", "--until-stdin-closes"),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        block = json.loads(process.stdout.readline())["block"]
        yield VehicleKit(load_inventory(file), file, block, port)
        process.stdin.close()
        process.wait(WITHIN_S)


class Master:
    """A master control that notes everything the vehicle says."""

    def __init__(self, kit: VehicleKit) -> None:
        identity = kit.inventory.robots["agv"].vda5050
        assert identity is not None
        self.topic = identity.topic
        self.received: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.in_order: list[tuple[str, dict[str, Any]]] = []
        """All messages, by topic, as the broker delivered them."""
        self._news = threading.Condition()
        self._number = 0
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2)
        self._client.on_connect = lambda client, *_: client.subscribe(f"{self.topic}/#")
        self._client.on_message = self._note
        self._client.connect("127.0.0.1", kit.broker_port)
        self._client.loop_start()

    def close(self) -> None:
        """Leave."""
        self._client.disconnect()
        self._client.loop_stop()

    def publish(self, topic: str, **body: Any) -> dict[str, Any]:
        """Publish a message and return it."""
        self._number += 1
        message = {
            "headerId": self._number,
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%S.00Z", time.gmtime()),
            "version": "2.1.0",
            "manufacturer": IDENTITY["manufacturer"],
            "serialNumber": IDENTITY["serial_number"],
            **body,
        }
        self._client.publish(f"{self.topic}/{topic}", json.dumps(message))
        return message

    def act(self, kind: str, identifier: str) -> None:
        """Ask for an instant action."""
        action = {"actionId": identifier, "actionType": kind, "blockingType": "NONE"}
        self.publish("instantActions", actions=[action])

    def order(self, name: str, *places: tuple[float, float], update: int = 0) -> dict[str, Any]:
        """Order the vehicle along some places, the first where it is."""
        nodes = [
            {
                "nodeId": f"n{number}",
                "sequenceId": 2 * number,
                "released": True,
                "nodePosition": {"x": x, "y": y, "mapId": "hall"},
                "actions": [],
            }
            for number, (x, y) in enumerate(places)
        ]
        edges = [
            {
                "edgeId": f"e{number}",
                "sequenceId": 2 * number + 1,
                "released": True,
                "startNodeId": f"n{number}",
                "endNodeId": f"n{number + 1}",
                "maxSpeed": 0.5,
                "actions": [],
            }
            for number in range(len(places) - 1)
        ]
        return self.publish("order", orderId=name, orderUpdateId=update, nodes=nodes, edges=edges)

    def wait(
        self, topic: str, fits: Callable[[dict[str, Any]], bool] = lambda _: True
    ) -> dict[str, Any]:
        """Wait for a message of a topic that fits, earlier ones included, and return it."""
        deadline = time.monotonic() + WITHIN_S
        seen = 0
        with self._news:
            while True:
                for message in self.received[topic][seen:]:
                    if fits(message):
                        return message
                seen = len(self.received[topic])
                left_s = deadline - time.monotonic()
                assert left_s > 0, f"nothing of the kind on {topic}: {self.received[topic][-1:]}"
                self._news.wait(left_s)

    def finished(self, identifier: str) -> dict[str, Any]:
        """Wait until an instant action has ended and return the state that says so."""

        def ended(state: dict[str, Any]) -> bool:
            return any(
                action["actionId"] == identifier
                and action["actionStatus"] in ("FINISHED", "FAILED")
                for action in state["actionStates"]
            )

        return self.wait("state", ended)

    def _note(self, _: Any, __: Any, message: mqtt.MQTTMessage) -> None:
        with self._news:
            topic = message.topic.rpartition("/")[2]
            body = json.loads(message.payload)
            self.received[topic].append(body)
            self.in_order.append((topic, body))
            self._news.notify_all()
