"""A session is modified, released and established again while its UE stays registered."""

from collections.abc import Callable
from pathlib import Path

import pytest
from control_port import order
from kit_observer import Recording, Terminal, complaints, fields

from campus5g.inventory import Inventory

EVERY_POINT = ("n2", "n3", "n4", "n6")
RELEASED = b"\x2e\x01\x00\xd4"
"""The end of a PDU session release complete that answers the network."""
UE = "camera"


@pytest.fixture(scope="module")
def kit(start_kit: Callable[[str], Inventory]) -> Inventory:
    return start_kit("nominal")


@pytest.fixture(autouse=True)
def connected(kit: Inventory) -> None:
    """The camera has a session."""
    with Terminal(kit, UE) as terminal:
        assert terminal.restart().startswith("+C5GREG: 1,")


def sm_types(file: Path) -> list[str]:
    return [kind for (kind,) in fields(file, "nas-5gs.sm.message_type", "nas-5gs.sm.message_type")]


@pytest.mark.proof
def test_other_rates_go_to_upf_gnb_and_ue(kit: Inventory, tmp_path: Path) -> None:
    recording = Recording(kit, EVERY_POINT)

    wanted = {"downlink": 20, "uplink": 5}
    assert order(kit, do="modify-session", ue=UE, ambr_mbps=wanted) == {"modified": True}
    recording.wait_for("n2", b"\x2e\x01\x00\xcc")

    file = recording.finish(tmp_path)
    ((at_upf,),) = fields(file, "pfcp.msg_type == 52", "pfcp.dl_mbr")
    ((at_gnb, at_ue),) = fields(
        file,
        "ngap.procedureCode == 26 && ngap.NGAP_PDU == 0",
        *("ngap.pDUSessionAggregateMaximumBitRateDL", "nas-5gs.sm.session_ambr_dl"),
    )
    assert (at_upf, at_gnb, at_ue) == ("20000", "20000000", "20")
    assert sm_types(file) == ["0xcb", "0xcc"]
    assert complaints(file) == []


def test_the_network_ends_a_session_and_the_ue_stays_registered(
    kit: Inventory, tmp_path: Path
) -> None:
    recording = Recording(kit, EVERY_POINT)

    assert order(kit, do="end-session", ue=UE) == {"ended": True}
    recording.wait_for("n2", RELEASED)

    with Terminal(kit, UE) as terminal:
        terminal.type("ATE0")
        status = terminal.type("AT+C5GREG?")
    file = recording.finish(tmp_path)
    assert sm_types(file) == ["0xd3", "0xd4"]
    assert fields(file, "nas-5gs.sm.5gsm_cause", "nas-5gs.sm.5gsm_cause") == [["36"]]
    assert status == ["+C5GREG: 0,1", "OK"]
    assert complaints(file) == []


def test_the_ue_ends_its_session_and_opens_another(kit: Inventory, tmp_path: Path) -> None:
    recording = Recording(kit, EVERY_POINT)

    assert order(kit, do="end-session", ue=UE, by="ue") == {"ended": True}
    assert order(kit, do="open-session", ue=UE) == {"opened": True}

    file = recording.finish(tmp_path)
    assert sm_types(file) == ["0xd1", "0xd3", "0xd4", "0xc1", "0xc2"]
    assert complaints(file) == []


RATES = {"downlink": 1, "uplink": 1}


def test_a_ue_without_a_session_cannot_have_one_modified(kit: Inventory) -> None:
    order(kit, do="end-session", ue=UE)

    answer = order(kit, do="modify-session", ue=UE, ambr_mbps=RATES, language="en")

    assert answer == {
        "problem": "Device camera has no session.",
        "remedy": "Open it first: open-session.",
    }


def test_invalid_rates_are_refused(kit: Inventory) -> None:
    answer = order(kit, do="modify-session", ue=UE, ambr_mbps={"downlink": 0}, language="en")

    assert answer["problem"] == "The order names no rates."
