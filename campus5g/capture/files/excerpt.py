"""Selected packets of a capture in a separate file, with the packets they depend on.

A display filter that lists frame numbers is tested number by number, for every frame; filtering a
short file costs the same for each of its frames. The selected packets get a capture point of
their own, so that one comparison separates them from the packets they depend on:

- all fragments of IP datagrams and of SCTP messages (RFC 791, 3.2; RFC 9260, 6.9);
- with a packet of a TCP connection, all packets of its outermost IP protocol: TCP, or the tunnel
  that it came through. They hold its other segments and HPACK's tables (RFC 7541, 2.3.2);
- with a packet that has no IP header where one is looked for, all such packets.
"""

import struct
from array import array
from collections.abc import Collection, Container
from pathlib import Path

from campus5g.capture.files.link_layer import IpPacket, find_ip
from campus5g.capture.files.sctp_chunks import chunks
from campus5g.capture.files.survey import open_packets
from campus5g.pcapng.reader import Packet
from campus5g.pcapng.writer import PacketWriter

_ASKED, _COMPANY = "asked", "company"
ASKED_FOR = f'frame.interface_name == "{_ASKED}"'
"""Display filter for the selected packets."""

_LATER_FRAGMENT, _IPV6_FRAGMENT = -1, 44
_MORE_FRAGMENTS = 0x2000


def write_excerpt(
    file: Path, asked: Collection[int], connected: Container[int], target: Path
) -> "array[int]":
    """Write packets of a capture and those they depend on, in order and without their times.

    Args:
        file: the capture.
        asked: the numbers of the packets.
        connected: those of them that belong to a TCP connection.
        target: the pcapng file to write.

    Returns:
        For each packet written, in order, its number in the capture.
    """
    numbers = frozenset(asked)
    company: set[int | None] = set()
    with open_packets(file) as packets:
        for packet in packets:
            if packet.number in numbers:
                protocol = _protocol(packet)
                if protocol is None or packet.number in connected:
                    company.add(protocol)
    origins = array("Q")
    with open_packets(file) as packets, target.open("wb") as written:
        writer = PacketWriter(written)
        for packet in packets:
            wanted = packet.number in numbers
            if wanted or _protocol(packet) in company or _is_fragment(packet):
                name = _ASKED if wanted else _COMPANY
                writer.write(packet.link_type, packet.data, length=packet.length, name=name)
                origins.append(packet.number)
    return origins


def _protocol(packet: Packet) -> int | None:
    ip = find_ip(packet.link_type, packet.data)
    return ip.protocol if ip else None


def _is_fragment(packet: Packet) -> bool:
    ip = find_ip(packet.link_type, packet.data)
    if ip is None:
        return False
    return (
        ip.protocol in (_LATER_FRAGMENT, _IPV6_FRAGMENT)
        or _more_follow(packet.data, ip)
        or any(chunk.is_data and not chunk.whole for chunk in chunks(packet.data, ip))
    )


def _more_follow(data: bytes, ip: IpPacket) -> bool:
    if data[ip.start] >> 4 != 4:
        return False
    flags: int = struct.unpack_from("!H", data, ip.start + 6)[0]
    return bool(flags & _MORE_FRAGMENTS)
