"""pcap and pcapng are understood as they arrive, whatever the pieces."""

import io
import struct
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit_edge import PCAP_HEADER, scapy_pcap, udp_frame
from scapy.utils import RawPcapNgReader

from campus5g.gateway.captures import pcapng
from campus5g.gateway.captures.packet import Packet
from campus5g.gateway.captures.packet_stream import NotAPacketStreamError, PacketStream

FRAMES = [udp_frame(number) for number in range(5)]


def read_in_pieces(stream: bytes, sizes: list[int]) -> list[Packet]:
    reader, packets, at = PacketStream(), [], 0
    while at < len(stream):
        size = sizes[at % len(sizes)]
        packets += reader.feed(stream[at : at + size])
        at += size
    return packets


@pytest.mark.parametrize("endianness", ["<", ">"])
@pytest.mark.parametrize("nano", [False, True])
def test_pcap_is_read_in_both_byte_orders_and_both_resolutions(endianness: str, nano: bool) -> None:
    packets = PacketStream().feed(scapy_pcap(FRAMES, endianness=endianness, nano=nano))

    assert [packet.data for packet in packets] == FRAMES
    assert [packet.time_ns for packet in packets] == [
        (1_700_000_000 + number) * 1_000_000_000 for number in range(5)
    ]
    assert {packet.link_type for packet in packets} == {1}


@pytest.mark.parametrize("order", ["<", ">"])
def test_pcapng_is_read_in_both_byte_orders_with_the_interface_s_resolution(order: str) -> None:
    def block(kind: int, body: bytes) -> bytes:
        length = struct.pack(order + "I", len(body) + 12)
        return struct.pack(order + "I", kind) + length + body + length

    milliseconds = struct.pack(order + "HH", 9, 1) + b"\x03\0\0\0"
    offset = struct.pack(order + "HHq", 14, 8, 100)
    stream = (
        block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1))
        + block(1, struct.pack(order + "HHI", 113, 0, 0) + milliseconds + offset)
        + block(0x0BAD, b"unknown blocks are passed over..")
        + block(6, struct.pack(order + "IIIII", 0, 0, 5_250, 3, 60) + b"abc\0")
    )

    reader = PacketStream()
    packets = reader.feed(stream)

    assert packets == [Packet(105_250_000_000, 113, b"abc", 60)]
    assert reader.link_types == [113]


def test_wireshark_s_pcapng_is_read(tmp_path: Path) -> None:
    pcap, converted = tmp_path / "a.pcap", tmp_path / "a.pcapng"
    pcap.write_bytes(scapy_pcap(FRAMES, nano=True))
    subprocess.run(["editcap", "-F", "pcapng", str(pcap), str(converted)], check=True)

    packets = PacketStream().feed(converted.read_bytes())

    assert packets == PacketStream().feed(pcap.read_bytes())
    assert len(packets) == 5


def test_scapy_reads_what_the_gateway_writes() -> None:
    packet = Packet(1_700_000_000_123_456_789, 1, FRAMES[0], 1500)
    file = (
        pcapng.section_header("test")
        + pcapng.interface_description(1, "n2", "gNB to AMF")
        + pcapng.enhanced_packet(0, packet)
    )

    [(data, meta)] = list(RawPcapNgReader(io.BytesIO(file)))

    assert data == FRAMES[0]
    assert meta.wirelen == 1500
    assert meta.tshigh << 32 | meta.tslow == packet.time_ns
    assert PacketStream().feed(file) == [packet]


@settings(deadline=None)
@given(st.lists(st.integers(1, 200), min_size=1, max_size=20), st.sampled_from(["<", ">"]))
def test_pieces_of_any_size_give_the_same_packets(sizes: list[int], endianness: str) -> None:
    stream = scapy_pcap(FRAMES, endianness=endianness)

    assert read_in_pieces(stream, sizes) == PacketStream().feed(stream)


@settings(deadline=None)
@given(st.integers(0, 400))
def test_a_cut_stream_gives_the_packets_that_are_whole(length: int) -> None:
    stream = scapy_pcap(FRAMES)

    packets = PacketStream().feed(stream[:length])

    assert packets == PacketStream().feed(stream)[: len(packets)]
    assert len(packets) == sum(
        length >= 24 + sum(16 + len(frame) for frame in FRAMES[: count + 1]) for count in range(5)
    )


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", PCAP_HEADER, pcapng.section_header("x")]))
def test_other_bytes_are_refused_and_never_crash(noise: bytes, start: bytes) -> None:
    reader = PacketStream()
    try:
        for at in range(0, len(start + noise), 7):
            reader.feed((start + noise)[at : at + 7])
    except NotAPacketStreamError:
        assert noise


@settings(deadline=None)
@given(st.integers(0, 150), st.integers(0, 7))
def test_a_flipped_bit_never_crashes(position: int, bit: int) -> None:
    stream = bytearray(
        pcapng.section_header("x")
        + pcapng.interface_description(1, "n2")
        + pcapng.enhanced_packet(0, Packet(1, 1, FRAMES[0], 60))
    )
    stream[position % len(stream)] ^= 1 << bit

    try:
        packets = PacketStream().feed(bytes(stream))
    except NotAPacketStreamError:
        packets = []

    assert len(packets) <= 1


def test_text_is_not_a_packet_stream() -> None:
    with pytest.raises(NotAPacketStreamError, match="neither a pcap nor a pcapng"):
        PacketStream().feed(b"HTTP/1.1 400 Bad Request\r\n")


def test_an_impossible_packet_length_is_refused_before_it_fills_memory() -> None:
    with pytest.raises(NotAPacketStreamError, match="4294967295 bytes"):
        PacketStream().feed(PCAP_HEADER + struct.pack("<IIII", 0, 0, 0xFFFFFFFF, 1))
