"""Messages are those that tshark itself lists, frame by frame, codes and names alike."""

import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from built_captures import (
    GNB,
    UPF,
    Wires,
    context_setup,
    downlink,
    error_indication,
    initial_ue_message,
    null_suci,
    protected,
    registration_accept,
    registration_request,
    uplink,
)

from campus5g.capture.messages.signalling import read_signalling
from campus5g.kit import Kit, connect
from campus5g.kit.starting.private import start_private_kit

FIELDS = (
    "frame.number",
    "ngap.procedureCode",
    "nas-5gs.mm.message_type",
    "nas-5gs.sm.message_type",
    "pfcp.msg_type",
    "_ws.col.info",
)
CODES = FIELDS[1:-1]


def listed_by_tshark(file: Path) -> dict[int, tuple[dict[str, list[int]], str]]:
    """Return the codes in each frame, by field, and the text of Wireshark's list."""
    command = ["tshark", "-r", str(file), "-n", "-o", "nas-5gs.null_decipher:TRUE"]
    command += ["-T", "fields", "-E", "separator=|"]
    command += [part for name in FIELDS for part in ("-e", name)]
    printed = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    frames = {}
    for line in printed.splitlines():
        number, *codes, info = line.split("|", len(FIELDS) - 1)
        found = {
            name: [int(code, 0) for code in cell.split(",") if code]
            for name, cell in zip(CODES, codes, strict=True)
        }
        frames[int(number)] = found, info.lower()
    return frames


def assert_alike(file: Path) -> int:
    """Compare every frame; return the number of compared messages."""
    of_frame = defaultdict(list)
    for message in read_signalling(file):
        of_frame[message.frame].append(message)
    compared = 0
    for number, (codes, info) in listed_by_tshark(file).items():
        own = of_frame.pop(number, [])
        for name in CODES:
            values = [int(v, 0) for message in own for v in message.fields.get(name, ())]
            assert values == codes[name], f"frame {number}, {name}"
        for message in own:
            if message.decoded and message.interface != "SBI":
                assert message.name.lower() in info
            compared += 1
    assert not of_frame
    return compared


def test_a_built_capture_reads_as_tshark_lists_it(tmp_path: Path) -> None:
    wires = Wires()
    for ran, msin in ((1, "0000000001"), (2, "0000000002")):
        wires.registration(10 + ran, ran, msin, 0xA0 + ran)
        wires.session(10 + ran, ran, f"10.45.0.{ran}", teid=0x1000 + ran, up_seid=ran)
    wires.n3(error_indication(0x1001, UPF), UPF, GNB)
    for ran in (3, 4):
        wires.up(initial_ue_message(registration_request(null_suci(f"000000000{ran}")), ran))
    wires.down(
        context_setup(13, 3, protected(registration_accept(0xA3))),
        downlink(bytes.fromhex("7e0044 0b"), 14, 4),
    )
    wires.up(*(uplink(protected(bytes.fromhex("7e0043")), 13, 3) for _ in range(2)))
    wires.in_fragments(initial_ue_message(registration_request(null_suci("0000000005")), 5), 20)

    compared = assert_alike(wires.write(tmp_path / "built.pcap"))

    assert compared > 60


@pytest.fixture(scope="module")
def kit() -> Iterator[Kit]:
    """A virtual kit, which plays one scenario after the other."""
    with (
        start_private_kit(owner="against tshark") as served,
        connect(url=served.url, token=served.token) as connected,
    ):
        yield connected


@pytest.mark.parametrize(
    "scenario",
    [
        "nominal",
        *(
            pytest.param(other, marks=pytest.mark.proof)
            for other in (
                "refused",
                "ciphered",
                "concealed",
                "misconfigured",
                "resynchronised",
                "sleeping",
                "handover",
                "metered",
            )
        ),
    ],
)
def test_a_kits_capture_reads_as_tshark_lists_it(kit: Kit, scenario: str) -> None:
    kit.scenario(scenario)

    with kit.capture("n2", "n3", "n4") as capture:
        kit.ue("camera").restart()
        kit.ue("badge").restart()

    assert assert_alike(capture.path) > 30
