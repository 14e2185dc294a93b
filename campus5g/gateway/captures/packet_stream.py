"""Reading pcap and pcapng as they arrive, in pieces of any size, in both byte orders.

Sources: draft-ietf-opsawg-pcap (sections 4 and 5) and draft-ietf-opsawg-pcapng
(sections 3 and 4).
"""

import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass

from campus5g.gateway.captures.packet import Packet

LARGEST_PACKET = 256 * 1024
LARGEST_BLOCK = 1024 * 1024

_PCAP_MAGIC = {
    b"\xd4\xc3\xb2\xa1": ("<", 1_000),
    b"\xa1\xb2\xc3\xd4": (">", 1_000),
    b"\x4d\x3c\xb2\xa1": ("<", 1),
    b"\xa1\xb2\x3c\x4d": (">", 1),
}
_SECTION_HEADER = b"\x0a\x0d\x0d\x0a"
_SECTION, _INTERFACE, _SIMPLE_PACKET, _ENHANCED_PACKET = 0x0A0D0D0A, 1, 3, 6
_IF_TSRESOL, _IF_TSOFFSET = 9, 14


class NotAPacketStreamError(Exception):
    """The bytes are neither pcap nor pcapng."""


@dataclass(frozen=True)
class _Interface:
    link_type: int
    snap_length: int
    units_per_second: int
    offset_s: int

    def time_ns(self, units: int) -> int:
        return self.offset_s * 1_000_000_000 + units * 1_000_000_000 // self.units_per_second


class PacketStream:
    """Turns the bytes of one capture stream into packets.

    Feed it whatever came; it keeps what is not yet whole. It never holds more
    than one block (1 MiB) and the piece just fed.
    """

    def __init__(self) -> None:
        self._pending = bytearray()
        self._format = ""
        self._order = ""
        self._pcap_link_type = 0
        self._pcap_unit_ns = 0
        self._interfaces: list[_Interface] = []

    @property
    def started(self) -> bool:
        """Whether the stream's header has been read."""
        return bool(self._format)

    @property
    def link_types(self) -> list[int]:
        """The link types announced so far."""
        if self._format == "pcap":
            return [self._pcap_link_type]
        return list(dict.fromkeys(interface.link_type for interface in self._interfaces))

    @property
    def pending_bytes(self) -> int:
        """Bytes of a packet or block that is not yet whole."""
        return len(self._pending)

    def feed(self, data: bytes) -> list[Packet]:
        """Take the next bytes and return the packets that they complete.

        Raises:
            NotAPacketStreamError: the bytes can't be pcap or pcapng.
        """
        self._pending += data
        packets: list[Packet] = []
        consumed = 0
        if not self._format:
            consumed = self._read_start()
        if self._format == "pcap":
            consumed = self._read_records(consumed, packets)
        elif self._format == "pcapng":
            consumed = self._read_blocks(consumed, packets)
        del self._pending[:consumed]
        return packets

    def _read_start(self) -> int:
        magic = bytes(self._pending[:4])
        if len(magic) < 4:
            return 0
        if magic == _SECTION_HEADER:
            if len(self._pending) >= 12:
                self._format = "pcapng"
            return 0
        if magic not in _PCAP_MAGIC:
            raise NotAPacketStreamError("it starts with neither a pcap nor a pcapng header")
        if len(self._pending) < 24:
            return 0
        self._format = "pcap"
        self._order, self._pcap_unit_ns = _PCAP_MAGIC[magic]
        (network,) = struct.unpack_from(self._order + "I", self._pending, 20)
        self._pcap_link_type = network & 0xFFFF
        return 24

    def _read_records(self, at: int, packets: list[Packet]) -> int:
        header = struct.Struct(self._order + "IIII")
        while len(self._pending) >= at + 16:
            seconds, fraction, captured, original = header.unpack_from(self._pending, at)
            if captured > LARGEST_PACKET:
                raise NotAPacketStreamError(f"a packet of {captured} bytes is announced")
            end = at + 16 + captured
            if len(self._pending) < end:
                break
            packets.append(
                Packet(
                    seconds * 1_000_000_000 + fraction * self._pcap_unit_ns,
                    self._pcap_link_type,
                    bytes(self._pending[at + 16 : end]),
                    original,
                )
            )
            at = end
        return at

    def _read_blocks(self, at: int, packets: list[Packet]) -> int:
        while len(self._pending) >= at + 12:
            if self._pending[at : at + 4] == _SECTION_HEADER:
                self._start_section(bytes(self._pending[at + 8 : at + 12]))
            kind, length = struct.unpack_from(self._order + "II", self._pending, at)
            if length < 12 or length % 4 or length > LARGEST_BLOCK:
                raise NotAPacketStreamError(f"a block of {length} bytes is announced")
            end = at + length
            if len(self._pending) < end:
                break
            body = bytes(self._pending[at + 8 : end - 4])
            if kind == _INTERFACE:
                self._interfaces.append(self._interface(body))
            elif kind == _ENHANCED_PACKET:
                packets.append(self._enhanced_packet(body))
            elif kind == _SIMPLE_PACKET:
                packets.append(self._simple_packet(body))
            at = end
        return at

    def _start_section(self, byte_order_magic: bytes) -> None:
        orders = {b"\x4d\x3c\x2b\x1a": "<", b"\x1a\x2b\x3c\x4d": ">"}
        if byte_order_magic not in orders:
            raise NotAPacketStreamError("its byte-order magic is unknown")
        self._order = orders[byte_order_magic]
        self._interfaces = []

    def _interface(self, body: bytes) -> _Interface:
        if len(body) < 8:
            raise NotAPacketStreamError("an interface description is too short")
        link_type, _, snap_length = struct.unpack_from(self._order + "HHI", body)
        units_per_second, offset_s = 1_000_000, 0
        for code, value in self._options(body[8:]):
            if code == _IF_TSRESOL and len(value) == 1:
                exponent = value[0] & 0x7F
                units_per_second = (2 if value[0] & 0x80 else 10) ** exponent
            elif code == _IF_TSOFFSET and len(value) == 8:
                (offset_s,) = struct.unpack(self._order + "q", value)
        return _Interface(link_type, snap_length, units_per_second, offset_s)

    def _options(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        at = 0
        while len(data) >= at + 4:
            code, length = struct.unpack_from(self._order + "HH", data, at)
            if code == 0:
                return
            yield code, data[at + 4 : at + 4 + length]
            at += 4 + length + -length % 4

    def _enhanced_packet(self, body: bytes) -> Packet:
        if len(body) < 20:
            raise NotAPacketStreamError("a packet block is too short")
        number, high, low, captured, original = struct.unpack_from(self._order + "IIIII", body)
        if number >= len(self._interfaces) or captured > len(body) - 20:
            raise NotAPacketStreamError("a packet block contradicts itself")
        interface = self._interfaces[number]
        return Packet(
            interface.time_ns(high << 32 | low),
            interface.link_type,
            body[20 : 20 + captured],
            original,
        )

    def _simple_packet(self, body: bytes) -> Packet:
        """Return a packet that carries no time: that of its arrival stands in."""
        if len(body) < 4 or not self._interfaces:
            raise NotAPacketStreamError("a packet block contradicts itself")
        (original,) = struct.unpack_from(self._order + "I", body)
        interface = self._interfaces[0]
        captured = min(original, interface.snap_length or original, len(body) - 4)
        return Packet(time.time_ns(), interface.link_type, body[4 : 4 + captured], original)
