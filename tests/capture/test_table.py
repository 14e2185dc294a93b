"""A table has one row per message, and treats only N2 as N2."""

import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from raw_captures import (
    AUTHENTICATION_REJECT,
    COOKED,
    ETHERNET,
    MAC_HEADER,
    RAW_IP,
    REGISTRATION_COMPLETE,
    n2,
    pcap,
    pcapng,
    uplink_nas,
)
from scapy.layers.inet import IP, TCP, UDP

from campus5g import set_language
from campus5g.capture import Capture, open_capture

FIRST, SECOND = uplink_nas(REGISTRATION_COMPLETE, 1), uplink_nas(AUTHENTICATION_REJECT, 2)
FIELDS = {"ue": "ngap.RAN_UE_NGAP_ID", "message": "nas-5gs.mm.message_type"}
BOTH = [("1", "0x43"), ("2", "0x58")]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language(None)


def opened(folder: Path, contents: bytes) -> Capture:
    file = folder / "a.pcap"
    file.write_bytes(contents)
    return open_capture(file)


def udp(payload: bytes = b"reading", ttl: int = 64) -> bytes:
    return bytes(IP(src="10.45.0.2", dst="10.53.6.10", ttl=ttl, id=1) / UDP() / payload)


@pytest.fixture
def bundle(tmp_path: Path) -> Capture:
    return opened(
        tmp_path, pcap(RAW_IP, [n2(FIRST, tsn=1), n2(FIRST, SECOND, tsn=2), n2(SECOND, tsn=4)])
    )


def test_each_ngap_message_of_a_packet_has_its_row(bundle: Capture) -> None:
    table = bundle.table(FIELDS)

    assert list(table["number"]) == [1, 2, 2, 3]
    assert list(table["time_s"]) == pytest.approx([0, 0.25, 0.25, 0.5])
    assert list(zip(table["ue"], table["message"], strict=True)) == [BOTH[0], *BOTH, BOTH[1]]


def test_a_filter_chooses_among_the_messages_of_a_packet(bundle: Capture) -> None:
    table = bundle.table(FIELDS, "nas-5gs.mm.message_type == 0x58")

    assert list(table["number"]) == [2, 3]
    assert set(table["ue"]) == {"2"}


def test_a_filter_that_matches_only_the_whole_packet_keeps_its_messages(bundle: Capture) -> None:
    asked = "nas-5gs.mm.message_type == 0x58 && nas-5gs.mm.message_type == 0x43"

    table = bundle.table(FIELDS, asked)

    assert list(zip(table["ue"], table["message"], strict=True)) == BOTH


def test_the_packet_list_has_one_row_per_packet(bundle: Capture) -> None:
    assert len(bundle.table()) == len(bundle.table(["ip.src"])) == bundle.count == 3


def test_packet_level_fields_come_from_the_file(bundle: Capture) -> None:
    table = bundle.table({**FIELDS, "n": "frame.number", "size": "frame.len"})

    assert list(table["n"]) == ["1", "2", "2", "3"]
    assert table["size"][1] == table["size"][2] == str(len(n2(FIRST, SECOND, tsn=2)))


def test_control_chunks_beside_the_messages_are_not_lost(tmp_path: Path) -> None:
    sack = bytes.fromhex("03000010 00000009 00010000 00000000")
    packet = bytearray(n2(FIRST, SECOND))
    packet[32:32] = sack
    struct.pack_into("!H", packet, 2, len(packet))

    table = opened(tmp_path, pcap(RAW_IP, [bytes(packet)])).table(
        {**FIELDS, "sack": "sctp.sack_cumulative_tsn_ack_raw"}
    )

    assert list(table["sack"]) == ["9", ""]
    assert list(table["message"]) == ["0x43", "0x58"]


def test_a_fragmented_message_is_one_row_where_it_is_complete(tmp_path: Path) -> None:
    parts = [n2(FIRST[:10], tsn=1, end=0), n2(FIRST[10:], tsn=2, begin=0)]

    table = opened(tmp_path, pcap(RAW_IP, parts)).table(FIELDS, "nas-5gs")

    assert list(table["message"]) == ["0x43"]


def test_a_retransmitted_or_copied_n2_packet_counts_once(tmp_path: Path) -> None:
    packets = [n2(FIRST, tsn=1), n2(FIRST, tsn=1), n2(FIRST, tsn=2), n2(FIRST, tsn=1, ttl=63)]

    capture = opened(tmp_path, pcap(RAW_IP, packets))

    assert list(capture.table()["number"]) == [1, 3]
    assert (capture.count, capture.duplicates) == (4, 2)
    assert "2 of them duplicates" in repr(capture)
    assert list(capture.table(keep_duplicates=True)["number"]) == [1, 2, 3, 4]


