"""The driver for each kind of capture point."""

from campus5g.gateway.captures.dumpcap import Dumpcap
from campus5g.gateway.captures.packet_source import PacketSource
from campus5g.gateway.captures.pcap_over_ip import PcapOverIp
from campus5g.inventory import CapturePoint, DumpcapPoint


async def open_point(point: CapturePoint) -> PacketSource:
    """Return a live stream of a point's packets.

    Raises:
        CapturePointError: the point does not answer, or does not send packets.
    """
    if isinstance(point, DumpcapPoint):
        return await Dumpcap.start(point)
    return await PcapOverIp.connect(point.host, point.port)
