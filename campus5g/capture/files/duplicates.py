"""Finding duplicates in a capture: packets, and the messages in them.

A capture of a bridge, of all interfaces or of a mirrored port sees one packet several times, and
SCTP retransmits what is not acknowledged. The first sighting counts. A packet is a copy:

- SCTP with data: verification tag and TSN of every DATA chunk were seen within the last minute
  (a retransmission carries the same message and is a copy too, as is the sighting at another
  capture point behind a router: tshark dissects only the first).
- Any other IP packet: the same bytes from the IP header on were seen within the last millisecond.
  The same TTL and header checksum mean no router in between: both are sightings on one
  link, whichever capture points saw them; what a UPF or router has forwarded is not a copy.
  If the link layer or the capture point differs, that is proof enough. If nothing differs, it
  could also be a flood of equal packets: they are copies only if they are regular, that is 30
  to 80 % of the packets between two addresses (copies come once or a few times each).

Packets without IP (user link types, exported PDUs) are never copies.

In the remaining packets each message is tested likewise, by the innermost headers that tshark
found. An NGAP message is a copy if its TSN and content are: in a partly retransmitted bundle, the
new part counts. So is a NAS message on the radio that RLC repeats with its sequence number
(TS 38.322, 5.3.2). A PFCP or GTP-U message is a copy if the IP identification and checksum of its
datagram are, whatever routers changed, and the link layer or the capture point differs.
"""

from array import array
from collections import Counter
from heapq import merge
from typing import Literal

from campus5g.capture.files.link_layer import IpPacket
from campus5g.capture.files.sctp_chunks import Chunk, verification_tag
from campus5g.capture.tshark.signalling_frames import Frame, Pdu
from campus5g.pcapng.reader import Packet

_CONTENT_WINDOW_NS = 1_000_000
_SCTP_WINDOW_NS = 60_000_000_000
_REGULAR = (0.3, 0.8)
_DATAGRAM = ("ip.src", "ip.dst", "ip.id", "udp.srcport", "udp.dstport", "udp.checksum")
Verdict = Literal["first", "copy", "possible copy"]
_RADIO = ("mac-nr.ueid", "mac-nr.rnti", "mac-nr.direction")
_SIGHTING = ("frame.interface_id", "eth.src", "eth.dst", "sll.pkttype")


class Duplicates:
    """Judges packets in order; `numbers` returns the copies once all packets have been seen."""

    def __init__(self) -> None:
        self._certain = array("Q")
        self._possible = array("Q")
        self._possible_flows = array("q")
        self._of_flow: Counter[int] = Counter()
        self._contents = _Recent(_CONTENT_WINDOW_NS)
        self._messages = _Recent(_SCTP_WINDOW_NS)

    def add(self, packet: Packet, ip: IpPacket, found: list[Chunk]) -> Verdict:
        """Judge the next packet; a possible copy is decided once all packets have been seen."""
        if packet.time_ns is None:
            return "first"
        carried = [chunk for chunk in found if chunk.is_data]
        if carried:
            tag = verification_tag(packet.data, ip) << 32
            before = [
                self._messages.put(tag | chunk.tsn, packet.time_ns, 0) is not None
                for chunk in carried
            ]
            if not all(before):
                return "first"
            self._certain.append(packet.number)
            return "copy"
        self._of_flow[ip.flow] += 1
        sighting = hash((packet.interface, packet.data[: ip.start]))
        content = hash(packet.data[ip.start : ip.end])
        earlier = self._contents.put(content, packet.time_ns, sighting)
        if earlier is None:
            return "first"
        if earlier != sighting:
            self._certain.append(packet.number)
            return "copy"
        self._possible.append(packet.number)
        self._possible_flows.append(ip.flow)
        return "possible copy"

    def numbers(self) -> "array[int]":
        """Return the numbers of the copies, in ascending order."""
        copies = Counter(self._possible_flows)
        low, high = _REGULAR
        regular = {
            flow for flow, count in copies.items() if low <= count / self._of_flow[flow] <= high
        }
        likely = (
            number
            for number, flow in zip(self._possible, self._possible_flows, strict=True)
            if flow in regular
        )
        return array("Q", merge(self._certain, likely))


class MessageCopies:
    """Judges the messages of the remaining packets, frame by frame, in order."""

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
        if pdu.kind in ("NAS-MM", "NAS-SM") and pdu.carrier is None and pdu.tsn:
            radio = tuple(map(frame.last, _RADIO))
            key = hash((radio, pdu.tsn, pdu.kind, content))
            return self._chunks.put(key, time_ns, 0) is not None
        if pdu.kind in ("PFCP", "GTP-U") and frame.last("ip.id"):
            key = hash((*map(frame.last, _DATAGRAM), content))
            sighting = hash(tuple(map(frame.last, _SIGHTING)))
            return self._datagrams.put(key, time_ns, sighting) not in (None, sighting)
        return False


class _Recent:
    """The entries of the last window, or slightly longer; bounded by the traffic."""

    def __init__(self, window_ns: int) -> None:
        self._window_ns = window_ns
        self._now: dict[int, tuple[int, int]] = {}
        self._before: dict[int, tuple[int, int]] = {}
        self._turned_ns = 0

    def put(self, key: int, time_ns: int, value: int) -> int | None:
        """Add a key, and return the value of its first entry in the window, or None."""
        if abs(time_ns - self._turned_ns) > self._window_ns:
            self._before, self._now, self._turned_ns = self._now, {}, time_ns
        earlier = self._now.get(key) or self._before.get(key)
        if earlier is not None and abs(time_ns - earlier[0]) <= self._window_ns:
            return earlier[1]
        self._now[key] = (time_ns, value)
        return None
