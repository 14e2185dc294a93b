"""A signal measurement, from the order to the noted result."""

import asyncio
import math
import time
from collections.abc import AsyncGenerator, Mapping
from datetime import UTC, datetime

from campus5g.gateway.access.access import Holder
from campus5g.gateway.evidence.measured import Notary
from campus5g.gateway.modems.driver import Modem, ModemBusyError, ModemError
from campus5g.gateway.modems.problems import modem_busy, modem_silent
from campus5g.gateway.modems.signal.orders import SignalOrder, SignalRun, SignalSample
from campus5g.gateway.modems.signal.reading import QUESTION, read
from campus5g.gateway.problems import unknown_ue
from campus5g.inventory import Inventory

ANSWER_S = 10.0


class Sampling:
    """The signal measurements of one kit.

    Args:
        inventory: the kit.
        modems: its modems, by UE.
        notary: notes what was measured.
    """

    def __init__(self, inventory: Inventory, modems: Mapping[str, Modem], notary: Notary) -> None:
        self._emulated = inventory.kind == "virtual"
        self._modems = modems
        self._notary = notary

    def check(self, order: SignalOrder) -> None:
        """Check that an order can be carried out.

        Raises:
            GatewayError: the UE is unknown.
        """
        if order.ue not in self._modems:
            raise unknown_ue(order.ue, self._modems)

    async def run(
        self, order: SignalOrder, holder: Holder
    ) -> AsyncGenerator[SignalSample | SignalRun, None]:
        """Yield a sample per interval, then the run; a slower modem gives fewer samples.

        Raises:
            GatewayError: as `check`, or the modem does not answer.
        """
        self.check(order)
        started_at = datetime.now(UTC)
        samples: list[SignalSample] = []
        loop = asyncio.get_running_loop()
        interval_s = order.interval_ms / 1000
        turns = math.ceil(round(order.seconds / interval_s, 6))
        began_s, turn = loop.time(), 0
        while turn < turns:
            await asyncio.sleep(began_s + turn * interval_s - loop.time())
            samples.append(await self._sample(order.ue))
            yield samples[-1]
            turn = max(turn + 1, math.ceil((loop.time() - began_s) / interval_s))
        measurement = self._notary.note_samples(
            "signal", order, holder, started_at, samples, emulated=self._emulated
        )
        yield SignalRun(order=order, emulated=self._emulated, measurement=measurement)

    async def _sample(self, ue: str) -> SignalSample:
        at = time.time()
        try:
            answer = await self._modems[ue].ask(QUESTION, timeout_s=ANSWER_S)
        except ModemBusyError as error:
            raise modem_busy(ue) from error
        except ModemError as error:
            raise modem_silent(ue, str(error)) from error
        return SignalSample(at=at, **read(answer.lines).model_dump())
