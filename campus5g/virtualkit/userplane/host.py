"""A host of the virtual network for real programs: ports, connections, echoes."""

import asyncio
import logging
from collections.abc import Callable
from ipaddress import IPv4Address
from itertools import cycle
from random import Random
from typing import Protocol

from campus5g.virtualkit.codecs import ip
from campus5g.virtualkit.codecs.ip import ECHO_REPLY, ECHO_REQUEST, Echo, Ipv4Packet, UdpDatagram
from campus5g.virtualkit.codecs.protocol_error import ProtocolError
from campus5g.virtualkit.userplane.segment import Flag, Segment
from campus5g.virtualkit.userplane.tcp import TcpEnd, TcpUser

MOST_CONNECTIONS = 256
_EPHEMERAL = range(32768, 60999)

_log = logging.getLogger(__name__)

UdpReceiver = Callable[[IPv4Address, UdpDatagram], None]
"""Called with the source address and the datagram."""
EchoKey = tuple[IPv4Address, int, int]
"""The host, identifier and sequence number of an Echo message."""


class Server(TcpUser, Protocol):
    """A user of incoming connections."""

    def asked(self, end: TcpEnd) -> None:
        """Handle a connection request, to accept or to abort it."""


class Host:
    """A host of the virtual network.

    Args:
        send: sends a packet into the network.
        chance: generates initial sequence numbers.
    """

    def __init__(self, send: Callable[[Ipv4Packet], None], chance: Random) -> None:
        self.address: IPv4Address | None = None
        """The host's address; None while it is not on the network."""
        self.udp_ports: dict[int, UdpReceiver] = {}
        self.tcp_ports: dict[int, Callable[[IPv4Address], Server]] = {}
        """Creates the server of a peer's new connection, by port."""
        self._send = send
        self._chance = chance
        self._ephemeral = cycle(_EPHEMERAL)
        self._connections: dict[tuple[int, IPv4Address, int], TcpEnd] = {}
        self._echoes: dict[EchoKey, asyncio.Future[None]] = {}

    def free_port(self) -> int:
        """Return an unused port."""
        used = {port for port, _, _ in self._connections} | set(self.udp_ports)
        return next(port for port in self._ephemeral if port not in used)

    def send_datagram(self, datagram: UdpDatagram, destination: IPv4Address) -> None:
        """Send a datagram; drop it without an address."""
        if self.address is not None:
            self._send(datagram.between(self.address, destination))

    def connect(self, peer: IPv4Address, port: int, user: TcpUser) -> TcpEnd:
        """Open a connection to a peer.

        Raises:
            ProtocolError: when there are too many connections.
        """
        end = self._make(self.free_port(), peer, port, user)
        end.connect()
        return end

    async def ping(self, peer: IPv4Address, identifier: int, sequence: int, payload: bytes) -> None:
        """Send an ICMP Echo message and wait for the reply."""
        answered: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        key = peer, identifier, sequence
        self._echoes[key] = answered
        try:
            if self.address is not None:
                echo = Echo(ECHO_REQUEST, identifier, sequence, payload)
                self._send(echo.between(self.address, peer))
            await answered
        finally:
            del self._echoes[key]

    def receive(self, packet: Ipv4Packet) -> None:
        """Handle a packet from the network."""
        try:
            match packet.protocol:
                case ip.UDP:
                    datagram = UdpDatagram.decode(packet.payload)
                    receiver = self.udp_ports.get(datagram.destination_port)
                    if receiver is not None:
                        receiver(packet.source, datagram)
                case ip.TCP:
                    self._on_segment(packet.source, Segment.decode(packet.payload))
                case ip.ICMP:
                    self._on_echo(packet.source, Echo.decode(packet.payload))
        except ProtocolError as error:
            _log.warning("a host drops a packet from %s: %s", packet.source, error)

    def leave(self) -> None:
        """Lose the address; open connections are aborted."""
        for end in list(self._connections.values()):
            end.abort()
        self.address = None

    def _on_segment(self, peer: IPv4Address, segment: Segment) -> None:
        key = segment.destination_port, peer, segment.source_port
        end = self._connections.get(key)
        if end is not None:
            end.receive(segment)
            return
        make_server = self.tcp_ports.get(segment.destination_port)
        asks = segment.flags & (Flag.SYN | Flag.ACK) == Flag.SYN
        if asks and make_server is not None and len(self._connections) < MOST_CONNECTIONS:
            server = make_server(peer)
            end = self._make(*key, server)
            end.receive(segment)
            server.asked(end)
        elif not segment.flags & Flag.RST:
            self._refuse(peer, segment)

    def _refuse(self, peer: IPv4Address, segment: Segment) -> None:
        """Answer a segment without a connection (RFC 9293, 3.10.7.1)."""
        ports = segment.destination_port, segment.source_port
        if segment.flags & Flag.ACK:
            answer = Segment(*ports, segment.acknowledgement, 0, Flag.RST, 0)
        else:
            length = len(segment.payload) + bool(segment.flags & Flag.SYN)
            answer = Segment(*ports, 0, segment.sequence + length, Flag.RST | Flag.ACK, 0)
        if self.address is not None:
            self._send(answer.between(self.address, peer))

    def _make(self, port: int, peer: IPv4Address, peer_port: int, user: TcpUser) -> TcpEnd:
        if len(self._connections) >= MOST_CONNECTIONS:
            raise ProtocolError("too many connections at once")
        key = port, peer, peer_port

        def send(segment: Segment) -> None:
            if self.address is not None:
                self._send(segment.between(self.address, peer))

        end = TcpEnd(
            (port, peer_port),
            self._chance.getrandbits(32),
            send,
            user,
            lambda: self._forget(key),
        )
        self._connections[key] = end
        return end

    def _forget(self, key: tuple[int, IPv4Address, int]) -> None:
        self._connections.pop(key, None)

    def _on_echo(self, peer: IPv4Address, echo: Echo) -> None:
        if echo.kind == ECHO_REQUEST:
            reply = Echo(ECHO_REPLY, echo.identifier, echo.sequence, echo.payload)
            if self.address is not None:
                self._send(reply.between(self.address, peer))
            return
        waiting = self._echoes.get((peer, echo.identifier, echo.sequence))
        if waiting is not None and not waiting.done():
            waiting.set_result(None)
