"""A capture: packets of one or several points, merged into one bounded pcapng file.

Readers read the file, never the kit: a slow reader holds nothing up.
"""

import asyncio
import contextlib
import hashlib
import heapq
import logging
import time
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field

from campus5g.gateway.access.access import Holder
from campus5g.gateway.captures.packet_source import PacketSource
from campus5g.gateway.evidence.measured import Notary
from campus5g.pcapng import writer
from campus5g.pcapng.reader import Packet

PCAPNG = "application/x-pcapng"
LONGEST_S = 600
LARGEST_BYTES = 64 * 1024 * 1024
MOST_UPDATES_PER_SECOND = 5
FIRST_WATCHER_S = 15.0

_REORDER_S = 0.1
_MOST_HELD_BYTES = 8 * 1024 * 1024
_STREAM_PIECE = 64 * 1024

log = logging.getLogger(__name__)

Reason = Literal["asked", "time", "size", "kit", "abandoned", "lease", "gateway"]


def _each_once(points: list[str]) -> list[str]:
    return list(dict.fromkeys(points))


class CaptureOrder(BaseModel):
    """What to capture, and for how long at most."""

    points: Annotated[list[str], Field(min_length=1, max_length=16), AfterValidator(_each_once)]
    max_seconds: Annotated[float, Field(gt=0, le=LONGEST_S)] = 120
    max_bytes: Annotated[int, Field(ge=4096, le=LARGEST_BYTES)] = LARGEST_BYTES
    while_watched: bool = Field(
        default=False,
        description="Stop once no client follows the progress any more.",
    )


class CaptureState(BaseModel):
    """The state of a capture."""

    id: str
    points: list[str]
    state: Literal["running", "stopped"]
    packets: int = Field(description="Packets in the file.")
    bytes: int = Field(description="Size of the file.")
    started_at: AwareDatetime
    stopped_at: AwareDatetime | None = None
    reason: Reason | None = Field(
        default=None,
        description="Why it stopped: asked for, time or size limit reached, the kit closed its "
        "stream, the client is gone, its lease ended, the gateway ended.",
    )
    detail: str = Field(
        default="", description="The point that closed, where the reason is the kit."
    )
    measurement: str | None = Field(
        default=None, description="The id that a stopped capture's attestation is requested by."
    )


