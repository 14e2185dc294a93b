"""A work order reaches whoever listens at a real mosquitto, or is not handed over at all."""

import asyncio
import json
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion
from pydantic import ValidationError
from vda5050_kit import broker

from campus5g.evidence import SigningKey
from campus5g.gateway.access.access import Holder
from campus5g.gateway.evidence.measured import Notary
from campus5g.gateway.problems import GatewayError
from campus5g.gateway.sensors.listening import Sensors
from campus5g.gateway.sensors.work_order import WorkOrder, hand_over
from campus5g.inventory import load_inventory
from campus5g.places import KITS
from campus5g.site.running.ports import free_ports

SACHA = Holder("sacha", "lease-1")
ORDER = WorkOrder(
    machine="agv-drive",
    action="Arrêt en fin de poste",
    reason="0,42 m/s² à la BPFO",
    decided_by="chef de poste",
    measured_unix_s=1e9,
)


def of_a_real_kit(port: int, tmp_path: Path) -> tuple[Sensors, Notary]:
    kit = load_inventory(KITS / "virtual.yaml")
    assert kit.sensors is not None
    part = kit.sensors.model_copy(update={"broker": f"mqtt://127.0.0.1:{port}"})
    notary = Notary("hall", "real", SigningKey.at(tmp_path / "key.pem"))
    return Sensors(kit.model_copy(update={"kind": "real", "sensors": part}), notary), notary


async def test_maintenance_software_gets_the_order_before_it_counts_as_handed_over(
    tmp_path: Path,
) -> None:
    (port,) = free_ports(1)
    sensors, notary = of_a_real_kit(port, tmp_path)
    taken: asyncio.Queue[Any] = asyncio.Queue()
    subscribed = asyncio.Event()
    loop = asyncio.get_running_loop()
    software = mqtt.Client(CallbackAPIVersion.VERSION2)
    software.on_subscribe = lambda *_: loop.call_soon_threadsafe(subscribed.set)
    software.on_message = lambda *each: loop.call_soon_threadsafe(taken.put_nowait, each[2])

    with broker(port, tmp_path):
        await asyncio.to_thread(software.connect, "127.0.0.1", port)
        software.loop_start()
        software.subscribe("campus5g/+/work-order", 1)
        async with asyncio.timeout(60):
            await subscribed.wait()
            receipt = await hand_over(ORDER, sensors, SACHA, notary)
            message = await taken.get()
        software.disconnect()
        await asyncio.to_thread(software.loop_stop)

    assert message.topic == receipt.topic == "campus5g/agv-drive/work-order"
    assert json.loads(message.payload) == ORDER.model_dump()
    assert receipt.acknowledged_unix_s > ORDER.measured_unix_s


async def test_without_a_broker_the_order_is_refused_in_a_sentence(
    tmp_path: Path,
) -> None:
    (port,) = free_ports(1)
    sensors, notary = of_a_real_kit(port, tmp_path)

    with pytest.raises(GatewayError, match="acknowledge"):
        await hand_over(ORDER, sensors, SACHA, notary)


@pytest.mark.parametrize("wrong", [{"action": ""}, {"reason": "a\nb"}, {"measured_unix_s": -1}])
def test_an_order_without_words_or_time_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        WorkOrder.model_validate(ORDER.model_dump() | wrong)
