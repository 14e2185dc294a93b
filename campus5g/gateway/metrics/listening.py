"""A run of metrics, from the order to the noted result: core and gNB at the same time."""

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from http import HTTPStatus

from campus5g.gateway.access.access import Holder
from campus5g.gateway.evidence.measured import Notary
from campus5g.gateway.metrics import gnb_driver as gnb_metrics
from campus5g.gateway.metrics.core_driver import CoreMetrics, CoreMetricsError
from campus5g.gateway.metrics.gnb_driver import GnbMetricsError
from campus5g.gateway.metrics.orders import (
    CoreReading,
    GnbReading,
    InfoReading,
    MetricsOrder,
    MetricsRun,
    Reading,
    SilentReading,
)
from campus5g.gateway.problems import GatewayError
from campus5g.inventory import Inventory
from campus5g.language import t

MOST_UNREAD = 16
"""A slow reader holds the sources up, so that nothing piles up here."""


class Metrics:
    """The metrics of one kit.

    Args:
        inventory: the kit.
        notary: notes the readings.
    """

    def __init__(self, inventory: Inventory, notary: Notary) -> None:
        self._core = CoreMetrics(inventory.core)
        self._gnb_url = inventory.gnb.metrics_url
        self._emulated = inventory.kind == "virtual"
        self._notary = notary

    def check(self) -> None:
        """Check that the kit publishes metrics.

        Raises:
            GatewayError: the inventory has no address for metrics.
        """
        if not self._core.known and self._gnb_url is None:
            raise GatewayError(
                HTTPStatus.NOT_IMPLEMENTED,
                t(
                    fr="Ni le cœur ni le gNB de ce kit ne publient de métriques.",
                    en="Neither the core nor the gNB of this kit publishes metrics.",
                ),
                t(
                    fr="Ajoutez metrics_url sous core ou gnb dans l’inventaire.",
                    en="Add metrics_url under core or gnb in the inventory.",
                ),
            )

    async def run(
        self, order: MetricsOrder, holder: Holder
    ) -> AsyncGenerator[Reading | MetricsRun, None]:
        """Yield each reading as it comes, then the run.

        Raises:
            GatewayError: as `check`.
        """
        self.check()
        started_at = datetime.now(UTC)
        readings: list[Reading] = []
        async with contextlib.aclosing(self._readings(order)) as incoming:
            async for reading in incoming:
                readings.append(reading)
                yield reading
        measurement = self._notary.note_samples(
            "metrics", order, holder, started_at, readings, emulated=self._emulated
        )
        yield MetricsRun(order=order, emulated=self._emulated, measurement=measurement)

    async def _readings(self, order: MetricsOrder) -> AsyncGenerator[Reading, None]:
        queue: asyncio.Queue[Reading] = asyncio.Queue(MOST_UNREAD)
        listening = asyncio.create_task(self._listen(order, queue))
        getting: asyncio.Task[Reading] | None = None
        try:
            while not listening.done():
                getting = asyncio.create_task(queue.get())
                await asyncio.wait({getting, listening}, return_when=asyncio.FIRST_COMPLETED)
                if getting.done():
                    yield getting.result()
            while not queue.empty():
                yield queue.get_nowait()
            await listening
        finally:
            tasks = [task for task in (listening, getting) if task is not None]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _listen(self, order: MetricsOrder, queue: asyncio.Queue[Reading]) -> None:
        """Fill the queue until the time is up or every source has finished."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(order.seconds or None), asyncio.TaskGroup() as group:
                if self._core.known:
                    group.create_task(self._ask_core(order, queue))
                if self._gnb_url is not None:
                    group.create_task(self._watch_gnb(self._gnb_url, order, queue))

    async def _ask_core(self, order: MetricsOrder, queue: asyncio.Queue[Reading]) -> None:
        loop = asyncio.get_running_loop()
        due_s = loop.time()
        try:
            info = await self._core.info()
            await queue.put(InfoReading.model_validate({"at": time.time(), **info}))
            while True:
                samples = await self._core.samples()
                await queue.put(CoreReading(at=time.time(), samples=samples))
                if not order.seconds:
                    return
                due_s = max(due_s + order.interval_ms / 1000, loop.time())
                await asyncio.sleep(due_s - loop.time())
        except CoreMetricsError as error:
            await queue.put(SilentReading(at=time.time(), source="core", detail=str(error)))

    async def _watch_gnb(
        self, url: str, order: MetricsOrder, queue: asyncio.Queue[Reading]
    ) -> None:
        try:
            async with contextlib.aclosing(gnb_metrics.reports(url)) as reports:
                async for cells in reports:
                    await queue.put(GnbReading(at=time.time(), cells=cells))
                    if not order.seconds:
                        return
        except GnbMetricsError as error:
            await queue.put(SilentReading(at=time.time(), source="gnb", detail=str(error)))
