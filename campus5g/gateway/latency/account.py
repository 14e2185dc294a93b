"""The radio model's account of each probe, on a virtual kit."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any, Self

from campus5g.gateway.latency.orders import BUSY_MS, LONGEST_S, LatencyOrder, Leg, Sample
from campus5g.gateway.virtual.control import ask
from campus5g.inventory import Inventory

_PATIENCE_S = 5.0


class Account:
    """Listens while the measurement runs; a real kit has no radio model.

    Args:
        inventory: the kit.
        order: the measurement.
    """

    def __init__(self, inventory: Inventory, order: LatencyOrder) -> None:
        self._control = inventory.control if inventory.kind == "virtual" else None
        self._order = order
        self._legs: dict[tuple[str, int], Leg] = {}
        self._wires_ms: float | None = None
        self._news = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        if self._control is not None:
            self._listening = asyncio.create_task(self._listen())
            await self._until(lambda: self._wires_ms is not None)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)

    async def explained(self, sample: Sample) -> Sample:
        """Return a sample with the model's account, and whether the machine held it up."""
        key = sample.sequence
        if self._wires_ms is None:
            return sample
        if sample.rtt_ms is not None:
            await self._until(lambda: ("uplink", key) in self._legs)
        down, up = (self._legs.pop((way, key), None) for way in ("downlink", "uplink"))
        busy = None
        if sample.rtt_ms is not None and down is not None and up is not None:
            model_ms = self._wires_ms + down.total_ms + up.total_ms
            busy = sample.rtt_ms - model_ms > BUSY_MS
        account = {
            "downlink": down,
            "uplink": up,
            "wires_ms": self._wires_ms,
            "machine_busy": busy,
        }
        return sample.model_copy(update=account)

    async def _until(self, true: Callable[[], bool]) -> None:
        """Wait until the condition holds, or for as long as it is worth waiting."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE_S):
                while not true() and self._listening and not self._listening.done():
                    self._news.clear()
                    await self._news.wait()

    async def _listen(self) -> None:
        if self._control is None:
            return
        wish = {"do": "explain", "ue": self._order.ue, "probe": self._order.via}
        try:
            async with contextlib.aclosing(ask(self._control, wish, 2 * LONGEST_S)) as lines:
                async for line in lines:
                    self._take(line)
                    self._news.set()
        finally:
            # Wakes those who wait: nothing more will come.
            self._news.set()

    def _take(self, line: dict[str, Any]) -> None:
        if "wires_ms" in line:
            self._wires_ms = line["wires_ms"]
        elif line["arrived"]:
            parts = line["parts"]
            self._legs[line["direction"], line["sequence"]] = Leg(
                total_ms=sum(parts.values()),
                parts_ms={name.removesuffix("_ms"): value for name, value in parts.items()},
                transmissions=line["transmissions"],
            )
