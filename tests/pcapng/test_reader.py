"""pcap and pcapng are understood as they arrive, whatever the pieces."""

import io
import struct
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pcap_files import PCAP_HEADER, scapy_pcap, udp_frame
from scapy.utils import RawPcapNgReader

from campus5g.pcapng import writer
from campus5g.pcapng.file_reader import FileReader
from campus5g.pcapng.reader import Packet, PacketFormatError, PacketReader

FRAMES = [udp_frame(number) for number in range(5)]


def read(stream: bytes) -> list[Packet]:
    return list(PacketReader().feed(stream))


def read_in_pieces(stream: bytes, sizes: list[int]) -> list[Packet]:
    reader, packets, at = PacketReader(), list[Packet](), 0
    while at < len(stream):
        size = sizes[at % len(sizes)]
        packets += reader.feed(stream[at : at + size])
        at += size
    return packets


@pytest.mark.parametrize("endianness", ["<", ">"])
@pytest.mark.parametrize("nano", [False, True])
def test_pcap_is_read_in_both_byte_orders_and_both_resolutions(endianness: str, nano: bool) -> None:
    packets = read(scapy_pcap(FRAMES, endianness=endianness, nano=nano))

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
        + block(0x0ABC, b"unknown blocks are passed over..")
        + block(6, struct.pack(order + "IIIII", 0, 0, 5_250, 3, 60) + b"abc\0")
    )

    reader = PacketReader()
    packets = list(reader.feed(stream))

    assert packets == [Packet(1, 105_250_000_000, 113, 0, b"abc", 60)]
    assert reader.link_types == [113]


def test_wireshark_s_pcapng_is_read(tmp_path: Path) -> None:
    pcap, converted = tmp_path / "a.pcap", tmp_path / "a.pcapng"
    pcap.write_bytes(scapy_pcap(FRAMES, nano=True))
    subprocess.run(["editcap", "-F", "pcapng", str(pcap), str(converted)], check=True)

    packets = read(converted.read_bytes())

    assert packets == read(pcap.read_bytes())
    assert len(packets) == 5


def test_scapy_reads_what_is_written() -> None:
    time_ns = 1_700_000_000_123_456_789
    file = (
        writer.section_header("test")
        + writer.interface_description(1, "n2", "gNB to AMF")
        + writer.enhanced_packet(0, time_ns, FRAMES[0], 1500)
    )

    [(data, meta)] = list(RawPcapNgReader(io.BytesIO(file)))

    assert data == FRAMES[0]
    assert meta.wirelen == 1500
    assert meta.tshigh << 32 | meta.tslow == time_ns
    assert read(file) == [Packet(1, time_ns, 1, 0, FRAMES[0], 1500)]


@settings(deadline=None)
@given(st.lists(st.integers(1, 200), min_size=1, max_size=20), st.sampled_from(["<", ">"]))
def test_pieces_of_any_size_give_the_same_packets(sizes: list[int], endianness: str) -> None:
    stream = scapy_pcap(FRAMES, endianness=endianness)

    assert read_in_pieces(stream, sizes) == read(stream)


@settings(deadline=None)
@given(st.integers(0, 400))
def test_a_cut_stream_gives_the_complete_packets(length: int) -> None:
    stream = scapy_pcap(FRAMES)

    packets = read(stream[:length])

    assert packets == read(stream)[: len(packets)]
    assert len(packets) == sum(
        length >= 24 + sum(16 + len(frame) for frame in FRAMES[: count + 1]) for count in range(5)
    )


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", PCAP_HEADER, writer.section_header("x")]))
def test_other_bytes_are_refused_and_never_crash(noise: bytes, start: bytes) -> None:
    reader = PacketReader()
    try:
        for at in range(0, len(start + noise), 7):
            list(reader.feed((start + noise)[at : at + 7]))
    except PacketFormatError:
        assert noise


@settings(deadline=None)
@given(st.integers(0, 150), st.integers(0, 7))
def test_a_flipped_bit_never_crashes(position: int, bit: int) -> None:
    stream = bytearray(
        writer.section_header("x")
        + writer.interface_description(1, "n2")
        + writer.enhanced_packet(0, 1, FRAMES[0], 60)
    )
    stream[position % len(stream)] ^= 1 << bit

    try:
        packets = read(bytes(stream))
    except PacketFormatError:
        packets = []

    assert len(packets) <= 1


def test_text_is_not_a_packet_stream() -> None:
    with pytest.raises(PacketFormatError, match="neither a pcap nor a pcapng"):
        read(b"HTTP/1.1 400 Bad Request\r\n")


def test_an_impossible_packet_length_is_refused_before_it_fills_memory() -> None:
    with pytest.raises(PacketFormatError, match="4294967295 bytes"):
        read(PCAP_HEADER + struct.pack("<IIII", 0, 0, 0xFFFFFFFF, 1))


def test_packets_before_garbage_are_read_with_their_end() -> None:
    whole = scapy_pcap(FRAMES)
    reader = PacketReader()

    with pytest.raises(PacketFormatError):
        list(reader.feed(whole + b"\xff" * 16))

    assert reader.packets == len(FRAMES)
    assert reader.end == len(whole)


def test_a_packet_without_a_time_has_none() -> None:
    file = writer.section_header("x") + writer.interface_description(1, "n2")
    simple = struct.pack("<III", 3, 20, 4) + b"abcd" + struct.pack("<I", 20)

    assert read(file + simple) == [Packet(1, None, 1, 0, b"abcd", 4)]


def test_a_file_s_damage_and_unread_bytes_are_known() -> None:
    whole = scapy_pcap(FRAMES)
    for rest, damage in ((b"", ""), (b"\0" * 9, "cut"), (b"\xff" * 20, "damaged")):
        reader = FileReader(io.BytesIO(whole + rest))

        assert len(list(reader)) == len(FRAMES)
        assert reader.damage == damage
        assert reader.unread_bytes() == len(rest)
