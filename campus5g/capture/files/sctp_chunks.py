"""The DATA chunks of an SCTP packet, and one packet for each of them.

Source: RFC 9260, 3.1 (common header), 3.3.1 (DATA), 3.3.2 (INIT).
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from campus5g.capture.files.link_layer import SCTP, IpPacket

NGAP_PAYLOAD = 60
DATA, INIT, INIT_ACK, ABORT = 0, 1, 2, 6
_COMMON_HEADER, _DATA_HEADER, _WHOLE = 12, 16, 0x03


class Chunk(NamedTuple):
    """One chunk of an SCTP packet."""

    start: int
    end: int
    """Offset after its padding."""
    kind: int
    """Chunk type: 0 for DATA, 1 INIT, 2 INIT ACK, 6 ABORT."""
    tsn: int
    whole: bool
    """The chunk carries a whole message, not a fragment of one."""
    payload: int
    """Payload protocol identifier of a DATA chunk; 60 for NGAP."""

    @property
    def is_data(self) -> bool:
        """Whether it carries a message or a fragment of one."""
        return self.kind == DATA


def verification_tag(data: bytes, ip: IpPacket) -> int:
    """Return the tag that identifies the association at its receiver."""
    tag: int = struct.unpack_from("!I", data, ip.transport + 4)[0]
    return tag


def chunks(data: bytes, ip: IpPacket) -> Iterator[Chunk]:
    """Yield the complete chunks."""
    at = ip.transport + _COMMON_HEADER
    while ip.protocol == SCTP and at + 4 <= ip.end:
        kind, flags, size = struct.unpack_from("!BBH", data, at)
        if size < 4 or at + size > ip.end:
            return
        end = min(at + size + -size % 4, ip.end)
        if kind == DATA and size >= _DATA_HEADER:
            tsn, payload = struct.unpack_from("!IxxxxI", data, at + 4)
            yield Chunk(at, end, DATA, tsn, flags & _WHOLE == _WHOLE, payload)
        elif kind != DATA:
            yield Chunk(at, end, kind, 0, False, 0)
        at = end


def is_bundle(found: list[Chunk]) -> bool:
    """Return whether a packet carries several NGAP messages, all of them whole.

    A packet that also carries a fragment does not count: its message can be read only together
    with the other fragments.
    """
    carried = [chunk for chunk in found if chunk.is_data]
    return (
        len(carried) > 1
        and all(chunk.whole for chunk in carried)
        and any(chunk.payload == NGAP_PAYLOAD for chunk in carried)
    )


def one_packet_a_message(data: bytes, ip: IpPacket) -> list[bytes]:
    """Return a packet for each DATA chunk; control chunks stay with the first.

    The IP header's length is adjusted; checksums are not, since tshark does not verify them.
    """
    found = list(chunks(data, ip))
    control = b"".join(data[chunk.start : chunk.end] for chunk in found if not chunk.is_data)
    parts = [data[chunk.start : chunk.end] for chunk in found if chunk.is_data]
    parts[0] = control + parts[0]
    return [_packet(data, ip, part) for part in parts]


def _packet(data: bytes, ip: IpPacket, part: bytes) -> bytes:
    packet = bytearray(data[: ip.transport + _COMMON_HEADER] + part)
    if packet[ip.start] >> 4 == 4:
        at, size = ip.start + 2, len(packet) - ip.start
    else:
        at, size = ip.start + 4, len(packet) - ip.start - 40
    struct.pack_into("!H", packet, at, min(size, 0xFFFF))
    return bytes(packet)
