"""Any capture is opened: files, streams, live points, every link type, and broken ones."""

import contextlib
import gzip
import io
import socket
import stat
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from raw_captures import (
    COOKED,
    COOKED_2,
    ETHERNET,
    EXPORTED_PDU,
    HEARTBEAT,
    MAC_HEADER,
    RAW_IP,
    REGISTRATION_COMPLETE,
    exported_pdu,
    mac_in_udp,
    n2,
    pcap,
    pcapng,
    t_pdu,
    uplink_nas,
)

from campus5g import set_language
from campus5g.capture import Capture, CaptureError, CutCaptureWarning, open_capture
from campus5g.capture.files.survey import survey
from campus5g.capture.tshark.program import lines_of_fields

NGAP = uplink_nas(REGISTRATION_COMPLETE)
THREE = pcap(ETHERNET, [MAC_HEADER + n2(NGAP, tsn=tsn) for tsn in (1, 2, 3)])
PACKET_BYTES = (len(THREE) - 24) // 3


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language(None)


def saved(folder: Path, contents: bytes) -> Path:
    file = folder / "a.pcap"
    file.write_bytes(contents)
    return file


def messages_of(capture: Capture) -> list[str]:
    return list(capture.table(["nas-5gs.mm.message_type"], "nas-5gs")["nas-5gs.mm.message_type"])


@pytest.mark.parametrize("contents", [THREE, gzip.compress(THREE)], ids=["plain", "gzip"])
def test_a_stream_is_read_like_a_file(contents: bytes) -> None:
    with open_capture(io.BytesIO(contents)) as capture:
        assert capture.count == len(capture.table()) == 3


def test_a_stream_is_kept_in_a_private_file_and_removed_with_the_capture() -> None:
    with open_capture(io.BytesIO(THREE)) as capture:
        path = capture.path
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700

    assert not path.parent.exists()


@pytest.mark.parametrize(
    ("stream", "said"),
    [(io.BytesIO(), "is empty"), (io.BytesIO(b"no"), "not a packet"), (io.StringIO("a"), "read")],
)
def test_a_stream_that_is_not_a_capture_is_reported(stream: io.BytesIO, said: str) -> None:
    with pytest.raises(CaptureError, match=said):
        open_capture(stream)


def test_closing_leaves_the_caller_s_file_open(tmp_path: Path) -> None:
    file = saved(tmp_path, THREE)

    with open_capture(file):
        pass

    assert file.exists()


@contextlib.contextmanager
def capture_point(sent: bytes, *, hang_up: bool) -> Iterator[str]:
    """A server that sends bytes to its first client, and then disconnects or falls silent."""
    done = threading.Event()

    def serve() -> None:
        connection, _ = server.accept()
        with connection:
            connection.sendall(sent)
            if not hang_up:
                done.wait(60)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        done.set()
        thread.join(60)


@pytest.mark.parametrize("prefix", ["", "tcp://"])
def test_a_live_capture_ends_at_its_packet_limit(prefix: str) -> None:
    with capture_point(THREE, hang_up=False) as address:
        capture = open_capture(prefix + address, max_packets=2)

    assert messages_of(capture) == ["0x43", "0x43"]
    assert capture.unread_bytes == 0


@pytest.mark.proof
def test_a_live_capture_ends_at_its_time_limit_after_a_whole_packet() -> None:
    with capture_point(THREE[:-1], hang_up=False) as address:
        capture = open_capture(address, max_seconds=5)

    assert (capture.count, capture.unread_bytes) == (2, 0)


def test_a_live_capture_ends_when_the_point_disconnects() -> None:
    with capture_point(pcapng(["n2"], [(0, 0, MAC_HEADER + n2(NGAP))]), hang_up=True) as address:
        assert list(open_capture(address, max_seconds=60).table()["point"]) == ["n2"]


