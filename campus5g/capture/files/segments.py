"""What tshark reads of a large capture: its signalling, in pieces.

tshark remembers every packet that it has seen, so its memory grows with the file. It gets
user packets of N3 only where the file is small, and a large file in segments, each read by a run
of its own. A segment begins with the last packets of the one before it, which its first ones may
continue: fragments of IP and of SCTP (RFC 791, 3.2; RFC 9260, 6.9). HTTP can't be cut: header
compression refers to the beginning of a connection (RFC 7541, 2.3.2).
"""

import tempfile
from array import array
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from campus5g.capture.files.gtpu_tunnels import PORT, user_packet
from campus5g.capture.files.link_layer import UDP, find_ip, ports
from campus5g.capture.files.survey import Survey, open_packets
from campus5g.pcapng.reader import Packet
from campus5g.pcapng.writer import PacketWriter

PACKETS = 25_000
"""Packets of a segment: tshark needs 0.8 GiB for a million of signalling."""
_OVERLAP = 500
_FEW_USER_PACKETS = 2_000


@dataclass(frozen=True, slots=True)
class Segment:
    """A file for one run of tshark."""

    file: Path
    numbers: "array[int] | None" = None
    """Of each packet, its number in the capture; None if it is the capture itself."""
    times_s: "array[float] | None" = None
    """Seconds since the capture's first packet."""
    known: int = 0
    """How many packets at its beginning were in the segment before."""


def segments(file: Path, survey: Survey) -> Iterator[Segment]:
    """Yield what tshark has to read, one after the other; each is gone when the next one comes.

    Args:
        file: the capture, as far as it can be read.
        survey: what it holds.
    """
    few_user_packets = survey.user_packets <= max(_FEW_USER_PACKETS, survey.packets // 10)
    whole = survey.contents.web or survey.packets - survey.user_packets <= PACKETS
    if few_user_packets and whole:
        yield Segment(file)
        return
    before: deque[Packet] = deque(maxlen=_OVERLAP)
    with (
        tempfile.TemporaryDirectory(prefix="campus5g-segment-") as folder,
        open_packets(file) as packets,
    ):
        left = (packet for packet in packets if not _is_user_packet(packet))
        part = Path(folder) / "segment.pcapng"
        following = next(left, None)
        while following is not None:
            numbers, times_s = array("Q"), array("d")
            known = len(before)
            with part.open("wb") as written:
                writer = PacketWriter(written)
                for packet in before:
                    _write(writer, packet, survey, numbers, times_s)
                while following is not None and (whole or len(numbers) < PACKETS):
                    _write(writer, following, survey, numbers, times_s)
                    if not whole:
                        before.append(following)
                    following = next(left, None)
            yield Segment(part, numbers, times_s, known)


def _write(
    writer: PacketWriter,
    packet: Packet,
    survey: Survey,
    numbers: "array[int]",
    times_s: "array[float]",
) -> None:
    time_ns = packet.time_ns or 0
    numbers.append(packet.number)
    times_s.append((time_ns - (survey.first_ns or 0)) / 1e9)
    writer.write(
        packet.link_type,
        packet.data,
        length=packet.length,
        name=str(packet.interface),
        time_ns=max(time_ns, 0),
    )


def _is_user_packet(packet: Packet) -> bool:
    ip = find_ip(packet.link_type, packet.data)
    if ip is None or ip.protocol != UDP:
        return False
    between = ports(packet.data, ip)
    if between is None or PORT not in between:
        return False
    return isinstance(user_packet(packet.data, ip), tuple)
