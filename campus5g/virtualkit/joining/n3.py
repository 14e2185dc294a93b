"""N3 to another network: GTP-U over a UDP socket (TS 29.281)."""

import logging
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial
from ipaddress import IPv4Address

from campus5g.virtualkit.codecs import gtpu
from campus5g.virtualkit.codecs.gtpu import GtpMessage
from campus5g.virtualkit.codecs.ip import Ipv4Packet, UdpDatagram
from campus5g.virtualkit.codecs.protocol_error import ProtocolError
from campus5g.virtualkit.joining.sockets import PacketSocket, open_udp
from campus5g.virtualkit.wire.link import Link, Receiver
from campus5g.virtualkit.wire.tap import Tap

_log = logging.getLogger(__name__)


class JoinedN3(Link):
    """The N3 link, whose other hosts are beyond sockets.

    It does the path management of its own hosts: it answers Echo Requests, and tells senders of
    tunnels that are not there and of extension headers that are not understood.
    """

    def __init__(self, tap: Tap, transit_s: float) -> None:
        super().__init__(tap, transit_s)
        self.beyond = self._leave
        self.serves: dict[IPv4Address, Callable[[int], bool]] = {}
        """Returns whether a host has a tunnel endpoint, by the host's address."""
        self._sockets: dict[IPv4Address, PacketSocket] = {}

    def open(self, local: IPv4Address, stack: AsyncExitStack) -> None:
        """Be reachable at an address of this machine; its socket closes with the stack.

        Raises:
            CampusError: it can't be used.
        """

        def arrived(far: IPv4Address, port: int, data: bytes) -> None:
            packet = UdpDatagram(port, gtpu.PORT, data).between(far, local)
            self.send(packet, far, local)

        self._sockets[local] = open_udp(local, gtpu.PORT, arrived, stack)

    def attach(self, host: IPv4Address, receive: Receiver) -> None:
        """Connect a host: it receives the user packets for its tunnels, and their End Markers."""
        super().attach(host, partial(self._manage, receive))

    def _manage(self, receive: Receiver, packet: Ipv4Packet) -> None:
        try:
            datagram = UdpDatagram.decode(packet.payload)
            message = GtpMessage.decode(datagram.payload)
        except ProtocolError as error:
            _log.warning("N3 drops a packet from %s: %s", packet.source, error)
            return
        answer, port = b"", gtpu.PORT
        match message.kind:
            case gtpu.ECHO_REQUEST:
                answer, port = gtpu.echo_response(message), datagram.source_port
            case gtpu.ERROR_INDICATION:
                _log.warning("%s does not know a tunnel that the kit sends to", packet.source)
            case gtpu.G_PDU if message.incomprehensible:
                answer = gtpu.supported_extension_headers()
            case gtpu.G_PDU if not self.serves[packet.destination](message.teid):
                answer = gtpu.error_indication(message.teid, packet.destination)
            case gtpu.G_PDU | gtpu.END_MARKER:
                receive(packet)
        if answer:
            reply = UdpDatagram(gtpu.PORT, port, answer)
            near, far = packet.destination, packet.source
            self.send(reply.between(near, far), near, far)

    def _leave(self, packet: Ipv4Packet) -> None:
        datagram = UdpDatagram.decode(packet.payload)
        local = self._sockets[packet.source]
        local.send(datagram.payload, packet.destination, datagram.destination_port)