def test_a_live_capture_without_an_end_is_refused() -> None:
    with pytest.raises(CaptureError, match="needs a limit"):
        open_capture("127.0.0.1:1")


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_a_point_that_does_not_send_a_capture_is_reported(sent: bytes) -> None:
    with (
        capture_point(sent, hang_up=True) as address,
        pytest.raises(CaptureError, match="does not send a capture"),
    ):
        open_capture(address, max_packets=1)


def test_a_point_that_does_not_listen_is_reported() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]

        with pytest.raises(CaptureError, match=f"127.0.0.1:{port} does not send a capture"):
            open_capture(f"127.0.0.1:{port}", max_packets=1)


@pytest.mark.parametrize(
    ("link_type", "data"),
    [
        (ETHERNET, MAC_HEADER + n2(NGAP)),
        (ETHERNET, MAC_HEADER[:12] + bytes.fromhex("8100 0064 0800") + n2(NGAP)),
        (COOKED, bytes.fromhex("0000 0001 0006 0200000000010000 0800") + n2(NGAP)),
        (COOKED_2, bytes.fromhex("0800 0000 00000003 0001 00 06 0200000000010000") + n2(NGAP)),
        (RAW_IP, n2(NGAP)),
        (EXPORTED_PDU, exported_pdu("ngap", NGAP)),
    ],
    ids=["ethernet", "vlan", "cooked", "cooked-2", "raw-ip", "exported-pdu"],
)
def test_every_link_type_gives_the_same_message(
    tmp_path: Path, link_type: int, data: bytes
) -> None:
    assert messages_of(open_capture(saved(tmp_path, pcap(link_type, [data])))) == ["0x43"]


@pytest.mark.parametrize(
    ("number", "data", "name", "shown"),
    [
        (152, NGAP, "ngap", "NGAP/NAS-5GS"),
        (147, REGISTRATION_COMPLETE, "nas-5gs", "NAS-5GS"),
        (156, t_pdu(), "gtp", "GTP"),
        (162, HEARTBEAT, "pfcp", "PFCP"),
        (149, mac_in_udp(), "mac-nr-in-udp", "MAC-NR"),
    ],
)
def test_a_user_link_type_is_recognised_by_its_content(
    tmp_path: Path, number: int, data: bytes, name: str, shown: str
) -> None:
    capture = open_capture(saved(tmp_path, pcap(number, [data])))

    assert capture.user_protocols == {number: name}
    assert capture.table()["protocol"][0].startswith(shown)


def test_a_user_link_type_reaches_pyshark_as_well(tmp_path: Path) -> None:
    packets = list(open_capture(saved(tmp_path, pcap(152, [NGAP]))).pyshark("ngap"))

    assert len(packets) == 1


def test_an_unknown_user_link_type_is_reported_and_can_be_chosen(tmp_path: Path) -> None:
    file = saved(tmp_path, pcap(150, [b"\x45" + n2(NGAP)[1:]]))

    assert "unknown link type: 150" in repr(open_capture(file))
    assert messages_of(open_capture(file, link_type="ip")) == ["0x43"]
    assert messages_of(open_capture(file, link_type={150: "ip"})) == ["0x43"]