def test_a_bridge_s_copies_are_left_out(tmp_path: Path) -> None:
    incoming = bytes.fromhex("0000 0001 0006 0200000000010000 0800")
    outgoing = bytes.fromhex("0004 0001 0006 0200000000010000 0800")
    packets = [incoming + udp(), outgoing + udp(), incoming + udp(b"other")]

    capture = opened(tmp_path, pcap(COOKED, packets, [0, 0.0001, 0.0002]))

    assert list(capture.table()["number"]) == [1, 3]
    assert capture.duplicates == 1


def test_a_mirror_that_doubles_every_packet_is_recognised(tmp_path: Path) -> None:
    packets = [MAC_HEADER + udp(bytes([number // 2])) for number in range(10)]
    times = [number // 2 / 10 + number % 2 / 10_000 for number in range(10)]

    assert list(opened(tmp_path, pcap(ETHERNET, packets, times)).table()["number"]) == [
        *(1, 3, 5, 7, 9)
    ]


@pytest.mark.parametrize("gap_s", [0.00001, 0.0009, 0.005])
def test_a_flood_of_equal_packets_is_not_mistaken_for_copies(tmp_path: Path, gap_s: float) -> None:
    packets = [MAC_HEADER + udp()] * 200
    times = [number * gap_s for number in range(200)]

    if gap_s == 0.0009:
        packets = [MAC_HEADER + udp(bytes([number])) for number in range(190)]
        packets[10:10] = [packets[10]] * 10

    assert opened(tmp_path, pcap(ETHERNET, packets, times)).duplicates == 0


def test_two_points_on_one_link_see_one_packet(tmp_path: Path) -> None:
    seen = [(0, 0, MAC_HEADER + udp()), (1, 0.0002, bytes(12) + b"\x08\0" + udp())]

    capture = opened(tmp_path, pcapng(["gnb", "switch"], seen))

    assert list(capture.table()["point"]) == ["gnb"]


def test_two_points_with_a_router_in_between_see_two(tmp_path: Path) -> None:
    seen = [(0, 0, MAC_HEADER + udp(ttl=64)), (1, 0.0002, MAC_HEADER + udp(ttl=63))]

    assert len(opened(tmp_path, pcapng(["n3", "n6"], seen)).table()) == 2


def sbi_with_n2_body() -> bytes:
    """An HTTP/2 request with a NAS message and an NGAP transfer (TS 29.502, 6.1.6.4)."""
    transfer = bytes.fromhex("00 0001 0086 0001 00")
    json = (
        b'{"n1SmMsg":{"contentId":"n1"},'
        b'"n2SmInfo":{"contentId":"n2"},"n2SmInfoType":"PDU_RES_SETUP_REQ"}'
    )
    body = b"--x\r\nContent-Type: application/json\r\n\r\n" + json
    for content_id, kind, part in (
        ("n1", "5gnas", REGISTRATION_COMPLETE),
        ("n2", "ngap", transfer),
    ):
        head = f"\r\n--x\r\nContent-Id: {content_id}\r\nContent-Type: application/vnd.3gpp.{kind}"
        body += head.encode() + b"\r\n\r\n" + part
    body += b"\r\n--x--\r\n"
    headers = b"".join(
        bytes([0, len(name)]) + name + bytes([len(value)]) + value
        for name, value in (
            (b":method", b"POST"),
            (b":scheme", b"http"),
            (b":path", b"/nsmf-pdusession/v1/sm-contexts"),
            (b"content-type", b"multipart/related; boundary=x"),
        )
    )
    stream = (
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
        + http2_frame(4, 0, 0, b"")
        + http2_frame(1, 4, 1, headers)
        + http2_frame(0, 1, 1, body)
    )
    return bytes(
        IP(src="10.53.1.5", dst="10.53.1.4") / TCP(sport=4000, dport=80, flags="PA") / stream
    )


def http2_frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    """An HTTP/2 frame (RFC 9113, 4.1)."""
    return len(payload).to_bytes(3, "big") + struct.pack("!BBI", kind, flags, stream) + payload


@pytest.mark.parametrize("protocol", ["ngap", "nas-5gs"])
def test_parts_of_an_sbi_body_are_not_n2(tmp_path: Path, protocol: str) -> None:
    capture = opened(tmp_path, pcap(RAW_IP, [sbi_with_n2_body(), n2(FIRST)]))
    seen = capture.table({"protocols": "frame.protocols"}, protocol)
    assert list(seen["number"]) == [1, 2], "tshark finds the protocol in the body"

    assert list(capture.table(FIELDS, protocol)["number"]) == [2]
    assert list(capture.table(FIELDS)["message"]) == ["", "0x43"]


def test_a_field_may_be_requested_twice(bundle: Capture) -> None:
    table = bundle.table({"a": "ip.src", "b": "ip.src", "n": "frame.number"})

    assert list(table["a"]) == list(table["b"])
    assert list(table["n"]) == ["1", "2", "3"]
