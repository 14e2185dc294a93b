"""What each scenario is for can be seen in a capture."""

from collections.abc import Callable
from pathlib import Path

import pytest
from control_port import order
from kit_observer import Recording, Terminal, complaints, fields

from campus5g.inventory import Inventory

EVERY_POINT = ("n2", "n3", "n4", "n6")


def recorded_restart(inventory: Inventory, ue: str, folder: Path) -> tuple[str, Path]:
    with Terminal(inventory, ue) as terminal:
        recording = Recording(inventory, EVERY_POINT)
        report = terminal.restart()
        return report, recording.finish(folder)


def test_nominal_a_sim_with_another_key_fails_and_is_rejected(
    inventory: Inventory, tmp_path: Path
) -> None:
    report, recording = recorded_restart(inventory, "badge", tmp_path)

    messages = fields(recording, "nas-5gs", "nas-5gs.mm.message_type", "nas-5gs.mm.5gmm_cause")
    release = fields(recording, "ngap.procedureCode == 41", "ngap.NGAP_PDU", "ngap.nas")

    assert report == "+C5GREG: 3"
    assert messages == [["0x41", ""], ["0x56", ""], ["0x59", "20"], ["0x58", ""]]
    assert release == [["0", "1"], ["1", ""]]
    assert complaints(recording) == []


def test_nominal_a_machine_gets_a_flow_of_its_own_with_a_guarantee(
    inventory: Inventory, tmp_path: Path
) -> None:
    report, recording = recorded_restart(inventory, "agv", tmp_path)

    ((five_qis, qfis),) = fields(
        recording, "nas-5gs.sm.message_type == 0xc2", "ngap.fiveQI", "ngap.qosFlowIdentifier"
    )
    ((filters, rates),) = fields(recording, "pfcp.msg_type == 50", "pfcp.flow_desc", "pfcp.ul_gbr")

    assert report.startswith("+C5GREG: 1,")
    assert (five_qis, qfis) == ("9,82", "1,2")
    assert filters == "permit out 17 from 10.53.6.10 5006 to assigned"
    assert rates == "2000"
    assert complaints(recording) == []


@pytest.mark.proof
def test_refused_a_barred_subscriber_gets_the_cause(
    start_kit: Callable[[str], Inventory], tmp_path: Path
) -> None:
    report, recording = recorded_restart(start_kit("refused"), "badge", tmp_path)

    rejects = fields(
        recording,
        "nas-5gs.mm.message_type == 0x44",
        *("nas-5gs.security_header_type", "nas-5gs.mm.5gmm_cause"),
    )

    assert report == "+C5GREG: 3"
    assert rejects == [["2,0", "7"]]
    assert complaints(recording) == []


@pytest.mark.proof
def test_ciphered_only_the_chosen_algorithm_is_readable(
    start_kit: Callable[[str], Inventory], tmp_path: Path
) -> None:
    report, recording = recorded_restart(start_kit("ciphered"), "camera", tmp_path)

    algorithm = "nas-5gs.mm.nas_sec_algo_enc"
    chosen = fields(recording, algorithm, algorithm, nas=False)
    shown = fields(recording, "nas-5gs", "nas-5gs.mm.message_type", nas=False)
    echoes = fields(recording, "gtp && icmp.type == 0", "frame.number", nas=False)

    assert report.startswith("+C5GREG: 1,")
    assert chosen == [["2"]]
    assert [kind for (kind,) in shown if kind] == ["0x41", "0x56", "0x57", "0x5d"]
    assert echoes
    assert complaints(recording, nas=False) == []


@pytest.mark.proof
def test_resynchronised_the_core_catches_up_with_the_sim_and_challenges_it_again(
    start_kit: Callable[[str], Inventory], tmp_path: Path
) -> None:
    inventory = start_kit("resynchronised")
    order(inventory, do="rewind", ue="camera")

    report, recording = recorded_restart(inventory, "camera", tmp_path)

    messages = fields(
        recording,
        "nas-5gs.mm.message_type in {0x56, 0x57, 0x59}",
        *("nas-5gs.mm.message_type", "nas-5gs.mm.5gmm_cause", "gsm_a.dtap.auts"),
    )
    assert report.startswith("+C5GREG: 1,")
    assert [message[:2] for message in messages] == [
        ["0x56", ""],
        ["0x59", "21"],
        ["0x56", ""],
        ["0x57", ""],
    ]
    assert len(messages[1][2]) == 28
    assert complaints(recording) == []


@pytest.mark.proof
@pytest.mark.parametrize(
    ("ue", "scheme", "key_id", "output_bytes"), [("camera", "1", "1", 45), ("agv", "2", "2", 46)]
)
def test_concealed_the_network_finds_the_subscriber_behind_the_suci(
    start_kit: Callable[[str], Inventory],
    tmp_path: Path,
    ue: str,
    scheme: str,
    key_id: str,
    output_bytes: int,
) -> None:
    report, recording = recorded_restart(start_kit("concealed"), ue, tmp_path)

    ((*identity, output),) = fields(
        recording,
        "ngap.procedureCode == 15",
        *("nas-5gs.mm.suci.scheme_id", "nas-5gs.mm.suci.pki", "nas-5gs.mm.suci.msin"),
        "nas-5gs.mm.suci.scheme_output",
    )
    assert report.startswith("+C5GREG: 1,")
    assert identity == [scheme, key_id, ""]
    assert len(bytes.fromhex(output)) == output_bytes
    assert complaints(recording) == []


@pytest.mark.proof
def test_concealed_an_unknown_identity_is_requested_again(
    start_kit: Callable[[str], Inventory], tmp_path: Path
) -> None:
    report, recording = recorded_restart(start_kit("concealed"), "badge", tmp_path)

    _, *messages = fields(
        recording, "nas-5gs", "nas-5gs.mm.message_type", "nas-5gs.5g_tmsi", "nas-5gs.mm.suci.msin"
    )
    assert report.startswith("+C5GREG: 1,")
    assert messages[0][:2] == ["0x41", "123456789"]
    assert [message[0] for message in messages[1:4]] == ["0x5b", "0x5c", "0x56"]
    assert messages[2][2] == "0000000003"
    assert complaints(recording) == []
