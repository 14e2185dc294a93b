"""What a capture does not show is said in words, in both languages, by the command itself."""

import io
import json
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from built_captures import AMF, GNB, UPF, Wires
from capture_files import plain_udp
from raw_captures import RAW_IP, n2, pcap, t_pdu, uplink_nas
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.sctp import SCTP, SCTPChunkData

from campus5g import set_language
from campus5g.capture import Capture, CaptureError, open_capture

COMMAND = [sys.executable, "-c", "from campus5g.commands.main import main; main()", "capture"]
COMPLETE = uplink_nas(bytes.fromhex("7e0043"))
Opened = Callable[..., Capture]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language(None)


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Open a capture of these packets."""
    captures: list[Capture] = []

    def opened(*packets: bytes, link_type: int = RAW_IP) -> Capture:
        captures.append(open_capture(io.BytesIO(pcap(link_type, packets))))
        return captures[-1]

    yield opened
    for capture in captures:
        capture.close()


def sctp(payload: int, port: int) -> bytes:
    packet = IP(src=GNB, dst=AMF) / SCTP(sport=port, dport=port, tag=7)
    return bytes(packet / SCTPChunkData(tsn=1, proto_id=payload, beginning=1, ending=1, data=b"x"))


def udp(port: int, data: bytes) -> bytes:
    return bytes(IP(src=GNB, dst=UPF) / UDP(sport=port, dport=port) / data)


def test_a_capture_without_packets_says_so(opened: Opened) -> None:
    (remark,) = opened().remarks()

    assert "holds no packets" in remark


@pytest.mark.parametrize(
    ("packets", "words"),
    [
        ([sctp(18, 36412), udp(2123, bytes(12))], "4G network (S1AP: 1, GTPv2-C: 1)"),
        ([sctp(46, 3868)], "4G network (Diameter: 1)"),
        ([bytes(plain_udp()[IP])], "ordinary traffic, as on N6 (other IP traffic: 1)"),
        ([udp(2152, t_pdu())], "only user traffic of N3 or N9 (GTP-U: 1)"),
    ],
)
def test_a_capture_of_something_else_says_what_it_holds(
    opened: Opened, packets: list[bytes], words: str
) -> None:
    (remark,) = opened(*packets).remarks()

    assert words in remark


def test_4g_beside_5g_is_named_as_unread(opened: Opened) -> None:
    assert opened(n2(COMPLETE), sctp(18, 36412)).remarks() == ["Not read: S1AP: 1."]


def test_5g_alone_needs_no_remark(opened: Opened) -> None:
    assert opened(n2(COMPLETE)).remarks() == []


def test_cut_packets_are_counted_in_words(tmp_path: Path) -> None:
    file = tmp_path / "cut.pcap"
    packet = n2(COMPLETE)
    header = pcap(RAW_IP, [])
    record = struct.pack("<IIII", 1_700_000_000, 0, 40, len(packet)) + packet[:40]
    file.write_bytes(header + record + pcap(RAW_IP, [packet])[24:])

    with open_capture(file) as capture:
        (remark,) = capture.remarks()
        assert capture.summary().cut_packets == 1

    assert remark.startswith("1 of 2 packets are cut to 40 bytes at most")
    assert "tcpdump -s 0" in remark


def test_remarks_are_in_the_readers_language(opened: Opened) -> None:
    set_language("fr")

    assert opened().remarks()[0].startswith("Cette capture ne contient aucun paquet")


def test_http_1_on_a_port_of_the_service_based_interfaces_is_read(tmp_path: Path) -> None:
    wires = Wires()
    body = b'{"supi":"imsi-001010000000001"}'
    wires.tcp(
        b"POST /nausf-auth/v1/ue-authentications HTTP/1.1\r\nHost: ausf\r\n"
        b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body,
        *("10.0.0.1", 40_000, "10.0.0.2", 7777),
    )
    wires.tcp(
        b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n",
        *("10.0.0.2", 7777, "10.0.0.1", 40_000),
    )

    with open_capture(wires.write(tmp_path / "http.pcap")) as capture:
        table = capture.messages()
        (remark,) = capture.remarks()

    assert list(table["message"]) == ["POST /nausf-auth/v1/ue-authentications", "201 Created"]
    assert set(table["protocol"]) == {"HTTP/1.1"}
    assert remark.startswith("HTTP/1.1 on port 7777: read")


def told(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False)


@pytest.mark.proof
def test_the_command_prints_figures_and_remarks(tmp_path: Path) -> None:
    file = tmp_path / "n3.pcap"
    file.write_bytes(pcap(RAW_IP, [udp(2152, t_pdu())] * 3, [0, 1, 2]))

    printed = told("summary", str(file), "--json")
    found = json.loads(printed.stdout)

    assert (found["user_packets"], found["tunnels"]) == (3, 1)
    assert found["contents"] == {"GTP-U": 3}
    assert "only user traffic" in found["remarks"][0]
    assert "only user traffic" in told("messages", str(file)).stderr


@pytest.mark.parametrize(
    ("name", "advice"), [("", "It is a folder"), ("gone.pcap", "Check its name and its folder")]
)
def test_the_advice_fits_what_keeps_a_file_from_being_read(
    tmp_path: Path, name: str, advice: str
) -> None:
    failed = told("summary", str(tmp_path / name))

    assert (failed.returncode, "Traceback" in failed.stderr) == (1, False)
    assert advice in failed.stderr


def test_a_file_without_permission_names_who_can_give_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "closed.pcap"
    file.write_bytes(pcap(RAW_IP, []))

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    # Root, who runs the tests in containers, may read everything.
    monkeypatch.setattr(Path, "open", refuse)

    with pytest.raises(CaptureError) as error:
        open_capture(file)

    assert "Ask its owner for permission" in error.value.remedy


def test_tcp_that_is_no_http_is_ordinary_traffic(opened: Opened) -> None:
    packet = bytes(IP(src=GNB, dst=UPF) / TCP(sport=40_000, dport=22) / b"SSH-2.0")

    assert "ordinary traffic" in opened(packet).remarks()[0]
