"""A large capture is read in pieces: the same messages, and memory that does not grow with it."""

import json
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from built_captures import AMF, GNB, UPF, Wires, initial_ue_message, null_suci, registration_request
from capture_files import tunnelled_ping, write
from hypothesis import given
from hypothesis import strategies as st
from raw_captures import RAW_IP, n2, pcap, t_pdu, uplink_nas
from scapy.layers.inet import IP, UDP

from campus5g.capture.analysis.correlation import UeLabels, labelled
from campus5g.capture.analysis.procedures import in_order, procedures_of
from campus5g.capture.analysis.user_plane import read_user_plane
from campus5g.capture.analysis.values import bundles
from campus5g.capture.files import segments
from campus5g.capture.files.gtpu_tunnels import user_packet
from campus5g.capture.files.link_layer import find_ip
from campus5g.capture.files.survey import survey
from campus5g.capture.messages import signalling
from campus5g.capture.messages.message import Message
from campus5g.capture.messages.signalling_pdml import read_trees
from campus5g.capture.messages.signalling_rows import rows

# How much more a file of four times the size may take. Read in pieces, Python takes 3 MiB more and
# tshark nothing; read as a whole, 14 and 6.
MORE_MIB = 5
ANSWERED_AFTER = "pfcp.response_time"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A capture of four UEs, with a message in SCTP fragments between them."""
    wires = Wires()
    for ran in (1, 2, 3, 4):
        wires.registration(10 + ran, ran, f"000000000{ran}", 0xA0 + ran)
        wires.session(10 + ran, ran, f"10.45.0.{ran}", teid=0x1000 + ran, up_seid=ran)
        identity = null_suci(f"000000001{ran}")
        wires.in_fragments(initial_ue_message(registration_request(identity), 20 + ran), 20)
        wires.n3(t_pdu())
    return wires.write(tmp_path / "site.pcap")


def read(file: Path) -> list[Message]:
    return list(signalling.SignallingReading(file, survey(file), ()))


def told(message: Message) -> dict[str, tuple[str, ...]]:
    """What a message says; when it was answered, only its segment knows."""
    return {name: values for name, values in message.fields.items() if name != ANSWERED_AFTER}


@pytest.mark.parametrize("packets", [pytest.param(10, marks=pytest.mark.proof), 20])
def test_a_capture_in_segments_gives_the_messages_of_the_whole(
    site: Path, monkeypatch: pytest.MonkeyPatch, packets: int
) -> None:
    whole = read(site)
    monkeypatch.setattr(segments, "PACKETS", packets)
    monkeypatch.setattr(segments, "_OVERLAP", 5)

    parts = [segment.known for segment in segments.segments(site, survey(site))]
    in_parts = read(site)

    assert len(parts) > 3
    assert [(m.frame, m.part, m.name, told(m)) for m in in_parts] == [
        (m.frame, m.part, m.name, told(m)) for m in whole
    ]
    assert [m.time_s for m in in_parts] == pytest.approx([m.time_s for m in whole], abs=1e-6)


def test_tshark_does_not_see_the_user_packets_of_a_large_capture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "_FEW_USER_PACKETS", 0)
    user = bytes(IP(src=GNB, dst=UPF) / UDP(sport=2152, dport=2152) / t_pdu())
    file = tmp_path / "mixed.pcap"
    file.write_bytes(pcap(RAW_IP, [user] * 5 + [n2(uplink_nas(bytes.fromhex("7e0043")))]))

    (segment,) = segments.segments(file, survey(file))
    (ngap, nas) = read(file)

    assert list(segment.numbers or ()) == [6]
    assert (ngap.frame, nas.name) == (6, "Registration complete")
    assert ngap.time_s == pytest.approx(1.25)


def test_a_network_inside_a_tunnel_is_still_shown_to_tshark() -> None:
    inside = IP(src="10.45.0.2", dst=AMF) / UDP(sport=8805, dport=8805) / b"x"
    header = struct.pack("!BBHI", 0x30, 255, len(inside), 7)
    packet = bytes(IP(src=GNB, dst=UPF) / UDP(sport=2152, dport=2152) / (header + bytes(inside)))
    ip = find_ip(RAW_IP, packet)
    assert ip is not None

    assert user_packet(packet, ip) == "unread"


@given(st.binary(max_size=60))
def test_any_bytes_in_gtpu_are_read_or_left(payload: bytes) -> None:
    packet = bytes(IP(src=GNB, dst=UPF) / UDP(sport=2152, dport=2152) / payload)
    ip = find_ip(RAW_IP, packet)
    assert ip is not None

    found = user_packet(packet, ip)

    assert found in (None, "unread") or found.size >= 0


def test_the_tunnels_of_headers_are_those_of_tshark(tmp_path: Path) -> None:
    pings = [tunnelled_ping(teid=teid) for teid in (1, 1, 2, 1)]
    file = write(tmp_path, *pings)

    from_headers = survey(file).tunnels
    from_tshark = read_user_plane(file).tunnel_list

    assert [
        (t.source, t.destination, t.teid, t.direction, t.packets, tuple(t.frames))
        for t in from_headers
    ] == [(t.source, t.destination, t.teid, t.direction, t.packets, t.frames) for t in from_tshark]


@pytest.mark.proof
def test_rows_and_trees_agree_on_whose_a_value_is(site: Path) -> None:
    frames = [frame for frame in rows(site, ()) if frame.pdus and frame.pdus[0].kind == "NGAP"]
    by_row = {frame.number: frame.pdus for frame in frames}

    by_tree = dict(read_trees(site, (), frames))

    assert len(by_row) > 30
    for number, pdus in by_tree.items():
        assert [(one.kind, dict(one.fields)) for one in by_row[number] or ()] == [
            (one.kind, dict(one.fields)) for one in pdus
        ]
    assert by_row.keys() == by_tree.keys()


Window = Callable[[int], UeLabels]


@pytest.mark.parametrize(
    "window", [3, *(pytest.param(more, marks=pytest.mark.proof) for more in (17, 60))]
)
def test_a_window_of_messages_gives_the_procedures_of_the_whole(site: Path, window: int) -> None:
    messages = read(site)

    whole = in_order(procedures_of(labelled(bundles(messages))))
    streamed = in_order(procedures_of(labelled(bundles(messages), window=window)))

    assert [(p.name, p.outcome, p.frames, p.ue) for p in streamed] == [
        (p.name, p.outcome, p.frames, p.ue) for p in whole
    ]


MEASURED = """
import json, re, resource, sys
from pathlib import Path
from campus5g.capture import open_capture
from campus5g.capture.files import segments
segments.PACKETS = 3_000
found = open_capture(sys.argv[1]).summary()
python_kib = int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
tshark_kib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps([found.procedures, python_kib // 1024, tshark_kib // 1024]))
"""
"""VmHWM begins at zero with a program; ru_maxrss of a process begins with that of its parent."""


@pytest.mark.proof
def test_memory_hardly_grows_with_the_size(tmp_path: Path) -> None:
    file = tmp_path / "capture.pcap"

    _write_registrations(file, packets=4_000)
    python_mib, tshark_mib = _memory_mib(file)
    _write_registrations(file, packets=16_000)
    more_python_mib, more_tshark_mib = _memory_mib(file)

    assert more_python_mib - python_mib <= MORE_MIB
    assert more_tshark_mib - tshark_mib <= MORE_MIB


def _write_registrations(file: Path, packets: int) -> None:
    """Write about so many packets: devices that register and have a session, one by one."""
    wires = Wires()
    wires.registration(11, 1, "0000000001", 0xA1)
    wires.session(11, 1, "10.45.0.2", teid=0x1001, up_seid=7)
    with file.open("wb") as written:
        written.write(pcap(RAW_IP, []))
        for turn in range(packets // len(wires.packets)):
            its_own = [_readdressed(packet, turn) for packet in wires.packets]
            times_s = [turn * 0.5 + place / 100 for place in range(len(its_own))]
            written.write(pcap(RAW_IP, its_own, times_s)[24:])


def _memory_mib(file: Path) -> tuple[int, int]:
    """Return the most that Python and tshark take while a capture is summed up."""
    printed = subprocess.run(
        [sys.executable, "-c", MEASURED, str(file)], capture_output=True, text=True, check=True
    ).stdout
    outcomes, python_mib, tshark_mib = json.loads(printed)
    assert set(outcomes) == {"success"}
    return python_mib, tshark_mib


def _readdressed(packet: bytes, turn: int) -> bytes:
    """The same packet in another network: third and second byte of each address."""
    source, destination = bytearray(packet[12:16]), bytearray(packet[16:20])
    for address in (source, destination):
        struct.pack_into("!H", address, 1, (turn + 256) & 0xFFFF)
    return packet[:12] + bytes(source) + bytes(destination) + packet[20:]
