"""Links between the hosts of the emulated network, each with a capture point."""

from collections.abc import Callable
from ipaddress import IPv4Address

from campus5g.virtualkit.codecs.ip import Ipv4Packet, ethernet_frame
from campus5g.virtualkit.wire.lane import Lane
from campus5g.virtualkit.wire.tap import Tap

Receiver = Callable[[Ipv4Packet], None]
Watcher = Callable[[Ipv4Packet, IPv4Address], None]
"""Called with each packet and the host that sends it."""


class Link:
    """One reference point (N2, N3, N4 or N6), as a lossless switched segment.

    Args:
        tap: captures the frames, as on a mirror port.
        transit_s: the delay from one host to another.
    """

    def __init__(self, tap: Tap, transit_s: float) -> None:
        self.transit_s = transit_s
        self.down: set[IPv4Address] = set()
        """Failed hosts: packets to them are captured, then lost."""
        self._tap = tap
        self._lanes: dict[IPv4Address, Lane[bytes]] = {}
        self.watchers: list[Watcher] = []
        self.beyond: Receiver = _nowhere
        """Takes packets for hosts that are not attached."""

    def attach(self, host: IPv4Address, receive: Receiver) -> None:
        """Connect a host: it receives the packets that are sent to it."""
        self._lanes[host] = Lane(lambda data: receive(Ipv4Packet.decode(data)))

    def send(self, packet: Ipv4Packet, sender: IPv4Address, next_hop: IPv4Address) -> None:
        """Send a packet from one host to another; the tap sees it at once."""
        data = packet.encode()
        self._tap.see(ethernet_frame(sender, next_hop, data))
        for watcher in self.watchers:
            watcher(packet, sender)
        if next_hop in self.down:
            return
        lane = self._lanes.get(next_hop)
        if lane is None:
            self.beyond(packet)
        else:
            lane.send(data, self.transit_s)


def _nowhere(packet: Ipv4Packet) -> None:
    raise LookupError(f"no host {packet.destination} on this link")
