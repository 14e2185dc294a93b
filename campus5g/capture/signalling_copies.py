"""Leaving out messages that a capture holds twice.

NGAP: the same SCTP verification tag, TSN and content. PFCP and GTP-U: the same datagram, by its
IP identification and checksum, within a millisecond at another capture point or with another link
header; without such a difference it could as well be a flood of equal datagrams.
"""

from collections import OrderedDict

from campus5g.capture.signalling_frames import Frame, Pdu

_KEPT = 100_000
_DATAGRAM_WINDOW_S = 0.001
_DATAGRAM = ("ip.src", "ip.dst", "ip.id", "udp.srcport", "udp.dstport", "udp.checksum")
_SIGHT = ("frame.interface_id", "eth.src", "eth.dst", "sll.pkttype")


class Copies:
    """Judges frames in their order."""

    def __init__(self) -> None:
        self.count = 0
        """Messages that were copies."""
        self._seen: OrderedDict[tuple[object, ...], tuple[float, tuple[str, ...]]] = OrderedDict()

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
        content = hash(frozenset(pdu.fields.items()))
        if pdu.kind == "NGAP" and pdu.tsn:
            return self._before(frame, (frame.last("sctp.verification_tag"), pdu.tsn, content)) > 0
        if pdu.kind in ("PFCP", "GTP-U") and frame.last("ip.id"):
            key = (*map(frame.last, _DATAGRAM), content)
            return self._before(frame, key) == 2
        return False

    def _before(self, frame: Frame, key: tuple[object, ...]) -> int:
        """Return 2 where another sight of the same came just before, 1 where one came, else 0."""
        sight = tuple(map(frame.last, _SIGHT))
        time_s, earlier = self._seen.get(key, (None, sight))
        if time_s is None:
            self._seen[key] = (frame.time_s, sight)
            if len(self._seen) > _KEPT:
                self._seen.popitem(last=False)
            return 0
        return 2 if earlier != sight and frame.time_s - time_s <= _DATAGRAM_WINDOW_S else 1