class Capture:
    """One running or finished capture and its file."""

    def __init__(
        self,
        order: CaptureOrder,
        sources: Mapping[str, PacketSource],
        descriptions: Mapping[str, str],
        file: Path,
        holder: Holder,
        notary: Notary,
    ) -> None:
        self.order = order
        self.holder = holder
        self._notary = notary
        self._digest = hashlib.sha256()
        self._measurement: str | None = None
        self.path = file
        self.id = file.stem
        self._sources = sources
        self._descriptions = descriptions
        self._file = file.open("wb", buffering=0)
        self._interfaces: dict[tuple[str, int], int] = {}
        self._held: list[tuple[int, int, float, str, Packet]] = []
        self._held_bytes = 0
        self._arrivals = 0
        self._packets = 0
        self._bytes = 0
        self._full = False
        self._watchers = 0
        self._changed = asyncio.Event()
        self._stopped = asyncio.Event()
        self._started_at = datetime.now(UTC)
        self._stopped_at: datetime | None = None
        self._reason: Reason | None = None
        self._detail = ""
        self._loop = asyncio.get_running_loop()
        self._flush: asyncio.TimerHandle | None = None
        self._limits = [self._loop.call_later(order.max_seconds, self.stop, "time")]
        if order.while_watched:
            self._limits.append(self._loop.call_later(FIRST_WATCHER_S, self._if_unwatched))
        self._begin()

    @property
    def running(self) -> bool:
        """Whether the capture still takes packets."""
        return self._stopped_at is None

    @property
    def state(self) -> CaptureState:
        """The current state."""
        return CaptureState(
            id=self.id,
            points=self.order.points,
            state="running" if self.running else "stopped",
            packets=self._packets,
            bytes=self._bytes,
            started_at=self._started_at,
            stopped_at=self._stopped_at,
            reason=self._reason,
            detail=self._detail,
            measurement=self._measurement,
        )

    async def finish(self) -> None:
        """Stop on request; what the points have seen by now is in the file."""
        late_s = max(source.late_s for source in self._sources.values())
        if self.running and late_s:
            await asyncio.sleep(late_s)
        self.stop("asked")

    def stop(self, reason: Reason, detail: str = "") -> None:
        """Take what the kit has already sent, disconnect, and close the file; safe to repeat."""
        if not self.running:
            return
        self._stopped_at = datetime.now(UTC)
        for timer in (*self._limits, *([self._flush] if self._flush else [])):
            timer.cancel()
        for source in self._sources.values():
            source.drain()
            source.close()
        self._write_held(until=float("inf"))
        self._reason, self._detail = ("size", "") if self._full else (reason, detail)
        self._file.close()
        self._measurement = self._notary.note_file(
            "capture",
            {"points": list(self.order.points), "max_seconds": self.order.max_seconds},
            self.holder,
            self._started_at,
            self._stopped_at,
            self._digest.hexdigest(),
            self._bytes,
            PCAPNG,
        )
        self._stopped.set()
        self._notify()

    async def progress(self) -> AsyncIterator[CaptureState]:
        """Yield the state now, then whenever it changes, until the capture stops."""
        self._watchers += 1
        try:
            while True:
                changed, state = self._changed, self.state
                yield state
                if state.state == "stopped":
                    return
                await changed.wait()
                await self._pause()
        finally:
            self._watchers -= 1
            if self.order.while_watched:
                self._if_unwatched()

    async def contents(self, *, follow: bool) -> AsyncIterator[bytes]:
        """Yield the file from its beginning; with ``follow``, live until the capture stops."""
        with self.path.open("rb") as file:
            while True:
                changed, running = self._changed, self.running
                while piece := file.read(_STREAM_PIECE):
                    yield piece
                if not (follow and running):
                    return
                await changed.wait()

    def _begin(self) -> None:
        """Write the header, and take what the points have sent since they were connected."""
        self._write(writer.section_header("Campus 5G gateway"))
        for point, source in self._sources.items():
            for link_type in source.link_types:
                self._interface(point, link_type)
        for point, source in self._sources.items():
            source.deliver(partial(self._arrived, point), partial(self._source_ended, point))

    def _source_ended(self, point: str, detail: str) -> None:
        log.warning("capture %s: %s: %s", self.id, point, detail)
        self.stop("kit", point)

    def _if_unwatched(self) -> None:
        if self._watchers == 0:
            self.stop("abandoned")

    async def _pause(self) -> None:
        """Wait a fifth of a second for more changes, or until the capture stops."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1 / MOST_UPDATES_PER_SECOND):
                await self._stopped.wait()

    def _arrived(self, point: str, packets: list[Packet]) -> None:
        """Hold packets for a moment, to put those of several points in order of time."""
        now = self._loop.time()
        for packet in packets:
            self._arrivals += 1
            time_ns = time.time_ns() if packet.time_ns is None else packet.time_ns
            heapq.heappush(self._held, (time_ns, self._arrivals, now, point, packet))
            self._held_bytes += len(packet.data)
        if not self.running:
            return
        if self._held_bytes > _MOST_HELD_BYTES:
            self._write_held(until=float("inf"))
        if self._full:
            self.stop("size")
        elif self._held and self._flush is None:
            self._flush = self._loop.call_later(_REORDER_S, self._flush_due)

    def _flush_due(self) -> None:
        self._flush = None
        self._write_held(until=self._loop.time() - _REORDER_S)
        if self._full:
            self.stop("size")
        elif self._held:
            self._flush = self._loop.call_later(_REORDER_S, self._flush_due)

    def _write_held(self, until: float) -> None:
        """Write, oldest first, the packets that arrived by a time of the loop's clock."""
        blocks = bytearray()
        while self._held and self._held[0][2] <= until:
            time_ns, _, _, point, packet = heapq.heappop(self._held)
            self._held_bytes -= len(packet.data)
            interface = self._interface(point, packet.link_type)
            block = writer.enhanced_packet(interface, time_ns, packet.data, packet.length)
            self._full = self._full or (
                self._bytes + len(blocks) + len(block) > self.order.max_bytes
            )
            if self._full:
                continue
            blocks += block
            self._packets += 1
        self._write(blocks)

    def _interface(self, point: str, link_type: int) -> int:
        key = (point, link_type)
        if key not in self._interfaces:
            description = self._descriptions.get(point, "")
            self._write(writer.interface_description(link_type, point, description))
            self._interfaces[key] = len(self._interfaces)
        return self._interfaces[key]

    def _write(self, data: bytes | bytearray) -> None:
        if data:
            self._file.write(data)
            self._digest.update(data)
            self._bytes += len(data)
            self._notify()

    def _notify(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
