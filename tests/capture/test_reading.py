"""A capture file is read in three ways, with a clear error when it can't be."""

import asyncio
import contextlib
import gc
import gzip
import sys
import threading
from pathlib import Path

import psutil
import pytest
from capture_files import GNB, UE, plain_udp, tunnelled_ping, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campus5g import set_language
from campus5g.capture import CaptureError, CutCaptureWarning, open_capture


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path, plain_udp(), tunnelled_ping(qfi=5), plain_udp(6000))


def test_the_packet_list_is_the_default_table(file: Path) -> None:
    table = open_capture(file).table()

    assert list(table) == [
        *("number", "time_s", "point", "source", "destination", "protocol", "info")
    ]
    assert list(table["number"]) == [1, 2, 3]
    assert list(table["time_s"]) == pytest.approx([0, 0.25, 0.5])
    assert list(table["protocol"]) == ["UDP", "GTP/ICMP", "UDP"]
    assert set(table["source"]) == {UE}
    assert "Echo (ping) request" in table["info"][1]


def test_several_values_of_a_field_stay_apart_and_in_order(file: Path) -> None:
    table = open_capture(file).table(["ip.src"])

    assert list(table["ip.src"]) == [UE, f"{GNB}; {UE}", UE]


def test_an_absent_field_is_empty_text(file: Path) -> None:
    table = open_capture(file).table({"qfi": "gtp.ext_hdr.pdu_ses_con.qos_flow_id"})

    assert list(table) == ["number", "time_s", "qfi"]
    assert list(table["qfi"]) == ["", "5", ""]


def test_a_display_filter_keeps_the_packets_that_match(file: Path) -> None:
    assert list(open_capture(file).table(display_filter="gtp")["number"]) == [2]
    assert open_capture(file).table(display_filter="ngap").empty


def test_a_wrong_display_filter_is_reported(file: Path) -> None:
    set_language("en")

    for ask in (open_capture(file).table, open_capture(file).pyshark):
        with pytest.raises(CaptureError, match="display filter “udp ==” is not valid"):
            ask(display_filter="udp ==")


@pytest.mark.proof
@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ("ngap.nRCellIdentity", "ngap.NRCellIdentity"),
        ("nas-5gs.mm.5gs_reg_res.res", "nas-5gs.mm.reg_res.res"),
        ("gtp.ext_hdr.pdu_ses_con.qfi", "gtp.ext_hdr.pdu_ses_con"),
    ],
)
def test_an_unknown_field_is_reported_with_similar_names(file: Path, wrong: str, near: str) -> None:
    with pytest.raises(CaptureError, match=wrong) as error:
        open_capture(file).table(["ip.src", wrong])

    assert near in error.value.remedy


def test_scapy_decodes_the_packet_inside_the_tunnel(file: Path) -> None:
    packet = open_capture(file).packets()[1]

    assert packet["GTP_U_Header"].teid == 0x11
    assert packet["GTP_U_Header"]["IP"].src == UE


async def test_pyshark_works_while_a_loop_runs(file: Path) -> None:
    assert asyncio.get_running_loop().is_running()

    packets = list(open_capture(file).pyshark("gtp"))

    assert len(packets) == 1
    assert str(packets[0].gtp.ext_hdr_pdu_ses_con_qos_flow_id) == "5"


@pytest.mark.proof
def test_pyshark_stops_at_the_limit(file: Path) -> None:
    assert len(list(open_capture(file).pyshark(limit=2))) == 2
    assert list(open_capture(file).pyshark(limit=0)) == []
    assert list(open_capture(file).pyshark("ngap")) == []


@pytest.mark.proof
def test_a_pyshark_loop_left_early_ends_its_thread_and_its_tshark(tmp_path: Path) -> None:
    file = write(tmp_path, *[plain_udp(port) for port in range(2000, 3000)])
    before = children()

    packets = open_capture(file).pyshark()
    next(packets)
    during = children()
    packets.close()

    assert len(during - before) == 1
    assert children() <= before
    assert "pyshark" not in {thread.name for thread in threading.enumerate()}


def children() -> set[int]:
    """The processes that this one started and that still run."""
    return {child.pid for child in psutil.Process().children()}


@pytest.mark.parametrize("name", ["a.pcap", "a.pcapng", "a.pcap.gz"])
def test_pcap_pcapng_and_gzip_are_read_alike(tmp_path: Path, name: str) -> None:
    file = write(tmp_path, plain_udp(), name=name.removesuffix(".gz"))
    if name.endswith(".gz"):
        file = tmp_path / name
        file.write_bytes(gzip.compress((tmp_path / name.removesuffix(".gz")).read_bytes()))

    capture = open_capture(file)

    assert capture.count == len(capture.table()) == len(capture.packets()) == 1


def test_a_capture_without_packets_gives_an_empty_table(tmp_path: Path) -> None:
    file = write(tmp_path, plain_udp(), name="a.pcap")
    file.write_bytes(file.read_bytes()[:24])

    capture = open_capture(file)

    assert capture.count == 0
    assert capture.table().empty
    assert "info" in capture.table()
    assert list(capture.pyshark()) == []
    assert len(capture.packets()) == 0


def test_the_whole_packets_of_a_cut_file_are_read_with_a_warning(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-10])
    capture = open_capture(file)

    with pytest.warns(CutCaptureWarning, match="2"):
        table = capture.table()

    assert len(table) == 2
    assert capture.count == 2
    assert len(list(capture.pyshark())) == 2


@pytest.mark.proof
def test_pyshark_leaves_no_process_after_a_cut_file(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gc.collect()  # what others have left is not of this test
    complaints: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", complaints.append)
    file.write_bytes(file.read_bytes()[:-10])

    list(open_capture(file).pyshark())
    gc.collect()

    assert complaints == []


@pytest.mark.parametrize(
    ("contents", "said"),
    [(b"", "is empty"), (b"time,value\n1,2\n", "not a packet capture"), (None, "can't be read")],
)
def test_a_file_that_is_not_a_capture_is_refused(
    tmp_path: Path, contents: bytes | None, said: str
) -> None:
    set_language("en")
    file = tmp_path / "a.pcapng"
    if contents is not None:
        file.write_bytes(contents)

    with pytest.raises(CaptureError, match=said):
        open_capture(file)


@settings(
    deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(length=st.integers(1, 400), position=st.integers(0, 399), bit=st.integers(0, 7))
@pytest.mark.filterwarnings("ignore::campus5g.capture.CutCaptureWarning")
def test_a_damaged_file_is_read_as_far_as_possible_or_refused(
    tmp_path: Path, length: int, position: int, bit: int
) -> None:
    file = write(tmp_path, plain_udp(), tunnelled_ping())
    data = bytearray(file.read_bytes()[:length])
    data[position % len(data)] ^= 1 << bit
    file.write_bytes(data)

    rows = 0
    with contextlib.suppress(CaptureError):
        rows = len(open_capture(file).table())

    assert rows <= 2


@pytest.fixture(autouse=True)
def language_of_the_surroundings() -> object:
    yield
    set_language(None)
