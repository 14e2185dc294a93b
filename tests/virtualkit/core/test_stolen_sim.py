"""The scenario of a stolen SIM on the wires: what the intruder does, and what stops him."""

from collections.abc import Callable
from pathlib import Path

import pytest
from control_port import order
from kit_observer import Recording, Terminal, complaints, fields, tshark

from campus5g.inventory import Inventory

pytestmark = pytest.mark.proof

INTRUDERS, CAMERAS = "8690250000000001", "3520990012345601"
ACCEPTED = [["10.53.20.1", "502"]]
ANSWERS = ("tcp.flags.syn == 1 && tcp.flags.ack == 1", "ip.src", "tcp.srcport")
TCP_CHECKED = ("-o", "tcp.check_checksum:TRUE")
ALL_TRIED = {"acted": True, "attempts": 28}
STOPPED = {"acted": False, "attempts": 0}


@pytest.fixture(scope="module")
def kit(start_kit: Callable[[str], Inventory]) -> Inventory:
    return start_kit("stolen-sim")


@pytest.fixture(autouse=True)
def as_written(kit: Inventory) -> None:
    """Each test begins with the scenario as it is written."""
    order(kit, do="scenario", name="stolen-sim")


def subscriber(kit: Inventory) -> dict[str, object]:
    found = order(kit, do="subscribers")
    assert found["ue"] == "camera"
    return found


def intrude(kit: Inventory, act: str) -> dict[str, object]:
    return order(kit, do="intrude", act=act)


def measure(kit: Inventory, name: str) -> None:
    assert order(kit, do="measure", ue="camera", measure=name) == {"taken": True}


def test_the_network_admits_the_sim_in_other_equipment_and_its_sweep_reaches_a_plc(
    kit: Inventory, tmp_path: Path
) -> None:
    recording = Recording(kit, ("n2", "n6"))

    assert intrude(kit, "steal") == ALL_TRIED

    file = recording.finish(tmp_path)
    assert fields(file, "nas-5gs.mm.imeisv", "nas-5gs.mm.imeisv") == [[INTRUDERS]]
    assert fields(file, *ANSWERS) == ACCEPTED
    assert tshark(file, *TCP_CHECKED, "-Y", "_ws.malformed || tcp.checksum.status == 0") == []
    assert (subscriber(kit)["imeisv"], subscriber(kit)["registered"]) == (INTRUDERS, True)


def test_a_device_that_nobody_has_robbed_sweeps_nothing(kit: Inventory) -> None:
    assert intrude(kit, "try-again") == STOPPED
    assert (subscriber(kit)["imeisv"], subscriber(kit)["registered"]) == (CAMERAS, True)


def test_a_bar_alone_does_not_end_the_session(kit: Inventory) -> None:
    intrude(kit, "steal")
    measure(kit, "bar")

    assert intrude(kit, "try-again") == ALL_TRIED


def test_a_cut_alone_lets_the_intruder_come_back(kit: Inventory) -> None:
    intrude(kit, "steal")
    assert order(kit, do="deregister", ue="camera") == {"deregistered": True}

    assert intrude(kit, "try-again") == ALL_TRIED


def test_bar_and_cut_keep_the_intruder_out(kit: Inventory, tmp_path: Path) -> None:
    intrude(kit, "steal")
    measure(kit, "bar")
    order(kit, do="deregister", ue="camera")
    recording = Recording(kit, ("n2",))

    assert intrude(kit, "try-again") == STOPPED

    file = recording.finish(tmp_path)
    rejected = fields(file, "nas-5gs.mm.message_type == 0x44", "nas-5gs.mm.5gmm_cause")
    assert rejected == [["7"]]
    assert complaints(file) == []
    assert (subscriber(kit)["registered"], subscriber(kit)["barred"]) == (False, True)


def test_a_sim_that_is_bound_to_its_equipment_is_rejected_in_another(
    kit: Inventory, tmp_path: Path
) -> None:
    measure(kit, "lock-equipment")
    recording = Recording(kit, ("n2",))

    assert intrude(kit, "steal") == STOPPED

    file = recording.finish(tmp_path)
    assert fields(file, "nas-5gs.mm.message_type == 0x44", "nas-5gs.mm.5gmm_cause") == [["6"]]
    order(kit, do="scenario", name="stolen-sim")
    measure(kit, "lock-equipment")
    with Terminal(kit, "camera") as terminal:
        assert terminal.restart().startswith("+C5GREG: 1")


