"""A pcapng file that chosen packets are written to (draft-ietf-opsawg-pcapng)."""

import struct
from typing import BinaryIO

_SECTION = struct.pack("<IIIHHqI", 0x0A0D0D0A, 28, 0x1A2B3C4D, 1, 0, -1, 28)
_INTERFACE, _PACKET, _NAME = 1, 6, 2


class PacketFile:
    """Writes packets, without their times, to an open file; each link type and name is a point."""

    def __init__(self, written: BinaryIO) -> None:
        self._written = written
        self._points: dict[tuple[int, str], int] = {}
        written.write(_SECTION)

    def write(self, link_type: int, data: bytes, *, length: int | None = None, name: str) -> None:
        """Append a packet.

        Args:
            link_type: LINKTYPE_ value.
            data: its bytes from the link layer on.
            length: bytes on the wire, where the capture kept only the beginning.
            name: its capture point, ``frame.interface_name`` to tshark.
        """
        point = self._points.get((link_type, name))
        if point is None:
            point = self._points[link_type, name] = len(self._points)
            text = name.encode()
            option = struct.pack("<HH", _NAME, len(text)) + _padded(text) + bytes(4)
            self._block(_INTERFACE, struct.pack("<HHI", link_type, 0, 0) + option)
        sizes = len(data), len(data) if length is None else length
        self._block(_PACKET, struct.pack("<IIIII", point, 0, 0, *sizes) + _padded(data))

    def _block(self, kind: int, body: bytes) -> None:
        length = struct.pack("<I", len(body) + 12)
        self._written.write(struct.pack("<I", kind) + length + body + length)


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)
