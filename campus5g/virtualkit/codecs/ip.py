"""Ethernet, IPv4, UDP and ICMP framing (RFC 791, RFC 768, RFC 792)."""

import struct
from dataclasses import dataclass
from ipaddress import IPv4Address

from campus5g.virtualkit.codecs.protocol_error import ProtocolError

ICMP = 1
TCP = 6
UDP = 17
SCTP = 132

ECHO_REPLY = 0
ECHO_REQUEST = 8

_IPV4_HEADER = struct.Struct("!BBHHHBBH4s4s")
_UDP_HEADER = struct.Struct("!HHHH")
_ECHO_HEADER = struct.Struct("!BBHHH")
_DONT_FRAGMENT = 0x4000
_TTL = 64
_SHORTEST_FRAME = 60


class PacketError(ProtocolError):
    """The bytes are not the expected packet."""


@dataclass(frozen=True)
class Ipv4Packet:
    """An IPv4 packet without options (RFC 791)."""

    source: IPv4Address
    destination: IPv4Address
    protocol: int
    payload: bytes

    def encode(self) -> bytes:
        """Encode the packet, with its header checksum."""
        addresses = self.source.packed, self.destination.packed
        length = _IPV4_HEADER.size + len(self.payload)
        fields = 0x45, 0, length, 0, _DONT_FRAGMENT, _TTL, self.protocol
        checksum = internet_checksum(_IPV4_HEADER.pack(*fields, 0, *addresses))
        return _IPV4_HEADER.pack(*fields, checksum, *addresses) + self.payload

    @classmethod
    def decode(cls, data: bytes) -> "Ipv4Packet":
        """Decode a packet.

        Raises:
            PacketError: when it isn't a complete IPv4 packet without options.
        """
        if len(data) < _IPV4_HEADER.size:
            raise PacketError("too short for an IPv4 packet")
        fields = _IPV4_HEADER.unpack_from(data)
        length = fields[2]
        if fields[0] != 0x45 or not _IPV4_HEADER.size <= length <= len(data):
            raise PacketError("not an IPv4 packet without options")
        if internet_checksum(data[: _IPV4_HEADER.size]):
            raise PacketError("wrong IPv4 checksum")
        return cls(
            IPv4Address(fields[8]),
            IPv4Address(fields[9]),
            fields[6],
            data[_IPV4_HEADER.size : length],
        )


@dataclass(frozen=True)
class UdpDatagram:
    """A UDP datagram (RFC 768)."""

    source_port: int
    destination_port: int
    payload: bytes

    def between(self, source: IPv4Address, destination: IPv4Address) -> Ipv4Packet:
        """Return the IPv4 packet that carries this datagram, with its checksum."""
        length = _UDP_HEADER.size + len(self.payload)
        ports = self.source_port, self.destination_port
        pseudo_header = source.packed + destination.packed + struct.pack("!BBH", 0, UDP, length)
        checksum = internet_checksum(
            pseudo_header + _UDP_HEADER.pack(*ports, length, 0) + self.payload
        )
        # Zero means "no checksum", so a computed zero is sent as all ones (RFC 768).
        header = _UDP_HEADER.pack(*ports, length, checksum or 0xFFFF)
        return Ipv4Packet(source, destination, UDP, header + self.payload)

    @classmethod
    def decode(cls, data: bytes) -> "UdpDatagram":
        """Decode a datagram.

        Raises:
            PacketError: when the datagram is truncated.
        """
        if len(data) < _UDP_HEADER.size:
            raise PacketError("too short for a UDP datagram")
        source_port, destination_port, length, _ = _UDP_HEADER.unpack_from(data)
        if not _UDP_HEADER.size <= length <= len(data):
            raise PacketError("a UDP datagram with a wrong length")
        return cls(source_port, destination_port, data[_UDP_HEADER.size : length])


@dataclass(frozen=True)
class Echo:
    """An ICMP Echo or Echo Reply message (RFC 792)."""

    kind: int
    identifier: int
    sequence: int
    payload: bytes

    def between(self, source: IPv4Address, destination: IPv4Address) -> Ipv4Packet:
        """Return the IPv4 packet that carries this message, with its checksum."""
        numbers = self.identifier, self.sequence
        checksum = internet_checksum(_ECHO_HEADER.pack(self.kind, 0, 0, *numbers) + self.payload)
        header = _ECHO_HEADER.pack(self.kind, 0, checksum, *numbers)
        return Ipv4Packet(source, destination, ICMP, header + self.payload)

    @classmethod
    def decode(cls, data: bytes) -> "Echo":
        """Decode an Echo or Echo Reply message.

        Raises:
            PacketError: when it is another ICMP message.
        """
        if len(data) < _ECHO_HEADER.size:
            raise PacketError("too short for an ICMP echo")
        kind, code, _, identifier, sequence = _ECHO_HEADER.unpack_from(data)
        if kind not in (ECHO_REQUEST, ECHO_REPLY) or code:
            raise PacketError("not an ICMP echo")
        return cls(kind, identifier, sequence, data[_ECHO_HEADER.size :])


def internet_checksum(data: bytes) -> int:
    """Return the Internet checksum, in ones' complement (RFC 1071)."""
    if len(data) % 2:
        data += b"\0"
    # A sum of 16-bit words with end-around carry is the number modulo 2^16 - 1.
    return -int.from_bytes(data) % 0xFFFF


def ethernet_frame(source: IPv4Address, destination: IPv4Address, packet: bytes) -> bytes:
    """Return an IPv4 packet between two hosts as the Ethernet frame seen on a mirror port."""
    frame = mac_address(destination) + mac_address(source) + b"\x08\x00" + packet
    return frame.ljust(_SHORTEST_FRAME, b"\0")


def mac_address(host: IPv4Address) -> bytes:
    """Return a host's MAC address: locally administered, derived from its IP address."""
    return b"\x02\x00" + host.packed
