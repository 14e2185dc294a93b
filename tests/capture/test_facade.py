"""A capture answers for itself: one object, and every analysis a method of it."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from raw_captures import (
    AUTHENTICATION_REJECT,
    COOKED,
    ETHERNET,
    HEARTBEAT,
    MAC_HEADER,
    RAW_IP,
    REGISTRATION_COMPLETE,
    n2,
    pcap,
    uplink_nas,
)
from scapy.layers.inet import IP, UDP

from campus5g import set_language
from campus5g.capture import CaptureError, CutCaptureWarning, open_capture

FIRST, SECOND = uplink_nas(REGISTRATION_COMPLETE, 1), uplink_nas(AUTHENTICATION_REJECT, 2)
TABLES = ("messages", "ues", "sessions", "procedures", "findings")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language(None)


def n4(payload: bytes) -> bytes:
    return bytes(IP(src="10.53.1.4", dst="10.53.1.7") / UDP(sport=8805, dport=8805) / payload)


def test_messages_have_a_row_each_with_their_ue() -> None:
    with open_capture(io.BytesIO(pcap(RAW_IP, [n2(FIRST, SECOND)]))) as capture:
        table = capture.messages()
        ues = capture.ues()

    nas = table[table["protocol"] == "NAS-MM"]
    assert list(nas["message"]) == ["Registration complete", "Authentication reject"]
    assert nas["ue"].nunique() == len(ues) == 2
    assert set(nas["ue"]) == set(ues["ue"])


def test_copies_of_a_packet_give_no_second_message() -> None:
    link = [bytes.fromhex(f"000{way} 0001 0006 0200000000010000 0800") for way in (0, 4)]
    packets = [header + n4(HEARTBEAT) for header in link]

    with open_capture(io.BytesIO(pcap(COOKED, packets, [0, 0.0001]))) as capture:
        assert list(capture.messages()["message"]) == ["PFCP Heartbeat Request"]


def test_a_user_link_type_reaches_the_messages() -> None:
    with open_capture(io.BytesIO(pcap(152, [FIRST]))) as capture:
        assert "Registration complete" in list(capture.messages()["message"])


def test_read_messages_are_cached() -> None:
    with open_capture(io.BytesIO(pcap(RAW_IP, [n2(FIRST, SECOND)]))) as capture:
        before = [getattr(capture, name)() for name in TABLES]
        tunnels = capture.user_plane().tunnels()
        capture.path.unlink()

        for name, table in zip(TABLES, before, strict=True):
            assert getattr(capture, name)().equals(table)
        assert capture.user_plane().tunnels().equals(tunnels)


def test_a_damaged_capture_is_analysed_up_to_the_damage() -> None:
    data = bytearray(pcap(ETHERNET, [MAC_HEADER + n2(FIRST, tsn=tsn) for tsn in (1, 2, 3)]))
    size = (len(data) - 24) // 3
    data[24 + size + 8 : 24 + size + 12] = b"\xff\xff\xff\x7f"

    with open_capture(io.BytesIO(data)) as capture:
        with pytest.warns(CutCaptureWarning, match="is damaged"):
            assert set(capture.messages()["frame"]) == {1}
        assert len(capture.packets()) == len(list(capture.scapy())) == 1
        assert len(list(capture.pyshark())) == 1


@pytest.mark.parametrize("name", TABLES)
def test_a_capture_without_packets_gives_empty_tables(name: str) -> None:
    with open_capture(io.BytesIO(pcap(ETHERNET, []))) as capture:
        assert getattr(capture, name)().empty


def test_a_ladder_knows_the_capture_s_ues(tmp_path: Path) -> None:
    with open_capture(io.BytesIO(pcap(RAW_IP, [n2(FIRST, SECOND)]))) as capture:
        assert capture.ladder(ue="ue-1", interface="N1").ues == ["ue-1"]
        with pytest.raises(CaptureError):
            capture.ladder(ue="ue-9")
