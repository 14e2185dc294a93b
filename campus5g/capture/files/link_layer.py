"""The start of the network and transport layers of a packet, by link type."""

import struct
from ipaddress import ip_address
from typing import NamedTuple

ETHERNET, COOKED, COOKED_2 = 1, 113, 276
_RAW_IP = frozenset({12, 14, 101, 228, 229})
_LOOPBACK = frozenset({0, 108})
_VLAN_TAGS = frozenset({0x8100, 0x88A8, 0x9100})
_IP_TYPES = frozenset({0x0800, 0x86DD})
ICMP, TCP, UDP, ICMPV6, SCTP = 1, 6, 17, 58, 132


class IpPacket(NamedTuple):
    """Offsets in a packet, and the contents of its IP header."""

    start: int
    transport: int
    end: int
    """Offset after the last captured byte of the IP packet."""
    protocol: int
    """IP protocol number; -1 for a later fragment."""
    flow: int
    """Identifies the addresses and the protocol."""


def find_ip(link_type: int, data: bytes) -> IpPacket | None:
    """Return the outermost IP packet, or None if there isn't one."""
    start = _network_offset(link_type, data)
    if start is None or len(data) < start + 20:
        return None
    version = data[start] >> 4
    if version == 4:
        header = (data[start] & 15) * 4
        total, later = struct.unpack_from("!HxxH", data, start + 2)
        end = min(start + total, len(data)) if total else len(data)
        protocol = -1 if later & 0x1FFF else data[start + 9]
        addresses = data[start + 9 : start + 10] + data[start + 12 : start + 20]
    elif version == 6 and len(data) >= start + 40:
        header = 40
        end = min(start + 40 + struct.unpack_from("!H", data, start + 4)[0], len(data))
        protocol = data[start + 6]
        addresses = data[start + 6 : start + 7] + data[start + 8 : start + 40]
    else:
        return None
    if header < 20 or end < start + header:
        return None
    return IpPacket(start, start + header, end, protocol, hash(addresses))


def addresses(data: bytes, start: int) -> tuple[str, str]:
    """Return the source and destination of the IP header that starts at an offset."""
    if data[start] >> 4 == 4:
        source, destination = data[start + 12 : start + 16], data[start + 16 : start + 20]
    else:
        source, destination = data[start + 8 : start + 24], data[start + 24 : start + 40]
    return str(ip_address(source)), str(ip_address(destination))


def ports(data: bytes, ip: IpPacket) -> tuple[int, int] | None:
    """Return the ports of a TCP, UDP or SCTP packet, or None if they were not captured."""
    if ip.end < ip.transport + 4:
        return None
    source, destination = struct.unpack_from("!HH", data, ip.transport)
    return source, destination


def tcp_payload(data: bytes, ip: IpPacket) -> int:
    """Return the offset of what a TCP packet carries."""
    return ip.transport + (data[ip.transport + 12] >> 4) * 4


def is_known(link_type: int) -> bool:
    """Return whether the network layer is looked for under a link type."""
    return link_type in {ETHERNET, COOKED, COOKED_2, *_RAW_IP, *_LOOPBACK}


def _network_offset(link_type: int, data: bytes) -> int | None:
    if link_type == ETHERNET:
        offset = 14
        while len(data) >= offset and _ether_type(data, offset - 2) in _VLAN_TAGS:
            offset += 4
        return offset if _ether_type(data, offset - 2) in _IP_TYPES else None
    if link_type == COOKED:
        return 16 if _ether_type(data, 14) in _IP_TYPES else None
    if link_type == COOKED_2:
        return 20 if _ether_type(data, 0) in _IP_TYPES else None
    if link_type in _RAW_IP:
        return 0
    return 4 if link_type in _LOOPBACK else None


def _ether_type(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "big")
