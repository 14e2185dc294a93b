"""Telling copies of a packet that a capture holds twice.

A capture of a bridge, of all interfaces or of a mirrored port sees one packet several times.
What counts as a copy:

- SCTP with data: verification tag and TSN of every DATA chunk came before, within a minute
  (a retransmission carries the same message and is a copy too, as is the sight of another capture
  point behind a router: tshark dissects the first alone).
- Any other IP packet: the same bytes from the IP header on came within a millisecond. The same
  TTL and header checksum mean that no router lies in between: the two are sights of one link,
  whichever capture points saw them, and what a UPF or router has forwarded is not a copy.
  If the link layer or the capture point differs, that is proof enough. If nothing differs, it
  could as well be a flood of equal packets: they are copies only if they are regular, that is 30
  to 80 % of the packets between two addresses (copies come once or a few times each).

The first sight stays. Packets without IP (user link types, exported PDUs) are never copies.
"""

from array import array
from collections import Counter

from campus5g.capture.link_layer import IpPacket
from campus5g.capture.records import Record
from campus5g.capture.sctp_chunks import Chunk, verification_tag

_CONTENT_WINDOW_NS = 1_000_000
_SCTP_WINDOW_NS = 60_000_000_000
_REGULAR = (0.3, 0.8)


class Duplicates:
    """Judges packets in their order; `numbers` tells the copies when all have been seen."""

    def __init__(self) -> None:
        self._certain = array("Q")
        self._possible: list[tuple[int, int]] = []
        self._of_flow: Counter[int] = Counter()
        self._contents = _Recent(_CONTENT_WINDOW_NS)
        self._messages = _Recent(_SCTP_WINDOW_NS)

    def see(self, record: Record, ip: IpPacket, found: list[Chunk]) -> None:
        """Take note of the next packet."""
        if record.time_ns is None:
            return
        carried = [chunk for chunk in found if chunk.is_data]
        if carried:
            tag = verification_tag(record.data, ip) << 32
            before = [
                self._messages.put(tag | chunk.tsn, record.time_ns, 0) is not None
                for chunk in carried
            ]
            if all(before):
                self._certain.append(record.number)
            return
        self._of_flow[ip.flow] += 1
        sight = hash((record.interface, record.data[: ip.start]))
        content = hash(record.data[ip.start : ip.end])
        earlier = self._contents.put(content, record.time_ns, sight)
        if earlier is None:
            return
        if earlier != sight:
            self._certain.append(record.number)
        else:
            self._possible.append((record.number, ip.flow))

    def numbers(self) -> "array[int]":
        """Return the numbers of the copies, in ascending order."""
        copies = Counter(flow for _, flow in self._possible)
        low, high = _REGULAR
        regular = {
            flow for flow, count in copies.items() if low <= count / self._of_flow[flow] <= high
        }
        return array(
            "Q",
            sorted([*self._certain, *(n for n, flow in self._possible if flow in regular)]),
        )


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
