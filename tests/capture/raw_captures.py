"""Captures made byte by byte, with any link type and any SCTP."""

import struct
from collections.abc import Sequence

from scapy.contrib.gtp import GTP_U_Header
from scapy.layers.inet import IP
from scapy.layers.sctp import SCTP, SCTPChunkData
from scapy.packet import Packet

ETHERNET, RAW_IP, COOKED, EXPORTED_PDU, COOKED_2 = 1, 101, 113, 252, 276
GNB, AMF = "10.53.1.3", "10.53.1.5"
MAC_HEADER = bytes.fromhex("020000000002 020000000001 0800")
REGISTRATION_COMPLETE = bytes.fromhex("7e0043")
AUTHENTICATION_REJECT = bytes.fromhex("7e0058")
HEARTBEAT = bytes.fromhex("2001000c00000100 0060000469c0b5c0")
"""PFCP heartbeat request (TS 29.244, 7.4.2.1)."""


def pcap(link_type: int, packets: Sequence[bytes], times_s: Sequence[float] = ()) -> bytes:
    """A pcap file; packets a quarter of a second apart unless times are given."""
    times = times_s or [number / 4 for number in range(len(packets))]
    return struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, link_type) + b"".join(
        struct.pack("<IIII", *_moment(time), len(data), len(data)) + data
        for time, data in zip(times, packets, strict=True)
    )


def _moment(time_s: float) -> tuple[int, int]:
    seconds, micro = divmod(round(time_s * 1e6), 1_000_000)
    return 1_700_000_000 + seconds, micro


def pcapng(points: Sequence[str], packets: Sequence[tuple[int, float, bytes]]) -> bytes:
    """A pcapng file of Ethernet capture points; a packet is (point, seconds, data)."""
    blocks = [_block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))]
    for name in points:
        option = struct.pack("<HH", 2, len(name)) + _padded(name.encode()) + bytes(4)
        blocks.append(_block(1, struct.pack("<HHI", ETHERNET, 0, 0) + option))
    for point, time_s, data in packets:
        high, low = divmod(1_700_000_000_000_000 + round(time_s * 1e6), 1 << 32)
        head = struct.pack("<IIIII", point, high, low, len(data), len(data))
        blocks.append(_block(6, head + _padded(data)))
    return b"".join(blocks)


def uplink_nas(nas: bytes, ran_ue_id: int = 1) -> bytes:
    """NGAP uplink NAS transport in aligned PER (TS 38.413, 9.2.5.3), without the location."""
    elements = bytes.fromhex("000a0002 0001 00550002") + struct.pack("!H", ran_ue_id)
    elements += bytes([0, 0x26, 0, len(nas) + 1, len(nas)]) + nas
    value = b"\0\0\3" + elements
    return bytes([0, 46, 0x40, len(value)]) + value


def n2(*messages: bytes, tsn: int = 1, ttl: int = 64, begin: int = 1, end: int = 1) -> bytes:
    """An IP packet from gNB to AMF that bundles NGAP messages."""
    packet: Packet = IP(src=GNB, dst=AMF, ttl=ttl) / SCTP(sport=38412, dport=38412, tag=7)
    for number, message in enumerate(messages):
        packet = packet / SCTPChunkData(
            tsn=tsn + number, proto_id=60, beginning=begin, ending=end, data=message
        )
    return bytes(packet)


def t_pdu() -> bytes:
    """A GTP-U packet without its lower layers."""
    return bytes(GTP_U_Header(teid=0x11, gtp_type=255) / IP(src="10.45.0.2", dst=AMF))


def mac_in_udp() -> bytes:
    """An NR MAC PDU of padding, framed as Wireshark's mac-nr heuristic reads it, in UDP."""
    framed = b"mac-nr" + bytes([1, 0, 3]) + bytes.fromhex("02 4601 01") + b"\x3f\0\0"
    return struct.pack("!HHHH", 9999, 9999, len(framed) + 8, 0) + framed


def exported_pdu(dissector: str, data: bytes) -> bytes:
    """A PDU as Wireshark exports it, with the name of its dissector."""
    name = _padded(dissector.encode())
    return struct.pack("!HH", 12, len(name)) + name + bytes(4) + data


def _block(kind: int, body: bytes) -> bytes:
    length = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + length + body + length


def _padded(value: bytes) -> bytes:
    return value + bytes(-len(value) % 4)
