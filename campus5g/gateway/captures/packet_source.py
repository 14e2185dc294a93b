"""A stream of packets from a capture point, over any connected socket.

The socket is read in a callback, never in a task, so that a stop can read what the kit has already
sent and lose nothing.
"""

import asyncio
import logging
import socket
import time
from collections.abc import Callable

from campus5g.language import t
from campus5g.pcapng.reader import Packet, PacketFormatError, PacketReader

_PIECE = 256 * 1024
_LARGEST_BLOCK_BYTES = 1024 * 1024
_LONGEST_DRAIN_S = 1.0

log = logging.getLogger(__name__)


class CapturePointError(Exception):
    """A capture point that does not answer, or does not send packets."""


class PacketSource:
    """What comes from one capture point over a connected socket."""

    late_s = 0.0
    """How long a captured packet may take to arrive here."""
    speaks = "pcap"
    """The protocol that the other end should speak."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._reader = PacketReader(_LARGEST_BLOCK_BYTES)
        self._loop = asyncio.get_running_loop()
        self._started = self._loop.create_future()
        self._early: list[Packet] = []
        self._on_packets: Callable[[list[Packet]], None] = self._early.extend
        self._on_end: Callable[[str], None] = lambda reason: None
        self.ended = ""
        self._loop.add_reader(connection, self._readable)

    async def started(self) -> None:
        """Wait for the stream's header: from then on nothing is missed.

        Raises:
            CapturePointError: the stream ended, or is not a packet stream.
        """
        await self._started

    @property
    def link_types(self) -> list[int]:
        """The link types that the stream has announced."""
        return self._reader.link_types

    def deliver(
        self, on_packets: Callable[[list[Packet]], None], on_end: Callable[[str], None]
    ) -> None:
        """Hand packets over as they come, starting with those that came in the meantime."""
        self._on_packets, self._on_end = on_packets, on_end
        early, self._early = self._early, []
        if early:
            on_packets(early)
        if self.ended:
            on_end(self.ended)

    def drain(self) -> None:
        """Read everything that the kit has already sent, and deliver it."""
        deadline = time.monotonic() + _LONGEST_DRAIN_S
        while not self.ended and self._read_piece() and time.monotonic() < deadline:
            pass

    def close(self) -> None:
        """Disconnect."""
        if self._socket.fileno() != -1:
            self._loop.remove_reader(self._socket)
            self._socket.close()

    def _readable(self) -> None:
        self._read_piece()

    def _read_piece(self) -> bool:
        try:
            data = self._socket.recv(_PIECE)
        except (BlockingIOError, InterruptedError):
            return False
        except OSError as error:
            self._end(error.strerror or str(error))
            return False
        if not data:
            self._end(t(fr="le kit a fermé le flux", en="the kit closed the stream"))
            return False
        try:
            packets = list(self._reader.feed(data))
        except PacketFormatError as error:
            log.warning("not %s: %s", self.speaks, error)
            self._end(t(fr=f"il ne parle pas {self.speaks}", en=f"it does not speak {self.speaks}"))
            return False
        if self._reader.started and not self._started.done():
            self._started.set_result(None)
        if packets:
            self._on_packets(packets)
        return True

    def _end(self, reason: str) -> None:
        self.ended = reason
        self._loop.remove_reader(self._socket)
        if not self._started.done():
            self._started.set_exception(CapturePointError(reason))
        self._on_end(reason)
