"""A run of sensor readings, from the order to the noted result."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from http import HTTPStatus

from campus5g.gateway.access.access import Holder
from campus5g.gateway.evidence.measured import Notary
from campus5g.gateway.problems import GatewayError
from campus5g.gateway.sensors import switch
from campus5g.gateway.sensors.driver import SensorFeed, SensorsError
from campus5g.gateway.sensors.orders import SensorReading, SensorsOrder, SensorsRun
from campus5g.inventory import Inventory
from campus5g.inventory import Sensors as SensorsPart
from campus5g.language import t

MOST_KEPT_BYTES = 32 << 20
"""A run with more data ends early."""


class Sensors:
    """The sensors of one kit.

    Args:
        inventory: the kit.
        notary: notes the readings.
    """

    def __init__(self, inventory: Inventory, notary: Notary) -> None:
        self._part = inventory.sensors
        self._control = inventory.control if inventory.kind == "virtual" else None
        self._notary = notary

    def check(self) -> SensorsPart:
        """Return the kit's sensors.

        Raises:
            GatewayError: the kit does not have any.
        """
        if self._part is None:
            raise GatewayError(
                HTTPStatus.NOT_IMPLEMENTED,
                t(fr="Ce kit n’a pas de capteurs.", en="This kit does not have sensors."),
                t(
                    fr="Choisissez un kit avec capteurs, ou ajoutez sensors à l’inventaire.",
                    en="Choose a kit with sensors, or add sensors to the inventory.",
                ),
            )
        return self._part

    async def switch_on(self) -> None:
        """Make a virtual kit's sensors publish; real ones always do.

        Raises:
            GatewayError: the kit does not answer, or mosquitto is not installed.
        """
        if self._control is not None:
            await switch.switch_on(self._control)

    async def run(
        self, order: SensorsOrder, holder: Holder
    ) -> AsyncGenerator[SensorReading | SensorsRun, None]:
        """Yield each reading as it comes, then the run.

        Raises:
            GatewayError: as `check`, or the broker does not answer.
        """
        part = self.check()
        await self.switch_on()
        started_at = datetime.now(UTC)
        readings: list[str] = []
        room = MOST_KEPT_BYTES
        try:
            async with SensorFeed(part) as feed, contextlib.aclosing(feed.readings()) as incoming:
                end_s = asyncio.get_running_loop().time() + order.seconds
                while room > 0:
                    try:
                        async with asyncio.timeout_at(end_s):
                            machine, values = await anext(incoming)
                    except TimeoutError:
                        break
                    reading = SensorReading(machine=machine, received_at=time.time(), values=values)
                    readings.append(reading.model_dump_json())
                    room -= len(readings[-1])
                    yield reading
        except SensorsError as error:
            raise _silent(str(error)) from error
        yield SensorsRun(
            order=order,
            emulated=self._control is not None,
            dropped=feed.dropped,
            unreadable=feed.unreadable,
            measurement=self._note(order, holder, started_at, readings),
        )

    def _note(
        self, order: SensorsOrder, holder: Holder, started_at: datetime, readings: list[str]
    ) -> str:
        emulated = json.dumps(self._control is not None)
        artefact = f'{{"emulated":{emulated},"samples":[{",".join(readings)}]}}'
        return self._notary.note(
            "sensors", order.model_dump(mode="json"), holder, started_at, artefact.encode()
        )


def _silent(detail: str) -> GatewayError:
    return GatewayError(
        HTTPStatus.BAD_GATEWAY,
        t(
            fr=f"Le courtier MQTT des capteurs ne répond pas, ou ne répond plus ({detail}).",
            en=f"The sensors' MQTT broker does not answer, or has stopped answering ({detail}).",
        ),
        t(
            fr="Vérifiez que mosquitto tourne à l’adresse de l’inventaire, puis recommencez.",
            en="Check that mosquitto is running at the inventory's address, then try again.",
        ),
    )
