"""Hosts of the plant behind N6, such as PLCs: they accept TCP connections and exchange no data."""

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address

from campus5g.virtualkit.codecs.ip import TCP, Ipv4Packet
from campus5g.virtualkit.userplane.segment import Flag, Segment

_WINDOW = 8192


class PlantHosts:
    """Answers the first segment of a TCP connection as a host would (RFC 9293, 3.10.7).

    Args:
        open_ports: the ports of each host that accept connections.
    """

    def __init__(self, open_ports: Mapping[IPv4Address, Sequence[int]]) -> None:
        self.open_ports = open_ports

    def answer(self, packet: Ipv4Packet) -> Ipv4Packet | None:
        """Return SYN and ACK from an open port, a reset from a closed one, else nothing.

        Raises:
            PacketError: when the segment is truncated.
        """
        ports = self.open_ports.get(packet.destination)
        if ports is None or packet.protocol != TCP:
            return None
        segment = Segment.decode(packet.payload)
        if segment.flags != Flag.SYN:
            return None
        accepts = segment.destination_port in ports
        answer = Segment(
            segment.destination_port,
            segment.source_port,
            segment.sequence ^ 0x5A5A5A5A if accepts else 0,
            segment.sequence + 1,
            (Flag.SYN if accepts else Flag.RST) | Flag.ACK,
            _WINDOW if accepts else 0,
        )
        return answer.between(packet.destination, packet.source)
