"""An inactive UE becomes idle, and wakes for its own data, the site's, and its periodic update."""

from collections.abc import Callable
from pathlib import Path

import pytest
from control_port import order
from kit_observer import REPORT_ANSWERED, Recording, Terminal, complaints, fields

from campus5g.inventory import Inventory

EVERY_POINT = ("n2", "n3", "n4", "n6")
UE = "badge"


@pytest.fixture(scope="module")
def kit(start_kit: Callable[[str], Inventory]) -> Inventory:
    return start_kit("sleeping")


@pytest.fixture
def asleep(kit: Inventory) -> Inventory:
    """A kit whose badge reader has sent its first report, got its answer, and is idle."""
    with Terminal(kit, UE) as terminal:
        terminal.type("AT+CFUN=0")
        recording = Recording(kit, ("n3",))
        assert terminal.restart().startswith("+C5GREG: 1,")
        recording.wait_for("n3", REPORT_ANSWERED)
    assert order(kit, do="release", ue=UE) == {"idle": True}
    return kit


@pytest.mark.proof
def test_an_inactive_ue_is_released_and_its_downlink_is_held_back(
    kit: Inventory, tmp_path: Path
) -> None:
    with Terminal(kit, UE) as terminal:
        terminal.type("AT+CFUN=0")
        first = Recording(kit, ("n3",))
        terminal.restart()
        first.wait_for("n3", REPORT_ANSWERED)
    recording = Recording(kit, EVERY_POINT)

    assert order(kit, do="release", ue=UE) == {"idle": True}

    file = recording.finish(tmp_path)
    messages = fields(file, "ngap", "ngap.procedureCode", "ngap.NGAP_PDU", "ngap.radioNetwork")
    assert messages == [["42", "0", "20"], ["41", "0", "20"], ["41", "1", ""]]
    assert complaints(file) == []


def test_a_downlink_packet_is_buffered_and_pages_the_ue(asleep: Inventory, tmp_path: Path) -> None:
    recording = Recording(asleep, EVERY_POINT)

    echo = order(asleep, do="ping", ue=UE, count=1, interval_ms=10, size_bytes=20)

    file = recording.finish(tmp_path)
    n4 = fields(
        file, "pfcp.seid", "pfcp.msg_type", "pfcp.report_type.dldr", "pfcp.apply_action.forw"
    )
    n2 = fields(file, "ngap", "ngap.procedureCode", "nas-5gs.mm.message_type")
    called, asking = (
        fields(file, f"ngap.procedureCode == {code}", "ngap.fiveG_TMSI") for code in (24, 15)
    )
    assert echo["rtt_ms"] > 0
    assert n4[:4] == [["56", "True", ""], ["57", "", ""], ["52", "", "True"], ["53", "", ""]]
    assert n2[:3] == [["24", ""], ["24", ""], ["15", "0x4c,0x4c"]]  # paged by either gNB
    assert ["14", "0x4e"] in n2
    assert called[:2] == asking[:1] * 2
    assert complaints(file) == []


def test_an_uplink_packet_triggers_a_service_request(asleep: Inventory, tmp_path: Path) -> None:
    recording = Recording(asleep, EVERY_POINT)

    with Terminal(asleep, UE) as terminal:
        terminal.type("AT+CFUN=0")

    file = recording.finish(tmp_path)
    asks = "nas-5gs.mm.message_type == 0x45"
    first, *_ = fields(file, asks, "ngap.procedureCode", "nas-5gs.mm.message_type")
    assert first == ["15", "0x45"]
    assert complaints(file) == []


def test_a_valid_5g_guti_is_used_again_and_replaced(kit: Inventory, tmp_path: Path) -> None:
    with Terminal(kit, UE) as terminal:
        terminal.restart()
        recording = Recording(kit, EVERY_POINT)
        assert terminal.restart().startswith("+C5GREG: 1,")

    file = recording.finish(tmp_path)
    kinds = [kind for (kind,) in fields(file, "nas-5gs", "nas-5gs.mm.message_type") if kind]
    asks = "ngap.procedureCode == 15 && nas-5gs.mm.message_type == 0x41"
    (asked,), *_ = fields(file, asks, "nas-5gs.5g_tmsi")
    ((given,),) = fields(file, "nas-5gs.mm.message_type == 0x42", "nas-5gs.5g_tmsi")
    assert kinds[:4] == ["0x45", "0x41,0x41", "0x42", "0x43"]
    assert asked.split(",")[0] != given
    assert complaints(file) == []


@pytest.mark.proof
def test_an_idle_ue_sends_periodic_updates(asleep: Inventory, tmp_path: Path) -> None:
    recording = Recording(asleep, ("n2",))

    recording.wait_for("n2", b"\x7e\x00\x43")

    file = recording.finish(tmp_path)
    kinds = fields(file, "ngap.procedureCode == 15", "nas-5gs.mm.5gs_reg_type")
    assert kinds[:1] == [["3"]]
    assert complaints(file) == []


def test_a_page_without_data_wakes_the_ue(asleep: Inventory) -> None:
    assert order(asleep, do="page", ue=UE) == {"connected": True}


def test_the_network_pages_an_idle_ue_before_deregistering_it(
    asleep: Inventory, tmp_path: Path
) -> None:
    recording = Recording(asleep, EVERY_POINT)

    assert order(asleep, do="deregister", ue=UE) == {"deregistered": True}

    with Terminal(asleep, UE) as terminal:
        terminal.type("ATE0")
        status = terminal.type("AT+C5GREG?")
    file = recording.finish(tmp_path)
    kinds = [kind for (kind,) in fields(file, "nas-5gs", "nas-5gs.mm.message_type") if kind]
    assert kinds == ["0x4c,0x4c", "0x4e", "0x47", "0x48"]
    assert status == ["+C5GREG: 0,0", "OK"]
    assert complaints(file) == []


@pytest.mark.proof
def test_a_configuration_update_assigns_a_new_5g_guti(asleep: Inventory, tmp_path: Path) -> None:
    recording = Recording(asleep, EVERY_POINT)

    assert order(asleep, do="rename", ue=UE) == {"renamed": True}
    assert order(asleep, do="release", ue=UE) == {"idle": True}
    assert order(asleep, do="page", ue=UE) == {"connected": True}

    file = recording.finish(tmp_path)
    ((given,),) = fields(file, "nas-5gs.mm.message_type == 0x54", "nas-5gs.5g_tmsi")
    *_, (called,) = fields(file, "ngap.procedureCode == 24", "ngap.fiveG_TMSI")
    assert called == given
    assert complaints(file) == []


def test_an_order_for_a_ue_that_is_off_is_refused_with_a_remedy(kit: Inventory) -> None:
    with Terminal(kit, UE) as terminal:
        terminal.type("AT+CFUN=0")

    english, french = (order(kit, do="page", ue=UE, language=each) for each in ("en", "fr"))

    assert english == {
        "problem": "Device badge is not registered.",
        "remedy": "Switch its modem on first; if the network rejects it, capture N2.",
    }
    assert french["problem"] == "L’équipement badge n’est pas enregistré."
