"""Writing pcapng: one section, an interface per capture point, times in nanoseconds.

Source: draft-ietf-opsawg-pcapng, sections 4.1 (SHB), 4.2 (IDB) and 4.3 (EPB).
"""

import struct
from typing import BinaryIO

_END_OF_OPTIONS = struct.pack("<HH", 0, 0)
_IF_NAME, _IF_DESCRIPTION, _IF_TSRESOL = 2, 3, 9
_SHB_USERAPPL = 4
_EPB_DROPCOUNT = 4
_NANOSECONDS = bytes([9])


def section_header(application: str) -> bytes:
    """Return the Section Header Block that starts a file."""
    body = struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)
    return _block(0x0A0D0D0A, body + _option(_SHB_USERAPPL, application.encode()) + _END_OF_OPTIONS)


def interface_description(link_type: int, name: str, description: str = "") -> bytes:
    """Return the Interface Description Block of a capture point."""
    body = struct.pack("<HHI", link_type, 0, 0) + _option(_IF_NAME, name.encode())
    if description:
        body += _option(_IF_DESCRIPTION, description.encode())
    return _block(1, body + _option(_IF_TSRESOL, _NANOSECONDS) + _END_OF_OPTIONS)


def enhanced_packet(
    interface: int, time_ns: int, data: bytes, length: int | None = None, *, dropped: int = 0
) -> bytes:
    """Return the Enhanced Packet Block of a packet seen on an interface.

    Args:
        interface: index of the interface.
        time_ns: nanoseconds since 1970.
        data: its bytes from the link layer on.
        length: bytes on the wire, where the capture kept only the beginning.
        dropped: how many packets were lost just before this one.
    """
    high, low = time_ns >> 32, time_ns & 0xFFFFFFFF
    original = len(data) if length is None else length
    body = struct.pack("<IIIII", interface, high, low, len(data), original) + _padded(data)
    if dropped:
        body += _option(_EPB_DROPCOUNT, struct.pack("<Q", dropped)) + _END_OF_OPTIONS
    return _block(6, body)


class PacketWriter:
    """Writes packets to an open file; each link type and name is a capture point."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._points: dict[tuple[int, str], int] = {}
        file.write(section_header("Campus 5G"))

    def write(
        self,
        link_type: int,
        data: bytes,
        *,
        length: int | None = None,
        name: str,
        time_ns: int = 0,
    ) -> None:
        """Append a packet.

        Args:
            link_type: LINKTYPE_ value.
            data: its bytes from the link layer on.
            length: bytes on the wire, where the capture kept only the beginning.
            name: its capture point, ``frame.interface_name`` to tshark.
            time_ns: nanoseconds since 1970.
        """
        point = self._points.get((link_type, name))
        if point is None:
            point = self._points[link_type, name] = len(self._points)
            self._file.write(interface_description(link_type, name))
        self._file.write(enhanced_packet(point, time_ns, data, length))


def _block(kind: int, body: bytes) -> bytes:
    length = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + length + body + length


def _option(code: int, value: bytes) -> bytes:
    return struct.pack("<HH", code, len(value)) + _padded(value)


def _padded(value: bytes) -> bytes:
    return value + bytes(-len(value) % 4)