@pytest.mark.parametrize("wrong", ["nagp", {1: "ngap"}])
def test_an_impossible_link_type_is_refused(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(CaptureError, match="can't be"):
        open_capture(saved(tmp_path, THREE), link_type=wrong)


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_the_missing_part_of_a_cut_file_is_counted(tmp_path: Path, packed: bool) -> None:
    cut = THREE[:-5]
    capture = open_capture(saved(tmp_path, gzip.compress(cut) if packed else cut))

    assert (capture.count, capture.unread_bytes) == (2, PACKET_BYTES - 5)
    assert f"{PACKET_BYTES - 5} bytes at the end were not read" in repr(capture)
    with pytest.warns(CutCaptureWarning, match="2 packets were read"):
        assert len(capture.table()) == 2


def test_a_cut_gzip_stream_is_read_up_to_the_cut(tmp_path: Path) -> None:
    capture = open_capture(saved(tmp_path, gzip.compress(THREE, 0)[: 40 + 2 * PACKET_BYTES]))

    with pytest.warns(CutCaptureWarning):
        assert len(capture.table()) == capture.count > 0


def test_a_damaged_packet_ends_the_reading_and_the_rest_is_counted(tmp_path: Path) -> None:
    damaged = bytearray(THREE)
    at = 24 + PACKET_BYTES + 8
    damaged[at : at + 4] = b"\xff\xff\xff\x7f"
    capture = open_capture(saved(tmp_path, bytes(damaged)))

    assert (capture.count, capture.unread_bytes) == (1, 2 * PACKET_BYTES)
    with pytest.warns(CutCaptureWarning, match="is damaged"):
        assert len(capture.table()) == 1


def test_a_gzip_file_with_a_wrong_checksum_is_still_read(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(THREE))
    packed[-6] ^= 1
    capture = open_capture(saved(tmp_path, bytes(packed)))

    with pytest.warns(CutCaptureWarning, match="is damaged"):
        assert len(capture.table()) == capture.count == 3


def test_a_damaged_header_is_reported(tmp_path: Path) -> None:
    capture = open_capture(saved(tmp_path, TWO_POINTS[:4] + b"\xff" + TWO_POINTS[5:]))

    for ask in (capture.table, capture.messages, capture.packets):
        with pytest.raises(CaptureError, match="nothing can be read"):
            ask()


TWO_POINTS = pcapng(["n2", "n3"], [(0, 0, MAC_HEADER + n2(NGAP)), (1, 1, MAC_HEADER + n2(NGAP))])


@pytest.mark.proof
@settings(
    deadline=None, max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    contents=st.sampled_from([THREE, TWO_POINTS]),
    length=st.integers(28, len(THREE)),
    flips=st.lists(st.tuples(st.integers(0, len(THREE)), st.integers(0, 7)), max_size=3),
)
def test_a_damaged_file_gives_as_many_packets_as_wireshark_reads_or_an_error(
    tmp_path: Path, contents: bytes, length: int, flips: list[tuple[int, int]]
) -> None:
    data = bytearray(contents[:length])
    for position, bit in flips:
        data[position % len(data)] ^= 1 << bit
    file = saved(tmp_path, bytes(data))

    with contextlib.suppress(CaptureError), warnings.catch_warnings():
        warnings.simplefilter("ignore", CutCaptureWarning)
        capture = open_capture(file)
        rows = len(capture.table(keep_duplicates=True))
        lines = list(lines_of_fields(file, ["frame.number"], separator="/t", aggregator=","))

        assert rows == capture.count
        assert rows == len(lines) or capture.survey.damage == "damaged"
        assert 0 <= capture.unread_bytes <= len(data)


@settings(
    deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    start=st.sampled_from([THREE[:24], TWO_POINTS[:68], gzip.compress(THREE), b"\x1f\x8b\x08\0"]),
    rest=st.binary(max_size=300),
)
def test_any_bytes_behind_a_header_are_surveyed(tmp_path: Path, start: bytes, rest: bytes) -> None:
    found = survey(saved(tmp_path, start + rest))

    assert found.packets >= 0
    assert found.unread_bytes >= 0


@settings(
    deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    link_type=st.sampled_from([0, ETHERNET, COOKED, COOKED_2, RAW_IP, *range(147, 163)]),
    start=st.sampled_from([b"", MAC_HEADER, n2(NGAP)[:32], NGAP[:5], b"\x20\x01", b"\x30\xff"]),
    rest=st.binary(max_size=120),
)
def test_any_packet_is_surveyed(tmp_path: Path, link_type: int, start: bytes, rest: bytes) -> None:
    assert survey(saved(tmp_path, pcap(link_type, [start + rest]))).packets == 1
