"""Recognises probes and reads their sequence numbers."""

from dataclasses import dataclass
from typing import Literal

from campus5g.virtualkit.codecs.ip import ICMP, UDP
from campus5g.virtualkit.userplane.stamp import PORT as STAMP_PORT

_IPV4_BYTES = 20
_PROTOCOL_AT = 9


@dataclass(frozen=True)
class Probe:
    """The position of a probe's sequence number, in bytes after the IP header.

    Args:
        protocol: the protocol number in the IP header.
        port: the reflector's port, for UDP.
        request_at, reply_at: the offset of the sender's number in either direction.
        length: the number's length.
        order: its byte order.
    """

    protocol: int
    port: int | None
    request_at: int
    reply_at: int
    length: int
    order: Literal["big", "little"]


PROBES = {
    # RFC 8762, figures 2 and 4: the reply repeats the sender's number after its own fields.
    "stamp": Probe(UDP, STAMP_PORT, 8, 8 + 24, 4, "big"),
    # irtt's magic number, flags and token come first.
    "irtt": Probe(UDP, 2112, 8 + 12, 8 + 12, 4, "little"),
    "icmp": Probe(ICMP, None, 6, 6, 2, "big"),
}


def sequence_of(packet: bytes, probe: Probe) -> int | None:
    """Return the sequence number of a probe in an IPv4 packet; None for any other packet."""
    if len(packet) < _IPV4_BYTES + 8 or packet[_PROTOCOL_AT] != probe.protocol:
        return None
    at = probe.request_at
    if probe.port is not None:
        ports = int.from_bytes(packet[20:22]), int.from_bytes(packet[22:24])
        if probe.port not in ports:
            return None
        if ports[0] == probe.port:
            at = probe.reply_at
    number = packet[_IPV4_BYTES + at : _IPV4_BYTES + at + probe.length]
    return int.from_bytes(number, probe.order) if len(number) == probe.length else None
