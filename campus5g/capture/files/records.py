"""The packets of a pcap or pcapng file, one after the other, numbered as Wireshark does.

Reads from any binary stream in bounded memory and stops at the first thing that makes no sense:
what came before it is good, `PacketRecords.end` says where that ends.

Sources: draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

LARGEST_PACKET = 262_144
_LARGEST_BLOCK = 16 * 1024 * 1024
_SHB, _IDB, _OBSOLETE_PACKET, _SIMPLE_PACKET, _ENHANCED_PACKET = 0x0A0D0D0A, 1, 2, 3, 6
_OTHER_RECORDS = frozenset({9, 0x0BAD, 0x40000BAD, 0x204, 0x208, 0x216, 0x221})
"""Blocks that Wireshark numbers as packets too: journal entries, system calls, custom blocks."""
_END_OF_OPTIONS, _IF_NAME, _IF_TSRESOL, _IF_TSOFFSET = 0, 2, 9, 14
_PCAP_ORDERS = {
    b"\xa1\xb2\xc3\xd4": (">", 1000),
    b"\xd4\xc3\xb2\xa1": ("<", 1000),
    b"\xa1\xb2\x3c\x4d": (">", 1),
    b"\x4d\x3c\xb2\xa1": ("<", 1),
}
_PCAPNG_ORDERS = {b"\x1a\x2b\x3c\x4d": ">", b"\x4d\x3c\x2b\x1a": "<"}
_PCAPNG_START = b"\x0a\x0d\x0d\x0a"
HEADER_BYTES = 24

Damage = Literal["", "cut", "damaged"]


class Readable(Protocol):
    """What records are read from: a file, or anything that reads like one."""

    def read(self, size: int, /) -> bytes:
        """Return ``size`` bytes, or fewer at the end."""


class Record(NamedTuple):
    """One packet."""

    number: int
    """From 1, as Wireshark counts."""
    time_ns: int | None
    """Nanoseconds since 1970; None where the file has no time."""
    link_type: int
    """LINKTYPE_ value of the packet's interface."""
    interface: int
    """Index of the capture point in the file."""
    data: bytes
    length: int
    """Bytes on the wire; more than in ``data`` where the capture kept only the beginning."""
    end: int
    """Where the packet ends in the file, in bytes."""


@dataclass(slots=True)
class _Interface:
    link_type: int
    snap_length: int
    units_per_s: int
    offset_ns: int
    name: str


class _StopError(Exception):
    """The file can't be followed any further."""

    def __init__(self, damage: Damage) -> None:
        super().__init__(damage)
        self.damage: Damage = damage


