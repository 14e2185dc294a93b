"""Packets that carry several NGAP messages, written out as one packet a message.

tshark prints the values of all messages of a packet together, and nothing tells which value is
whose. Cut apart at the borders of SCTP's DATA chunks, the same run of tshark gives one row a
message, and a display filter chooses messages.
"""

import struct
from collections.abc import Container
from pathlib import Path

from campus5g.capture.link_layer import find_ip
from campus5g.capture.sctp_chunks import one_packet_a_message
from campus5g.capture.survey import open_records

_SECTION = struct.pack("<IIIHHqI", 0x0A0D0D0A, 28, 0x1A2B3C4D, 1, 0, -1, 28)


def write_split(file: Path, numbers: Container[int], target: Path) -> list[int]:
    """Write the messages of some packets of a capture as packets of their own.

    What concerns the packet (its time, its capture point) is not written.

    Args:
        file: the capture.
        numbers: which packets; the others are left out.
        target: the pcapng file to write.

    Returns:
        For each packet written, in order, the number of the one that it comes from.
    """
    origins: list[int] = []
    interfaces: dict[int, int] = {}
    with open_records(file) as records, target.open("wb") as written:
        written.write(_SECTION)
        for record in records:
            if record.number not in numbers:
                continue
            ip = find_ip(record.link_type, record.data)
            if ip is None:
                continue
            if record.link_type not in interfaces:
                interfaces[record.link_type] = len(interfaces)
                written.write(_block(1, struct.pack("<HHI", record.link_type, 0, 0)))
            index = interfaces[record.link_type]
            for part in one_packet_a_message(record.data, ip):
                head = struct.pack("<IIIII", index, 0, 0, len(part), len(part))
                written.write(_block(6, head + part + bytes(-len(part) % 4)))
                origins.append(record.number)
    return origins


def _block(kind: int, body: bytes) -> bytes:
    length = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + length + body + length
