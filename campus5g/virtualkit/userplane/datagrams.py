"""Relays datagrams between real UDP and emulated UDP."""

import asyncio
import contextlib
import logging
import socket
import struct
import time
from collections.abc import Callable
from ipaddress import IPv4Address

from campus5g.virtualkit.codecs.ip import UdpDatagram
from campus5g.virtualkit.timing import moment
from campus5g.virtualkit.userplane.flows import Flows
from campus5g.virtualkit.userplane.host import Host

LARGEST_PAYLOAD = 1372
"""The largest UDP payload within the MTU of 1400."""
_AT_A_TIME = 64
_SOCKET_BUFFER_BYTES = 1 << 20
_SO_TIMESTAMPNS = 35
"""Linux's SO_TIMESTAMPNS, which Python's socket module lacks."""
_TIMESPEC = struct.Struct("qq")
_ANCILLARY_BYTES = socket.CMSG_SPACE(_TIMESPEC.size)

Address = tuple[str, int]
Received = Callable[[tuple[bytes, Address]], None]


_log = logging.getLogger(__name__)


class UdpSocket:
    """A real socket; a datagram is handled as of the time when the kernel received it.

    Args:
        local: the address to bind.
        received: called with payload and sender.

    Raises:
        OSError: when the address can't be bound.
    """

    def __init__(self, local: Address, received: Received) -> None:
        self._received = received
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SOCKET_BUFFER_BYTES)
            self._socket.bind(local)
        except OSError:
            self._socket.close()
            raise
        asyncio.get_running_loop().add_reader(self._socket.fileno(), self._read)

    def send(self, payload: bytes, to: Address) -> None:
        """Send a datagram; it is lost if the receiver can't take it."""
        with contextlib.suppress(OSError):
            self._socket.sendto(payload, to)

    def close(self) -> None:
        """Close the socket."""
        asyncio.get_running_loop().remove_reader(self._socket.fileno())
        self._socket.close()

    def _read(self) -> None:
        for _ in range(_AT_A_TIME):
            try:
                payload, ancillary, _, sender = self._socket.recvmsg(0xFFFF, _ANCILLARY_BYTES)
            except OSError:
                return
            moment.happen(_loop_time(ancillary), self._received, (payload, sender))


class UdpEntrance:
    """A real port whose datagrams enter the network; answers go back the same way.

    Args:
        local: the real address to listen on.
        host: the host at which they enter the network.
        peer: returns the address that they are sent to; None while it has none.
        port: the port that they are sent to.
    """

    def __init__(
        self, local: Address, host: Host, peer: Callable[[], IPv4Address | None], port: int
    ) -> None:
        self._host = host
        self._peer = peer
        self._port = port
        self._inner_ports: dict[Address, int] = {}
        self._flows = Flows(self._drop)
        self._socket = UdpSocket(local, self._enter)

    def close(self) -> None:
        """Close the socket."""
        self._flows.close()
        self._socket.close()

    def _enter(self, arrival: tuple[bytes, Address]) -> None:
        payload, sender = arrival
        peer = self._peer()
        if peer is None or len(payload) > LARGEST_PAYLOAD:
            return
        port = self._inner_ports.get(sender)
        if port is None:
            port = self._open(sender)
        self._flows.touch(sender)
        self._host.send_datagram(UdpDatagram(port, self._port, payload), peer)

    def _open(self, sender: Address) -> int:
        # The sender's own port where it is free, so that a flow is known by it (RFC 4787, 4.2.1).
        port = sender[1] if sender[1] not in self._host.udp_ports else self._host.free_port()

        def back(source: IPv4Address, datagram: UdpDatagram) -> None:
            if source == self._peer() and datagram.source_port == self._port:
                self._flows.touch(sender)
                self._socket.send(datagram.payload, sender)

        self._host.udp_ports[port] = back
        self._inner_ports[sender] = port
        return port

    def _drop(self, sender: Address) -> None:
        del self._host.udp_ports[self._inner_ports.pop(sender)]


class UdpExit:
    """A port in the network whose datagrams go to a real program; answers go back the same way.

    Args:
        host: the host at which they leave the network.
        port: the port in the network.
        target: the address of the real program.
        source: returns the real address that the program sees, for a sender.
    """

    def __init__(
        self, host: Host, port: int, target: Address, source: Callable[[IPv4Address], str]
    ) -> None:
        self._host = host
        self._port = port
        self._target = target
        self._source = source
        self._sockets: dict[tuple[IPv4Address, int], UdpSocket] = {}
        self._flows = Flows(self._drop)
        host.udp_ports[port] = self._leave

    def close(self) -> None:
        """Close the socket."""
        self._flows.close()
        del self._host.udp_ports[self._port]

    def _leave(self, source: IPv4Address, datagram: UdpDatagram) -> None:
        key = source, datagram.source_port
        real = self._sockets.get(key)
        if real is None:

            def back(arrival: tuple[bytes, Address]) -> None:
                payload, sender = arrival
                if sender == self._target and len(payload) <= LARGEST_PAYLOAD:
                    self._flows.touch(key)
                    answer = UdpDatagram(self._port, key[1], payload)
                    self._host.send_datagram(answer, source)

            try:
                real = UdpSocket((self._source(source), 0), back)
            except OSError as error:
                _log.warning("no port for a program at %s: %s", self._target, error)
                return
            self._sockets[key] = real
        self._flows.touch(key)
        real.send(datagram.payload, self._target)

    def _drop(self, key: tuple[IPv4Address, int]) -> None:
        self._sockets.pop(key).close()


def _loop_time(ancillary: list[tuple[int, int, bytes]]) -> float:
    """Return when the kernel received a datagram, on the loop's clock."""
    for level, kind, data in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, _SO_TIMESTAMPNS):
            seconds, nanoseconds = _TIMESPEC.unpack(data)
            received_s: float = seconds - moment.utc_ahead_s() + nanoseconds / 1e9
            return min(received_s, time.monotonic())
    return time.monotonic()
