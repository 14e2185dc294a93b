"""Telling what a capture holds twice: packets, and the messages in them.

A capture of a bridge, of all interfaces or of a mirrored port sees one packet several times, and
SCTP sends again what is not acknowledged. The first sight stays. A packet is a copy:

- SCTP with data: verification tag and TSN of every DATA chunk came before, within a minute
  (a retransmission carries the same message and is a copy too, as is the sight of another
  capture point behind a router: tshark dissects the first alone).
- Any other IP packet: the same bytes from the IP header on came within a millisecond. The same
  TTL and header checksum mean that no router lies in between: the two are sights of one link,
  whichever capture points saw them, and what a UPF or router has forwarded is not a copy.
  If the link layer or the capture point differs, that is proof enough. If nothing differs, it
  could as well be a flood of equal packets: they are copies only if they are regular, that is 30
  to 80 % of the packets between two addresses (copies come once or a few times each).

Packets without IP (user link types, exported PDUs) are never copies.

In the packets that are left, the same is asked for each message, of the innermost headers that
tshark found. An NGAP message is a copy by its own TSN and content: of a bundle sent again in part
the new part counts. A PFCP or GTP-U message is one by the IP identification and checksum of its
datagram, whatever routers did to it, if the link layer or the capture point differs.
"""

from array import array
from collections import Counter
from heapq import merge

from campus5g.capture.files.link_layer import IpPacket
from campus5g.capture.files.sctp_chunks import Chunk, verification_tag
from campus5g.capture.tshark.signalling_frames import Frame, Pdu
from campus5g.pcapng.reader import Packet

_CONTENT_WINDOW_NS = 1_000_000
_SCTP_WINDOW_NS = 60_000_000_000
_REGULAR = (0.3, 0.8)
_DATAGRAM = ("ip.src", "ip.dst", "ip.id", "udp.srcport", "udp.dstport", "udp.checksum")
_SIGHT = ("frame.interface_id", "eth.src", "eth.dst", "sll.pkttype")


class Duplicates:
    """Judges packets in their order; `numbers` tells the copies when all have been seen."""

    def __init__(self) -> None:
        self._certain = array("Q")
        self._possible = array("Q")
        self._possible_flows = array("q")
        self._of_flow: Counter[int] = Counter()
        self._contents = _Recent(_CONTENT_WINDOW_NS)
        self._messages = _Recent(_SCTP_WINDOW_NS)

    def see(self, packet: Packet, ip: IpPacket, found: list[Chunk]) -> None:
        """Take note of the next packet."""
        if packet.time_ns is None:
            return
        carried = [chunk for chunk in found if chunk.is_data]
        if carried:
            tag = verification_tag(packet.data, ip) << 32
            before = [
                self._messages.put(tag | chunk.tsn, packet.time_ns, 0) is not None
                for chunk in carried
            ]
            if all(before):
                self._certain.append(packet.number)
            return
        self._of_flow[ip.flow] += 1
        sight = hash((packet.interface, packet.data[: ip.start]))
        content = hash(packet.data[ip.start : ip.end])
        earlier = self._contents.put(content, packet.time_ns, sight)
        if earlier is None:
            return
        if earlier != sight:
            self._certain.append(packet.number)
        else:
            self._possible.append(packet.number)
            self._possible_flows.append(ip.flow)

    def numbers(self) -> "array[int]":
        """Return the numbers of the copies, in ascending order."""
        copies = Counter(self._possible_flows)
        low, high = _REGULAR
        regular = {
            flow for flow, count in copies.items() if low <= count / self._of_flow[flow] <= high
        }
        told = (
            number
            for number, flow in zip(self._possible, self._possible_flows, strict=True)
            if flow in regular
        )
        return array("Q", merge(self._certain, told))


class MessageCopies:
    """Judges the messages of the packets that are left, frame by frame in their order."""

    def __init__(self) -> None:
        self.count = 0
        """Messages that were copies."""
        self._chunks, self._datagrams = _Recent(_SCTP_WINDOW_NS), _Recent(_CONTENT_WINDOW_NS)

    def originals(self, frame: Frame) -> list[tuple[int, Pdu]]:
        """Return the PDUs of a frame, with their positions, without those seen before."""
        kept: list[tuple[int, Pdu]] = []
        left_out: set[int] = set()
        for position, pdu in enumerate(frame.pdus or ()):
            if pdu.carrier in left_out or self._is_copy(frame, pdu):
                left_out.add(position)
                self.count += 1
            else:
                kept.append((position, pdu))
        return kept

    def _is_copy(self, frame: Frame, pdu: Pdu) -> bool:
        time_ns = round(frame.time_s * 1e9)
        content = frozenset(pdu.fields.items())
        if pdu.kind == "NGAP" and pdu.tsn:
            key = hash((frame.last("sctp.verification_tag"), pdu.tsn, content))
            return self._chunks.put(key, time_ns, 0) is not None
        if pdu.kind in ("PFCP", "GTP-U") and frame.last("ip.id"):
            key = hash((*map(frame.last, _DATAGRAM), content))
            sight = hash(tuple(map(frame.last, _SIGHT)))
            return self._datagrams.put(key, time_ns, sight) not in (None, sight)
        return False


class _Recent:
    """What was put in within the last window, or a little longer; bounded by the traffic."""

    def __init__(self, window_ns: int) -> None:
        self._window_ns = window_ns
        self._now: dict[int, tuple[int, int]] = {}
        self._before: dict[int, tuple[int, int]] = {}
        self._turned_ns = 0

    def put(self, key: int, time_ns: int, value: int) -> int | None:
        """Return the value that the key was first put in with in the window, or None."""
        if abs(time_ns - self._turned_ns) > self._window_ns:
            self._before, self._now, self._turned_ns = self._now, {}, time_ns
        earlier = self._now.get(key) or self._before.get(key)
        if earlier is not None and abs(time_ns - earlier[0]) <= self._window_ns:
            return earlier[1]
        self._now[key] = (time_ns, value)
        return None
