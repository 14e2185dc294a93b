"""N2: the SCTP associations between the AMF and its gNBs."""

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address
from random import Random

from campus5g.virtualkit.codecs import ngap
from campus5g.virtualkit.codecs.ip import SCTP, Ipv4Packet
from campus5g.virtualkit.wire.lane import Lane
from campus5g.virtualkit.wire.link import Link
from campus5g.virtualkit.wire.sctp import Association, SctpMessage

SIGNALLING_S = 0.001
"""Processing time of a message at either end."""

Receive = Callable[[bytes], None]


@dataclass(frozen=True)
class N2Path:
    """The SCTP association of one gNB with the AMF."""

    gnb_end: Association
    amf_end: Association

    def to_amf(self, stream: int, data: bytes) -> None:
        """Send an NGAP message from the gNB."""
        self.gnb_end.send(SctpMessage(stream, ngap.PAYLOAD_PROTOCOL, data))

    def to_gnb(self, stream: int, data: bytes) -> None:
        """Send an NGAP message from the AMF."""
        self.amf_end.send(SctpMessage(stream, ngap.PAYLOAD_PROTOCOL, data))

    async def connect(self) -> None:
        """Set up the association from the gNB's end."""
        self.gnb_end.connect()
        await self.gnb_end.established.wait()


class N2:
    """The N2 link, with the AMF and its gNBs.

    Args:
        amf: the AMF's address.
        link: the link.
    """

    def __init__(self, amf: IPv4Address, link: Link) -> None:
        self._amf = amf
        self._link = link
        self._amf_ends: dict[IPv4Address, Association] = {}
        link.attach(amf, self._receive)

    def join(
        self,
        gnb: IPv4Address,
        received: tuple[Receive, Receive],
        randoms: tuple[Random, Random],
    ) -> N2Path:
        """Connect a gNB to the AMF.

        Args:
            gnb: the gNB's address.
            received: called with the messages that arrive at the gNB, and at the AMF.
            randoms: generate the numbers of the gNB's end, and of the AMF's.
        """
        gnb_end = self._end(gnb, self._amf, received[0], randoms[0])
        amf_end = self._end(self._amf, gnb, received[1], randoms[1])
        self._amf_ends[gnb] = amf_end
        self._link.attach(gnb, lambda packet: gnb_end.receive(packet.payload))
        return N2Path(gnb_end, amf_end)

    def _end(
        self, local: IPv4Address, remote: IPv4Address, receive: Receive, random: Random
    ) -> Association:
        inbox: Lane[SctpMessage] = Lane(lambda message: receive(message.payload))
        return Association(
            ngap.PORT,
            ngap.PORT,
            lambda data: self._link.send(Ipv4Packet(local, remote, SCTP, data), local, remote),
            lambda message: inbox.send(message, SIGNALLING_S),
            random,
        )

    def _receive(self, packet: Ipv4Packet) -> None:
        end = self._amf_ends.get(packet.source)
        if end is not None:
            end.receive(packet.payload)
