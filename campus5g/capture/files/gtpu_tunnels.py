"""The tunnels of N3 and N9, from the headers of their user packets alone.

tshark takes a user packet apart down to the user's own protocols, which takes some thirty times
as long as the two headers that say which tunnel it is in. What stands plainly in UDP is read here
(TS 29.281, 5.1; TS 38.415, 5.5.2); the rest is left to tshark: fragments, other outer protocols,
and what carries signalling of another network inside.
"""

import struct
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from campus5g.capture.files.link_layer import SCTP, UDP, IpPacket, addresses

PORT = 2152
_G_PDU, _SESSION_CONTAINER = 255, 0x85
_VERSION_1_OF_GTP, _OPTIONS, _WITH_EXTENSION = 0x30, 0x07, 0x04
_FRAMES_KEPT = 5
_DIRECTIONS: dict[int, Literal["up", "down", ""]] = {0: "down", 1: "up"}


@dataclass(slots=True)
class TunnelTraffic:
    """The user packets to one TEID at one end, in one direction."""

    source: str
    destination: str
    teid: int
    """Chosen by the receiver, `destination`."""
    direction: Literal["up", "down", ""]
    """From the PDU session container; ``""`` if packets carry none."""
    first_s: float
    """Seconds since the first packet of the capture."""
    packets: int = 0
    bytes: int = 0
    """Everything in GTP-U, as far as its header announces it."""
    frames: list[int] = field(default_factory=list)
    """The first frames."""


class UserPacket(NamedTuple):
    """What the header of a user packet says."""

    teid: int
    kind: int
    """PDU type of its session container: 0 down, 1 up, -1 without one."""
    size: int


def user_packet(data: bytes, ip: IpPacket) -> UserPacket | Literal["unread"] | None:
    """Read the header of a packet of UDP port 2152.

    Returns:
        its header; ``"unread"`` if it is left to tshark; None if it holds no user packet.
    """
    at = ip.transport + 8
    if ip.end < at + 8:
        return "unread"
    flags, message, size, teid = struct.unpack_from("!BBHI", data, at)
    if flags & 0xF0 != _VERSION_1_OF_GTP or message != _G_PDU:
        return None
    inside, kind = at + 8, -1
    if flags & _OPTIONS:
        inside += 4
        following = data[inside - 1] if flags & _WITH_EXTENSION and ip.end >= inside else 0
        while following:
            length = data[inside] * 4 if ip.end > inside + 1 else 0
            if not length or ip.end < inside + length:
                return "unread"
            if following == _SESSION_CONTAINER:
                kind = data[inside + 1] >> 4
            following = data[inside + length - 1]
            inside += length
    return "unread" if _may_signal(data, inside, ip.end) else UserPacket(teid, kind, size)


class GtpuTunnels:
    """Collects the tunnels, packet by packet."""

    def __init__(self) -> None:
        self._found: dict[tuple[bytes, int, int], TunnelTraffic] = {}

    def add(
        self, packet: UserPacket, number: int, time_s: float, data: bytes, ip: IpPacket
    ) -> TunnelTraffic:
        """Count a packet and return its tunnel."""
        # IPv4 has its addresses after its checksum, IPv6 after its hop limit.
        at = ip.start + (12 if data[ip.start] >> 4 == 4 else 8)
        key = data[at : at + (8 if data[ip.start] >> 4 == 4 else 32)], packet.teid, packet.kind
        tunnel = self._found.get(key)
        if tunnel is None:
            ends = addresses(data, ip.start)
            direction = _DIRECTIONS.get(packet.kind, "")
            tunnel = TunnelTraffic(*ends, packet.teid, direction, time_s)
            self._found[key] = tunnel
        tunnel.packets += 1
        tunnel.bytes += packet.size
        if len(tunnel.frames) < _FRAMES_KEPT:
            tunnel.frames.append(number)
        return tunnel

    def result(self) -> tuple[TunnelTraffic, ...]:
        """Return the tunnels in the order of their first packet."""
        return tuple(tunnel for tunnel in self._found.values() if tunnel.packets)


def take_back(tunnel: TunnelTraffic, size: int, number: int) -> None:
    """Remove a packet that turned out to be a copy of another one."""
    tunnel.packets -= 1
    tunnel.bytes -= size
    if number in tunnel.frames:
        tunnel.frames.remove(number)


def _may_signal(data: bytes, at: int, end: int) -> bool:
    """Return whether a user packet may hold N2, N4 or another tunnel: a network inside this one."""
    if end < at + 20:
        return False
    version = data[at] >> 4
    if version == 4:
        protocol, transport = data[at + 9], at + (data[at] & 15) * 4
    elif version == 6 and end >= at + 40:
        protocol, transport = data[at + 6], at + 40
    else:
        return False
    if protocol == SCTP:
        return True
    if protocol != UDP or end < transport + 4:
        return False
    return not {8805, PORT}.isdisjoint(struct.unpack_from("!HH", data, transport))