class PacketRecords:
    """The packets of a stream; iterate once, then ask what was not read."""

    def __init__(self, stream: Readable) -> None:
        self.packets = 0
        self.end = 0
        """How far the file made sense, in bytes (decompressed ones, of a gzip file)."""
        self.damage: Damage = ""
        self.points: list[str] = []
        """Names of the capture points, as far as the file has told them."""
        self._stream = stream
        self._read_bytes = 0

    def __iter__(self) -> Iterator[Record]:
        try:
            start = self._exactly(4)
            if start in _PCAP_ORDERS:
                yield from self._pcap(*_PCAP_ORDERS[start])
            elif start == _PCAPNG_START:
                yield from self._pcapng()
            else:
                raise _StopError("damaged")
        except _StopError as stop:
            self.damage = stop.damage

    def unread_bytes(self) -> int:
        """Read the stream to its end and return how many bytes belong to no whole packet."""
        while self._read(1 << 20):
            pass
        return self._read_bytes - self.end

    def _pcap(self, order: str, ns_of_fraction: int) -> Iterator[Record]:
        header = self._exactly(20)
        link_type = struct.unpack(order + "I", header[16:])[0] & 0xFFFF
        self.points.append("")
        self.end = self._read_bytes
        unpack = struct.Struct(order + "IIII").unpack
        while head := self._exactly_or_end(16):
            seconds, fraction, size, length = unpack(head)
            if size > LARGEST_PACKET:
                raise _StopError("damaged")
            data = self._exactly(size)
            time_ns = seconds * 1_000_000_000 + fraction * ns_of_fraction
            yield self._record(time_ns, link_type, 0, data, length)

    def _pcapng(self) -> Iterator[Record]:
        order, interfaces, first = "<", list[_Interface](), 0
        start = _PCAPNG_START + self._exactly(4)
        while start:
            if start.startswith(_PCAPNG_START):
                mark = self._exactly(4)
                if mark not in _PCAPNG_ORDERS:
                    raise _StopError("damaged")
                order, interfaces, first = _PCAPNG_ORDERS[mark], [], len(self.points)
                body = mark + self._rest(order, start, 4)
            else:
                body = self._rest(order, start, 0)
            kind = struct.unpack(order + "I", start[:4])[0]
            if kind == _IDB:
                interfaces.append(_interface(order, body))
                self.points.append(interfaces[-1].name)
            elif kind in (_ENHANCED_PACKET, _OBSOLETE_PACKET):
                yield self._packet(order, kind, body, interfaces, first)
            elif kind == _SIMPLE_PACKET:
                yield self._simple_packet(order, body, interfaces, first)
            elif kind in _OTHER_RECORDS:
                yield self._record(None, -1, -1, b"", 0)
            self.end = self._read_bytes
            start = self._exactly_or_end(8)

    def _rest(self, order: str, start: bytes, already: int) -> bytes:
        """Return a block's body behind its start, having checked its second length."""
        total = struct.unpack(order + "I", start[4:])[0]
        if total < 12 + already or total > _LARGEST_BLOCK or total % 4:
            raise _StopError("damaged")
        rest = self._exactly(total - 8 - already)
        if rest[-4:] != start[4:]:
            raise _StopError("damaged")
        return rest[:-4]

    def _packet(
        self, order: str, kind: int, body: bytes, interfaces: list[_Interface], first: int
    ) -> Record:
        if len(body) < 20:
            raise _StopError("damaged")
        layout = "IIIII" if kind == _ENHANCED_PACKET else "HxxIIII"
        index, high, low, size, length = struct.unpack_from(order + layout, body)
        if index >= len(interfaces) or size > min(LARGEST_PACKET, len(body) - 20):
            raise _StopError("damaged")
        point = interfaces[index]
        time_ns = ((high << 32) | low) * 10**9 // point.units_per_s + point.offset_ns
        data = body[20 : 20 + size]
        return self._record(time_ns, point.link_type, first + index, data, length)

    def _simple_packet(
        self, order: str, body: bytes, interfaces: list[_Interface], first: int
    ) -> Record:
        if len(body) < 4 or not interfaces:
            raise _StopError("damaged")
        length: int = struct.unpack_from(order + "I", body)[0]
        size = min(length, interfaces[0].snap_length or length)
        if size > min(LARGEST_PACKET, len(body) - 4):
            raise _StopError("damaged")
        return self._record(None, interfaces[0].link_type, first, body[4 : 4 + size], length)

    def _record(
        self, time_ns: int | None, link_type: int, interface: int, data: bytes, length: int
    ) -> Record:
        self.packets += 1
        self.end = self._read_bytes
        return Record(self.packets, time_ns, link_type, interface, data, length, self.end)

    def _exactly(self, size: int) -> bytes:
        data = self._read(size)
        if len(data) < size:
            raise _StopError("cut")
        return data

    def _exactly_or_end(self, size: int) -> bytes:
        """Return ``size`` bytes, or none where the file ends as it should."""
        data = self._read(size)
        if data and len(data) < size:
            raise _StopError("cut")
        return data

    def _read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._read_bytes += len(data)
        return data


def is_capture(start: bytes) -> bool:
    """Say whether a file's first 24 bytes are a whole pcap or pcapng header."""
    if len(start) < HEADER_BYTES:
        return False
    return start[:4] in _PCAP_ORDERS or (
        start[:4] == _PCAPNG_START and start[8:12] in _PCAPNG_ORDERS
    )


def _interface(order: str, body: bytes) -> _Interface:
    if len(body) < 8:
        raise _StopError("damaged")
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
