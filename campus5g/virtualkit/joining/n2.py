"""N2 to another network: SCTP associations (`usrsctp`) over datagrams or IP."""

import logging
from collections.abc import Callable
from contextlib import AsyncExitStack
from ipaddress import IPv4Address

from campus5g.inventory import Joining
from campus5g.virtualkit.codecs import ngap
from campus5g.virtualkit.codecs.ip import SCTP, Ipv4Packet
from campus5g.virtualkit.joining.sockets import PacketSocket, open_sctp, open_udp
from campus5g.virtualkit.wire.link import Link
from campus5g.virtualkit.wire.usrsctp import Association, Stack

MOST_PEERS = 64
"""Peers that are known at once; those without an association make room for others."""

_CHUNK_TYPE_AT, _INIT = 12, 1

_log = logging.getLogger(__name__)

Accepted = Callable[[IPv4Address, Association], None]
"""Called with the peer's address and the association."""


class JoinedN2:
    """The N2 link, whose other hosts are beyond sockets.

    Every SCTP packet passes the link's tap, without the datagram around it.

    Args:
        link: the link.
        joining: what carries the packets.
        sctp: this process's SCTP.
    """

    def __init__(self, link: Link, joining: Joining, sctp: Stack) -> None:
        self._link = link
        self._joining = joining
        self._sctp = sctp
        self._sockets: dict[IPv4Address, PacketSocket] = {}
        self._ports: dict[IPv4Address, int] = {}
        self._paths: dict[tuple[IPv4Address, IPv4Address], int] = {}
        self._listens = False
        link.beyond = self._leave

    def open(self, local: IPv4Address, stack: AsyncExitStack) -> None:
        """Be reachable at an address of this machine; its socket closes with the stack.

        Raises:
            CampusError: it can't be used.
        """

        def arrived(far: IPv4Address, port: int, data: bytes) -> None:
            self._ports[far] = port
            self._link.send(Ipv4Packet(far, local, SCTP, data), far, local)

        if self._joining.carrier == "udp":
            self._sockets[local] = open_udp(local, self._joining.udp_port, arrived, stack)
        else:
            self._sockets[local] = open_sctp(local, arrived, stack)
        self._link.attach(local, self._receive)

    def connect(self, local: IPv4Address, amf: IPv4Address) -> Association:
        """Start a gNB's association with an AMF."""
        return self._sctp.connect(self._path(local, amf), ngap.PORT)

    def listen(self, accepted: Accepted, stack: AsyncExitStack) -> None:
        """Accept the associations of gNBs until the stack closes."""

        def admit(association: Association) -> None:
            [far] = [far for (_, far), path in self._paths.items() if path == association.path]
            accepted(far, association)

        self._sctp.listen(ngap.PORT, admit)
        self._listens = True
        stack.callback(self._sctp.stop_listening)

    def _receive(self, packet: Ipv4Packet) -> None:
        ends = packet.destination, packet.source
        starts = packet.payload[_CHUNK_TYPE_AT : _CHUNK_TYPE_AT + 1] == bytes([_INIT])
        if ends in self._paths or (self._listens and starts and self._has_room()):
            self._sctp.receive(self._path(*ends), packet.payload)

    def _has_room(self) -> bool:
        if len(self._paths) >= MOST_PEERS:
            for ends, path in list(self._paths.items()):
                if not self._sctp.serves(path):
                    self._sctp.close_path(path)
                    del self._paths[ends]
        return len(self._paths) < MOST_PEERS

    def _path(self, local: IPv4Address, far: IPv4Address) -> int:
        if (local, far) not in self._paths:

            def send(data: bytes) -> None:
                self._link.send(Ipv4Packet(local, far, SCTP, data), local, far)

            self._paths[local, far] = self._sctp.open_path(send)
        return self._paths[local, far]

    def _leave(self, packet: Ipv4Packet) -> None:
        port = 0
        if self._joining.carrier == "udp":
            port = self._ports.get(packet.destination, self._joining.udp_port)
        self._sockets[packet.source].send(packet.payload, packet.destination, port)


def heard(receive: Callable[[bytes], None], far: IPv4Address) -> Callable[[int, bytes], None]:
    """Return what takes a far host's NGAP messages, and goes on after one that can't be followed.

    Args:
        receive: called with each message.
        far: the host.
    """

    def take(_: int, data: bytes) -> None:
        try:
            receive(data)
        except Exception as error:  # what a stranger's message leads to must not end the others'
            _log.warning("a message from %s can't be followed: %r", far, error)

    return take
