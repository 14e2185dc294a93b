"""Frames and pcap files for tests, as scapy writes them."""

import io
import struct

from scapy.layers.inet import IP, UDP
from scapy.layers.l2 import Ether
from scapy.packet import Raw
from scapy.utils import PcapWriter

PCAP_HEADER = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)


def udp_frame(number: int, port: int = 5000) -> bytes:
    """An Ethernet frame that says its number."""
    return bytes(
        Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02")
        / IP(src="10.0.0.1", dst="10.0.0.2")
        / UDP(sport=port, dport=port)
        / Raw(f"packet {number}")
    )


def pcap_record(frame: bytes, time_ns: int) -> bytes:
    """A record of a little-endian pcap stream with microseconds."""
    seconds, nanoseconds = divmod(time_ns, 1_000_000_000)
    header = struct.pack("<IIII", seconds, nanoseconds // 1000, len(frame), len(frame))
    return header + frame


def scapy_pcap(frames: list[bytes], *, endianness: str = "", nano: bool = False) -> bytes:
    """A pcap file as scapy writes it."""
    file = io.BytesIO()
    file.close = lambda: None  # type: ignore[method-assign]
    writer = PcapWriter(file, linktype=1, endianness=endianness, nano=nano)
    for number, frame in enumerate(frames):
        packet = Ether(frame)
        packet.time = 1_700_000_000 + number
        writer.write(packet)
    writer.flush()
    return file.getvalue()