def test_a_sim_with_a_pin_is_of_no_use_in_other_equipment(kit: Inventory) -> None:
    measure(kit, "need-pin")

    assert intrude(kit, "steal") == STOPPED

    with Terminal(kit, "camera") as terminal:
        terminal.type("ATE0")
        assert terminal.type("AT+CPIN?") == ["+CPIN: SIM PIN", "OK"]


def test_the_matrix_drops_the_sweep_at_the_upf_and_passes_the_cameras_video(
    kit: Inventory, tmp_path: Path
) -> None:
    assert order(kit, do="matrix", allowed={"cameras": ["video"]}) == {"enforced": True}
    recording = Recording(kit, ("n3", "n6"))

    assert intrude(kit, "steal") == ALL_TRIED

    file = recording.finish(tmp_path)
    at_n3 = fields(file, 'tcp && frame.interface_name == "n3"', "tcp.dstport")
    assert (len(at_n3), fields(file, 'tcp && frame.interface_name == "n6"', "ip.dst")) == (28, [])
    assert fields(file, 'udp.port == 5004 && frame.interface_name == "n6"', "ip.dst")


def test_the_scenario_played_again_gives_the_sim_back(kit: Inventory) -> None:
    intrude(kit, "steal")
    measure(kit, "bar")

    order(kit, do="scenario", name="stolen-sim")

    found = subscriber(kit)
    assert (found["imeisv"], found["registered"], found["barred"]) == (CAMERAS, True, False)


def test_the_amf_discards_a_message_that_is_sent_a_second_time(
    kit: Inventory, tmp_path: Path
) -> None:
    recording = Recording(kit, ("n2",))
    with Terminal(kit, "agv") as terminal:
        terminal.restart()

    assert intrude(kit, "replay") == {"acted": True}

    with Terminal(kit, "agv") as terminal:
        terminal.type("ATE0")
        assert terminal.type("AT+C5GREG?")[0].startswith("+C5GREG: 0,1")
    file = recording.finish(tmp_path)
    last, again = fields(
        file, "nas-5gs.sm.message_type == 0xc1", "nas-5gs.seq_no", "nas-5gs.msg_auth_code"
    )
    assert last == again
    assert len(fields(file, "nas-5gs.sm.message_type == 0xc2", "frame.number")) == 1


def test_a_false_cell_sends_a_device_away_and_nothing_is_seen_on_n2(
    kit: Inventory, tmp_path: Path
) -> None:
    recording = Recording(kit, ("n2",))

    assert intrude(kit, "send-away") == {"acted": True}

    with Terminal(kit, "badge") as terminal:
        terminal.type("ATE0")
        terminal.type("AT+C5GREG=3")
        assert terminal.type("AT+C5GREG?")[0] == "+C5GREG: 3,3,,,,,,0,7"
        assert ",411," in terminal.type('AT+QENG="servingcell"')[0]
        assert fields(recording.finish(tmp_path), "nas-5gs", "frame.number") == []
        assert terminal.restart().startswith("+C5GREG: 1")
        assert ",11," in terminal.type('AT+QENG="servingcell"')[0]


def test_orders_that_make_no_sense_are_refused_in_a_sentence(kit: Inventory) -> None:
    for wrong in (
        {"do": "measure", "ue": "crane", "measure": "bar"},
        {"do": "measure", "ue": "camera", "measure": "burn"},
        {"do": "matrix", "allowed": {"ships": ["video"]}},
        {"do": "matrix", "allowed": {"cameras": ["payroll"]}},
        {"do": "intrude", "act": "attack"},
    ):
        assert order(kit, **wrong).keys() == {"problem", "remedy"}
    order(kit, do="scenario", name="nominal")
    refused = order(kit, do="intrude", act="steal", language="en")
    assert "no intruder" in refused["problem"]
