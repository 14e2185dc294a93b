"""A packet filter at the UPF: what each device may reach behind N6.

It filters as a rule set on the UPF's host would (with Open5GS, nftables on `ogstun`); nothing of it
is seen on N4.
"""

import struct
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import NamedTuple

from campus5g.virtualkit.codecs.ip import TCP, UDP, Ipv4Packet

REMEMBERED_FLOWS = 1024
"""The flows from the plant whose answers pass; a design value."""

_PORTS = struct.Struct("!HH")


@dataclass(frozen=True)
class Permission:
    """Traffic that some devices may send: to a network, by a protocol, to a port."""

    sources: frozenset[IPv4Address]
    destination: IPv4Network
    protocol: int
    port: int


class _Flow(NamedTuple):
    device: IPv4Address
    device_port: int
    remote: IPv4Address
    remote_port: int
    protocol: int


class Firewall:
    """Passes what is permitted, and answers to what the plant has sent; the rest is dropped.

    Args:
        permissions: what devices may begin.
    """

    def __init__(self, permissions: Iterable[Permission]) -> None:
        self._permissions = list(permissions)
        self._flows: deque[_Flow] = deque(maxlen=REMEMBERED_FLOWS)
        self.dropped = 0
        """Packets dropped so far."""

    def passes(self, packet: Ipv4Packet) -> bool:
        """Return whether a device's packet may leave to N6; count it if not."""
        source_port, port = _ports(packet)
        flow = _Flow(packet.source, source_port, packet.destination, port, packet.protocol)
        permitted = flow in self._flows or any(
            packet.source in each.sources
            and packet.destination in each.destination
            and (packet.protocol, port) == (each.protocol, each.port)
            for each in self._permissions
        )
        self.dropped += not permitted
        return permitted

    def note(self, packet: Ipv4Packet) -> None:
        """Remember a packet from the plant: its answers pass."""
        port, device_port = _ports(packet)
        flow = _Flow(packet.destination, device_port, packet.source, port, packet.protocol)
        if flow not in self._flows:
            self._flows.append(flow)


def _ports(packet: Ipv4Packet) -> tuple[int, int]:
    """Return source and destination port of TCP or UDP; zeros for other protocols."""
    if packet.protocol not in (TCP, UDP) or len(packet.payload) < _PORTS.size:
        return 0, 0
    source, destination = _PORTS.unpack_from(packet.payload)
    return source, destination
