"""Reading pcap and pcapng in pieces of any size, in both byte orders.

Reading stops at the first bytes that make no sense. The packets before them are good, and
`PacketReader.end` gives the position up to which the data made sense.

Sources: draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

LARGEST_PACKET_BYTES = 262_144
LARGEST_BLOCK_BYTES = 16 * 1024 * 1024
PCAP_HEADER_BYTES = 24
_BLOCK_START_BYTES = 12
"""The type and length of a block, and the byte-order magic of a section header."""

_SECTION, _INTERFACE, _OBSOLETE_PACKET, _SIMPLE_PACKET, _ENHANCED_PACKET = 0x0A0D0D0A, 1, 2, 3, 6
_NUMBERED_BLOCKS = frozenset({9, 0x0BAD, 0x40000BAD, 0x204, 0x208, 0x216, 0x221})
"""Blocks other than packets that Wireshark numbers too: journal entries, system calls, custom."""
_END_OF_OPTIONS, _IF_NAME, _IF_TSRESOL, _IF_TSOFFSET = 0, 2, 9, 14
_PCAP_ORDERS = {
    b"\xa1\xb2\xc3\xd4": (">", 1000),
    b"\xd4\xc3\xb2\xa1": ("<", 1000),
    b"\xa1\xb2\x3c\x4d": (">", 1),
    b"\x4d\x3c\xb2\xa1": ("<", 1),
}
_PCAPNG_ORDERS = {b"\x1a\x2b\x3c\x4d": ">", b"\x4d\x3c\x2b\x1a": "<"}
_PCAPNG_START = b"\x0a\x0d\x0d\x0a"


class Packet(NamedTuple):
    """One packet."""

    number: int
    """From 1, as Wireshark counts."""
    time_ns: int | None
    """Nanoseconds since 1970; None where the data has no time."""
    link_type: int
    """LINKTYPE_ value of the packet's interface, e.g. 1 for Ethernet."""
    interface: int
    """Index of the capture point."""
    data: bytes
    length: int
    """Bytes on the wire; more than in ``data`` where the capture kept only the beginning."""


class _Interface(NamedTuple):
    link_type: int
    snap_length: int
    units_per_s: int = 10**6
    offset_ns: int = 0
    name: str = ""


class PacketFormatError(Exception):
    """The bytes are not, or no longer, valid pcap or pcapng."""


