"""Leaving out messages that a capture holds twice.

NGAP: the same SCTP verification tag, TSN and content. PFCP and GTP-U: the same datagram, by its
IP identification and checksum, within a millisecond.
"""

from collections import OrderedDict

from campus5g.capture.signalling_frames import Frame, Pdu

_KEPT = 100_000
_DATAGRAM_WINDOW_S = 0.001


class Copies:
    """Judges frames in their order."""

    def __init__(self) -> None:
        self.count = 0
        """Messages that were copies."""
        self._seen: OrderedDict[tuple[object, ...], float] = OrderedDict()

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
        key: tuple[object, ...]
        window = float("inf")
        if pdu.kind == "NGAP" and pdu.tsn:
            key = (frame.last("sctp.verification_tag"), pdu.tsn)
        elif pdu.kind in ("PFCP", "GTP-U") and frame.last("ip.id"):
            names = ("ip.src", "ip.dst", "ip.id", "udp.srcport", "udp.dstport", "udp.checksum")
            key = tuple(frame.last(name) for name in names)
            window = _DATAGRAM_WINDOW_S
        else:
            return False
        key += (hash(frozenset(pdu.fields.items())),)
        before = self._seen.get(key)
        self._seen[key] = frame.time_s
        if len(self._seen) > _KEPT:
            self._seen.popitem(last=False)
        return before is not None and frame.time_s - before <= window
