"""User plane orders on the control port: open a port, ping, explain delays."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from campus5g.air.passage import Passage
from campus5g.errors import CampusError
from campus5g.inventory import Service
from campus5g.language import t
from campus5g.virtualkit.control.port import Answers, Control, Order, no_such_ue
from campus5g.virtualkit.ran.radio import AirInterface, Transmission, UserData
from campus5g.virtualkit.userplane.host import Host
from campus5g.virtualkit.userplane.plane import Crossing
from campus5g.virtualkit.userplane.probes import PROBES, sequence_of

ECHO_LIMIT_S = 3.0
MOST_UNREAD = 4096
LAST_SERVICE_PORT = 32_767
"""The ports above are those that hosts choose themselves."""


class _Order(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Forward(_Order):
    protocol: Literal["udp", "tcp"]
    port: int = Field(ge=1024, le=LAST_SERVICE_PORT)


class _Ping(_Order):
    ue: str
    count: int = Field(ge=1, le=10_000)
    interval_ms: float = Field(ge=1, le=60_000)
    size_bytes: int = Field(ge=8, le=1372)


class _Explain(_Order):
    ue: str
    probe: Literal["stamp", "irtt", "icmp"]


class UserPlaneOrders:
    """The orders about the user plane.

    Args:
        crossing: the ports of real programs.
        site: the site's host.
        devices: the UEs' hosts.
        air: the UEs' air interfaces.
        wires_s: returns the time of a round trip outside the air interface, in seconds.
    """

    def __init__(
        self,
        crossing: Crossing,
        site: Host,
        devices: dict[str, Host],
        air: dict[str, AirInterface],
        wires_s: Callable[[], float],
    ) -> None:
        self._crossing = crossing
        self._site = site
        self._devices = devices
        self._air = air
        self._wires_s = wires_s
        self._identifiers = 0

    def join(self, control: Control) -> None:
        """Register the orders with the control port."""
        control.commands |= {
            "forward": self._forward,
            "ping": self._ping,
            "explain": self._explain,
        }

    async def _forward(self, order: Order) -> Answers:
        """Open a port at every device, in both directions."""
        asked = _valid(_Forward, order)
        name = f"{asked.protocol}-{asked.port}"
        await self._crossing.open(Service(name=name, protocol=asked.protocol, port=asked.port))
        yield {"open": True}

    async def _ping(self, order: Order) -> Answers:
        """Send ICMP Echo messages from the site; answer with each reply or loss, in order."""
        asked = _valid(_Ping, order)
        device = self._device(asked.ue)
        self._identifiers = self._identifiers % 0xFFFF + 1
        identifier, payload = self._identifiers, bytes(asked.size_bytes)
        loop = asyncio.get_running_loop()
        start_s = loop.time()
        waiting: list[asyncio.Task[dict[str, Any]]] = []

        async def echo(sequence: int) -> dict[str, Any]:
            await asyncio.sleep(start_s + sequence * asked.interval_ms / 1000 - loop.time())
            sent_s, began_s = time.time(), loop.time()
            rtt_ms = None
            if device.address is not None:
                try:
                    async with asyncio.timeout(ECHO_LIMIT_S):
                        await self._site.ping(device.address, identifier, sequence, payload)
                    rtt_ms = 1000 * (loop.time() - began_s)
                except TimeoutError:
                    pass
            return {"sequence": sequence, "sent_s": sent_s, "rtt_ms": rtt_ms}

        try:
            waiting = [loop.create_task(echo(sequence)) for sequence in range(asked.count)]
            for task in waiting:
                yield await task
        finally:
            for task in waiting:
                task.cancel()

    async def _explain(self, order: Order) -> Answers:
        """Answer with the parts of the delay of each probe that passes a UE's air interface."""
        asked = _valid(_Explain, order)
        self._device(asked.ue)
        air, probe = self._air[asked.ue], PROBES[asked.probe]
        reports: asyncio.Queue[dict[str, Any]] = asyncio.Queue(MOST_UNREAD)

        def watch(direction: str, transmission: Transmission, passage: Passage) -> None:
            if not isinstance(transmission, UserData) or reports.full():
                return
            sequence = sequence_of(transmission.packet, probe)
            if sequence is not None:
                reports.put_nowait(
                    {
                        "direction": direction,
                        "sequence": sequence,
                        "arrived": passage.arrival_s is not None,
                        "transmissions": passage.transmissions,
                        "parts": asdict(passage.parts),
                    }
                )

        air.watchers.append(watch)
        try:
            yield {"wires_ms": 1000 * self._wires_s()}
            while True:
                yield await reports.get()
        finally:
            air.watchers.remove(watch)

    def _device(self, ue: str) -> Host:
        if ue not in self._devices:
            raise no_such_ue(ue, self._devices)
        return self._devices[ue]


def _valid(kind: type[Any], order: Order) -> Any:
    try:
        return kind.model_validate(order)
    except ValidationError as error:
        finding = error.errors()[0]
        where = ".".join(str(step) for step in finding["loc"])
        raise CampusError(
            t(
                fr=f"L’ordre n’est pas valable ({where} : {finding['msg']}).",
                en=f"The order is not valid ({where}: {finding['msg']}).",
            ),
            t(fr="Corrigez cette valeur.", en="Correct that value."),
        ) from error
