"""A work order for a machine, handed to the site's broker, where maintenance software takes it.

It goes to `<topic>/work-order` with QoS 1, and counts as handed over once the broker has
acknowledged it: a person has decided, and the machine is not touched.
"""

import asyncio
import contextlib
import json
import time
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from pydantic import AllowInfNan, BaseModel, ConfigDict, Field

from campus5g.errors import choose_from
from campus5g.gateway import mqtt_broker as broker
from campus5g.gateway.access.access import Holder
from campus5g.gateway.evidence.measured import Notary
from campus5g.gateway.problems import GatewayError
from campus5g.gateway.sensors.listening import Sensors
from campus5g.language import t

ACKNOWLEDGED_S = 10.0
KEEPALIVE_S = 15

Words = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00-\x1f]+$")]


class WorkOrder(BaseModel):
    """What is to be done to a machine, and the measurement that it is decided on."""

    model_config = ConfigDict(extra="forbid")

    machine: Annotated[str, Field(max_length=64)]
    action: Words
    reason: Words
    decided_by: Annotated[Words, Field(description="The role of the person, not their name.")]
    measured_unix_s: Annotated[
        float,
        AllowInfNan(False),
        Field(ge=0, le=1e11, description="When the value was measured, by the site's clock."),
    ]


class WorkOrderReceipt(BaseModel):
    """A work order that the broker has acknowledged, noted as a measurement."""

    order: WorkOrder
    topic: str
    acknowledged_unix_s: float = Field(description="When the broker had it, by the site's clock.")
    measurement: str = Field(description="The id that its attestation is requested by.")


async def hand_over(
    order: WorkOrder, sensors: Sensors, holder: Holder, notary: Notary
) -> WorkOrderReceipt:
    """Publish a work order and wait for the broker's acknowledgement.

    Raises:
        GatewayError: the kit has no such machine, or its broker does not take the order.
    """
    part = sensors.check()
    machine = part.machines.get(order.machine)
    if machine is None:
        raise GatewayError(
            HTTPStatus.NOT_FOUND,
            t(
                fr=f"Ce kit n’a pas de machine « {order.machine} ».",
                en=f"This kit has no machine “{order.machine}”.",
            ),
            choose_from(part.machines),
        )
    await sensors.switch_on()
    started_at, topic = datetime.now(UTC), f"{machine.topic}/work-order"
    try:
        async with asyncio.timeout(2 * ACKNOWLEDGED_S):
            await asyncio.to_thread(_publish, part.broker, topic, order.model_dump_json())
    except (OSError, TimeoutError, RuntimeError, ValueError) as error:
        raise _not_taken() from error
    receipt = {
        "order": order.model_dump(mode="json"),
        "topic": topic,
        "acknowledged_unix_s": time.time(),
    }
    measurement = notary.note(
        "work-order",
        order.model_dump(mode="json"),
        holder,
        started_at,
        json.dumps(receipt, ensure_ascii=False).encode(),
    )
    return WorkOrderReceipt.model_validate({**receipt, "measurement": measurement})


def _publish(url: str, topic: str, payload: str) -> None:
    """Publish with QoS 1 and wait for the acknowledgement.

    Raises:
        OSError: the broker can't be reached.
        TimeoutError: it does not acknowledge.
    """
    client = mqtt.Client(CallbackAPIVersion.VERSION2)
    broker.connect(client, url, KEEPALIVE_S)
    client.loop_start()
    try:
        sent = client.publish(topic, payload, qos=1)
        sent.wait_for_publish(ACKNOWLEDGED_S)
        if not sent.is_published():
            raise TimeoutError
    finally:
        with contextlib.suppress(OSError):
            client.disconnect()
        client.loop_stop()


def _not_taken() -> GatewayError:
    return GatewayError(
        HTTPStatus.BAD_GATEWAY,
        t(
            fr="Le courtier MQTT n’a pas accusé réception de l’ordre de travail.",
            en="The MQTT broker did not acknowledge the work order.",
        ),
        t(
            fr="L’ordre n’est pas remis. Vérifiez que mosquitto tourne, puis recommencez.",
            en="The order is not handed over. Check that mosquitto is running, then try again.",
        ),
    )
