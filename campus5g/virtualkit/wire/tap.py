"""A capture tap: live pcapng, served as pcap-over-IP to any number of readers."""

import asyncio
import logging
import time
from typing import cast

from campus5g.pcapng import writer
from campus5g.virtualkit.listening import listening

LONGEST_BACKLOG_BYTES = 4 << 20

_ETHERNET = 1

_log = logging.getLogger(__name__)


class Tap:
    """One capture point.

    Each reader gets a valid pcapng stream from when it connects: section and interface
    description, then every later packet. Packets are handed to the readers' sockets
    before `see` returns.

    Args:
        name: the interface's name in the stream.
        backlog_bytes: the limit of unsent bytes for one reader; beyond it that reader loses
            packets (the next packet it gets reports how many), and no other reader is delayed.
    """

    def __init__(self, name: str, backlog_bytes: int = LONGEST_BACKLOG_BYTES) -> None:
        self.name = name
        self.backlog_bytes = backlog_bytes
        self.readers: set[Reader] = set()

    async def listen(self, host: str, port: int) -> asyncio.Server:
        """Start serving readers.

        Raises:
            CampusError: when the address can't be used.
        """
        loop = asyncio.get_running_loop()
        with listening(f"Capture point {self.name}", f"{host}:{port}"):
            return await loop.create_server(lambda: Reader(self), host, port)

    def see(self, frame: bytes) -> None:
        """Send an Ethernet frame to every reader, stamped with the time of the call."""
        time_ns = time.time_ns()
        for reader in self.readers:
            reader.take(frame, time_ns)


class Reader(asyncio.Protocol):
    """One connection to a tap."""

    def __init__(self, tap: Tap) -> None:
        self._tap = tap
        self._dropped = 0
        self.lost = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start the stream."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(
            writer.section_header("Campus 5G virtual kit")
            + writer.interface_description(_ETHERNET, self._tap.name)
        )
        self._tap.readers.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Remove the reader."""
        self._tap.readers.discard(self)
        if self.lost:
            _log.warning(
                "a reader of %s was too slow and lost %d packets", self._tap.name, self.lost
            )

    def take(self, frame: bytes, time_ns: int) -> None:
        """Send a packet, or count it as lost when the backlog is full."""
        if self._transport.get_write_buffer_size() + len(frame) > self._tap.backlog_bytes:
            self.lost += 1
            self._dropped += 1
            return
        block = writer.enhanced_packet(0, time_ns, frame, dropped=self._dropped)
        self._transport.write(block)
        self._dropped = 0
