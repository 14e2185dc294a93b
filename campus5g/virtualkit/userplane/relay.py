"""Relays between a real TCP connection and an emulated one, with backpressure."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Callable
from ipaddress import IPv4Address
from typing import cast

from campus5g.virtualkit.codecs.protocol_error import ProtocolError
from campus5g.virtualkit.userplane.host import Host
from campus5g.virtualkit.userplane.tcp import RECEIVE_BUFFER_BYTES, SEND_BUFFER_BYTES, TcpEnd

DIAL_LIMIT_S = 5.0

_RESET_AT_CLOSE = struct.pack("ii", 1, 0)

Address = tuple[str, int]


class Relay(asyncio.Protocol):
    """A relay: what is read from one connection is written to the other.

    Once the emulated connection's send buffer is full, a real program's data waits in its socket;
    the emulated window reflects what the real program has not read yet.
    """

    def __init__(self) -> None:
        self._end: TcpEnd | None = None
        self._transport: asyncio.Transport | None = None
        self._reading = False
        self._ended = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Store the real connection; nothing is read until the emulated one is established."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.pause_reading()
        self._transport.set_write_buffer_limits(RECEIVE_BUFFER_BYTES // 4, 0)

    def data_received(self, data: bytes) -> None:
        """Forward data from the real program."""
        if self._end is not None:
            self._end.write(data)
            if self._reading and self._end.room <= 0 and self._transport is not None:
                self._reading = False
                self._transport.pause_reading()

    def eof_received(self) -> bool:
        """Forward the real program's end of stream; the other direction stays open."""
        if self._end is not None:
            self._end.finish()
        return True

    def resume_writing(self) -> None:
        """Open the emulated window: the real program has read."""
        if self._end is not None:
            self._end.update_window()

    def connection_lost(self, exc: Exception | None) -> None:
        """Abort the emulated connection, unless it has ended."""
        self._transport = None
        if self._end is not None and not self._ended:
            self._end.abort()

    def connected(self) -> None:
        """Start reading."""
        self._read_on()

    def received(self, data: bytes) -> None:
        """Forward data to the real program."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def room(self) -> int:
        """Return how many bytes may still be buffered for the real program."""
        if self._transport is None:
            return RECEIVE_BUFFER_BYTES
        return max(0, RECEIVE_BUFFER_BYTES - self._transport.get_write_buffer_size())

    def acknowledged(self) -> None:
        """Resume reading, if half of the send buffer is free."""
        half_free = self._end is not None and self._end.room >= SEND_BUFFER_BYTES // 2
        if half_free and not self._reading:
            self._read_on()

    def finished(self) -> None:
        """Forward the peer's end of stream to the real program."""
        if self._transport is not None:
            # It may have been reset meanwhile.
            with contextlib.suppress(OSError):
                self._transport.write_eof()

    def closed(self, *, orderly: bool) -> None:
        """Close or abort the real connection, as the emulated one."""
        self._ended = True
        if self._transport is None:
            return
        if orderly:
            self._transport.close()
            return
        real = self._transport.get_extra_info("socket")
        real.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_AT_CLOSE)
        self._transport.abort()

    def _read_on(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._reading = True
            self._transport.resume_reading()


class Entrance(Relay):
    """A connection opened by a real program to a peer in the network.

    Args:
        host: the host at which it enters the network.
        peer: returns the peer's address; None while it has none.
        port: the peer's port.
    """

    def __init__(self, host: Host, peer: Callable[[], IPv4Address | None], port: int) -> None:
        super().__init__()
        self._host = host
        self._peer = peer
        self._port = port

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Open a connection to the peer."""
        super().connection_made(transport)
        peer = self._peer()
        try:
            if peer is None or self._host.address is None:
                raise ProtocolError("the device is not on the network")
            self._end = self._host.connect(peer, self._port, self)
        except ProtocolError:
            self.closed(orderly=False)


class Exit(Relay):
    """A connection that leaves the network, accepted if the real program accepts it.

    Args:
        target: the address of the real program.
        source: the address that the real program sees.
        tasks: holds the connecting task while it runs.
    """

    def __init__(self, target: Address, source: str, tasks: set[asyncio.Task[None]]) -> None:
        super().__init__()
        self._target = target
        self._source = source
        self._tasks = tasks

    def asked(self, end: TcpEnd) -> None:
        """Connect to the real program."""
        self._end = end
        task = asyncio.get_running_loop().create_task(self._dial(end))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _dial(self, end: TcpEnd) -> None:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(DIAL_LIMIT_S):
                await loop.create_connection(
                    lambda: self, *self._target, local_addr=(self._source, 0)
                )
        except (OSError, TimeoutError):
            end.abort()
            return
        if self._ended:
            self.closed(orderly=False)
        else:
            end.accept()