class PacketReader:
    """Turns the bytes of a file or stream into packets.

    It keeps what is not yet whole: at most one block and the piece just fed.

    Args:
        largest_block_bytes: a longer pcapng block is refused.
    """

    def __init__(self, largest_block_bytes: int = LARGEST_BLOCK_BYTES) -> None:
        self.packets = 0
        """How many packets there were, as Wireshark counts them."""
        self.end = 0
        """How far the data made sense, in bytes."""
        self.points: list[str] = []
        """Names of the capture points announced so far."""
        self._largest_block_bytes = largest_block_bytes
        self._pending = bytearray()
        self._wanted_bytes = 4
        self._order = ""
        self._ns_of_fraction = 0
        self._interfaces: list[_Interface] = []
        self._first_interface = 0

    @property
    def started(self) -> bool:
        """Whether the header has been read."""
        return bool(self._order)

    @property
    def link_types(self) -> list[int]:
        """The link types of the current section."""
        return list(dict.fromkeys(interface.link_type for interface in self._interfaces))

    @property
    def pending_bytes(self) -> int:
        """Bytes of a packet or block that is not yet whole."""
        return len(self._pending)

    def feed(self, data: bytes) -> Iterator[Packet]:
        """Yield the packets that the next bytes complete.

        Raises:
            PacketFormatError: the bytes make no sense; the packets before them were yielded.
        """
        self._pending += data
        if len(self._pending) < self._wanted_bytes:
            return
        piece, begin = bytes(self._pending), self.end
        try:
            if not self.started:
                self._start(piece)
            if self._ns_of_fraction:
                yield from self._records(piece, self.end - begin)
            elif self.started:
                yield from self._blocks(piece, 0)
        finally:
            del self._pending[: self.end - begin]

    def _start(self, piece: bytes) -> None:
        """Read a pcap header, or note the byte order of the first pcapng section."""
        magic = piece[:4]
        if magic == _PCAPNG_START:
            self._wanted_bytes = _BLOCK_START_BYTES
            if len(piece) >= _BLOCK_START_BYTES:
                self._begin_section(piece, 0)
        elif magic in _PCAP_ORDERS:
            self._wanted_bytes = PCAP_HEADER_BYTES
            if len(piece) >= PCAP_HEADER_BYTES:
                self._order, self._ns_of_fraction = _PCAP_ORDERS[magic]
                link_type = struct.unpack_from(self._order + "I", piece, 20)[0] & 0xFFFF
                self._interfaces = [_Interface(link_type, LARGEST_PACKET_BYTES)]
                self.points.append("")
                self.end = PCAP_HEADER_BYTES
        else:
            raise PacketFormatError("it starts with neither a pcap nor a pcapng header")

    def _records(self, piece: bytes, at: int) -> Iterator[Packet]:
        unpack = struct.Struct(self._order + "IIII").unpack_from
        link_type = self._interfaces[0].link_type
        self._wanted_bytes = 16
        while len(piece) >= at + 16:
            seconds, fraction, size, length = unpack(piece, at)
            if size > LARGEST_PACKET_BYTES:
                raise PacketFormatError(f"a packet of {size} bytes is announced")
            end = at + 16 + size
            if len(piece) < end:
                self._wanted_bytes = end - at
                return
            self.packets += 1
            self.end += end - at
            time_ns = seconds * 1_000_000_000 + fraction * self._ns_of_fraction
            data = piece[at + 16 : end]
            yield Packet(self.packets, time_ns, link_type, 0, data, length)
            at = end

    def _blocks(self, piece: bytes, at: int) -> Iterator[Packet]:
        self._wanted_bytes = _BLOCK_START_BYTES
        while len(piece) >= at + _BLOCK_START_BYTES:
            smallest = _BLOCK_START_BYTES
            if piece.startswith(_PCAPNG_START, at):
                self._begin_section(piece, at)
                smallest += 4
            kind, size = struct.unpack_from(self._order + "II", piece, at)
            if size < smallest or size % 4 or size > self._largest_block_bytes:
                raise PacketFormatError(f"a block of {size} bytes is announced")
            end = at + size
            if len(piece) < end:
                self._wanted_bytes = size
                return
            if piece[end - 4 : end] != piece[at + 4 : at + 8]:
                raise PacketFormatError("the two lengths of a block differ")
            packet = self._read_block(kind, piece, at + 8, end - 4)
            self.end += size
            at = end
            if packet is not None:
                yield packet

    def _begin_section(self, piece: bytes, at: int) -> None:
        magic = piece[at + 8 : at + 12]
        if magic not in _PCAPNG_ORDERS:
            raise PacketFormatError("the byte-order magic of a section is unknown")
        self._order = _PCAPNG_ORDERS[magic]
        self._interfaces = []
        self._first_interface = len(self.points)

    def _read_block(self, kind: int, piece: bytes, at: int, end: int) -> Packet | None:
        """Return the packet that a block holds between two positions, if any."""
        if kind == _INTERFACE:
            interface = _interface(self._order, piece[at:end])
            self._interfaces.append(interface)
            self.points.append(interface.name)
        elif kind in (_ENHANCED_PACKET, _OBSOLETE_PACKET):
            return self._packet(kind, piece, at, end)
        elif kind == _SIMPLE_PACKET:
            return self._simple_packet(piece, at, end)
        elif kind in _NUMBERED_BLOCKS:
            self.packets += 1
        return None

    def _packet(self, kind: int, piece: bytes, at: int, end: int) -> Packet:
        if end - at < 20:
            raise PacketFormatError("a packet block is too short")
        layout = "IIIII" if kind == _ENHANCED_PACKET else "HxxIIII"
        index, high, low, size, length = struct.unpack_from(self._order + layout, piece, at)
        if index >= len(self._interfaces) or size > min(LARGEST_PACKET_BYTES, end - at - 20):
            raise PacketFormatError("a packet block contradicts itself")
        point = self._interfaces[index]
        time_ns = ((high << 32) | low) * 10**9 // point.units_per_s + point.offset_ns
        return self._numbered(time_ns, index, piece[at + 20 : at + 20 + size], length)

    def _simple_packet(self, piece: bytes, at: int, end: int) -> Packet:
        if end - at < 4 or not self._interfaces:
            raise PacketFormatError("a packet block contradicts itself")
        length: int = struct.unpack_from(self._order + "I", piece, at)[0]
        size = min(length, self._interfaces[0].snap_length or length)
        if size > min(LARGEST_PACKET_BYTES, end - at - 4):
            raise PacketFormatError("a packet block contradicts itself")
        return self._numbered(None, 0, piece[at + 4 : at + 4 + size], length)

    def _numbered(self, time_ns: int | None, index: int, data: bytes, length: int) -> Packet:
        self.packets += 1
        link_type = self._interfaces[index].link_type
        point = self._first_interface + index
        return Packet(self.packets, time_ns, link_type, point, data, length)


def is_capture(start: bytes) -> bool:
    """Return whether a file's first 24 bytes are a whole pcap or pcapng header."""
    if len(start) < PCAP_HEADER_BYTES:
        return False
    return start[:4] in _PCAP_ORDERS or (
        start[:4] == _PCAPNG_START and start[8:12] in _PCAPNG_ORDERS
    )


def _interface(order: str, body: bytes) -> _Interface:
    """Read an Interface Description Block."""
    if len(body) < 8:
        raise PacketFormatError("an interface description is too short")
    link_type, snap_length = struct.unpack_from(order + "HxxI", body)
    name, units_per_s, offset_ns, at = "", 10**6, 0, 8
    while at + 4 <= len(body):
        code, size = struct.unpack_from(order + "HH", body, at)
        value = body[at + 4 : at + 4 + size]
        if code == _END_OF_OPTIONS or len(value) < size:
            break
        if code == _IF_NAME:
            name = value.decode("utf-8", "replace").rstrip("\0")
        elif code == _IF_TSRESOL and size == 1:
            power = value[0] & 0x7F
            units_per_s = 2**power if value[0] & 0x80 else 10**power
        elif code == _IF_TSOFFSET and size == 8:
            offset_ns = struct.unpack(order + "q", value)[0] * 1_000_000_000
        at += 4 + size + -size % 4
    return _Interface(link_type, snap_length, units_per_s, offset_ns, name)
