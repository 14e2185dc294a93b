"""TCP segments (RFC 9293, 3.1; window scale: RFC 7323, 2.2)."""

import struct
from dataclasses import dataclass
from enum import IntFlag
from ipaddress import IPv4Address

from campus5g.virtualkit.codecs.ip import TCP, Ipv4Packet, PacketError, internet_checksum

LARGEST_PAYLOAD = 1360
"""The MSS for the MTU of 1400 that a core announces to leave room for tunnels."""
WINDOW_SCALE = 5

_HEADER = struct.Struct("!HHIIBBHHH")
_SYN_OPTIONS = struct.pack("!BBHBBBB", 2, 4, LARGEST_PAYLOAD, 1, 3, 3, WINDOW_SCALE)


class Flag(IntFlag):
    """Control bits."""

    FIN = 0x01
    SYN = 0x02
    RST = 0x04
    PSH = 0x08
    ACK = 0x10


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment; `window` is as transmitted, scaled after the handshake."""

    source_port: int
    destination_port: int
    sequence: int
    acknowledgement: int
    flags: int
    window: int
    payload: bytes = b""

    def between(self, source: IPv4Address, destination: IPv4Address) -> Ipv4Packet:
        """Return the IPv4 packet that carries this segment, with its checksum."""
        options = _SYN_OPTIONS if self.flags & Flag.SYN else b""
        header = _HEADER.pack(
            self.source_port,
            self.destination_port,
            self.sequence & 0xFFFFFFFF,
            self.acknowledgement & 0xFFFFFFFF,
            (_HEADER.size + len(options)) << 2,
            self.flags,
            self.window,
            0,
            0,
        )
        rest = options + self.payload
        length = len(header) + len(rest)
        pseudo_header = source.packed + destination.packed + struct.pack("!BBH", 0, TCP, length)
        checksum = internet_checksum(pseudo_header + header + rest)
        summed = header[:16] + checksum.to_bytes(2) + header[18:]
        return Ipv4Packet(source, destination, TCP, summed + rest)

    @classmethod
    def decode(cls, data: bytes) -> "Segment":
        """Decode a segment.

        Raises:
            PacketError: when the segment is truncated.
        """
        if len(data) < _HEADER.size:
            raise PacketError("too short for a TCP segment")
        source, destination, sequence, acknowledgement, offset, flags, window, _, _ = (
            _HEADER.unpack_from(data)
        )
        start = offset >> 4 << 2
        if not _HEADER.size <= start <= len(data):
            raise PacketError("a TCP segment with a wrong data offset")
        return cls(source, destination, sequence, acknowledgement, flags, window, data[start:])
