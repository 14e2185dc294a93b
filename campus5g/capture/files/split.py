"""Packets that carry several NGAP messages, rewritten as one packet per message.

tshark prints the values of all messages of a packet together, without showing which value belongs
to which. Split at the boundaries of SCTP's DATA chunks, the same run of tshark gives one row per
message, and a display filter selects messages.
"""

from collections.abc import Container
from pathlib import Path

from campus5g.capture.files.link_layer import find_ip
from campus5g.capture.files.sctp_chunks import one_packet_a_message
from campus5g.capture.files.survey import open_packets
from campus5g.pcapng.writer import PacketWriter


def write_split(file: Path, numbers: Container[int], target: Path) -> list[int]:
    """Write the messages of some packets of a capture as separate packets.

    The packet's time and capture point are not written.

    Args:
        file: the capture.
        numbers: which packets; the others are left out.
        target: the pcapng file to write.

    Returns:
        For each packet written, in order, the number of the packet that it comes from.
    """
    origins: list[int] = []
    with open_packets(file) as packets, target.open("wb") as written:
        writer = PacketWriter(written)
        for packet in packets:
            ip = find_ip(packet.link_type, packet.data) if packet.number in numbers else None
            if ip is None:
                continue
            for part in one_packet_a_message(packet.data, ip):
                writer.write(packet.link_type, part, name="split")
                origins.append(packet.number)
    return origins
