"""A policy is seen on every wire: classes and rates, who is refused, and why."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from control_port import order
from kit_observer import Recording, complaints, fields

from campus5g.inventory import Inventory

EVERY_POINT = ("n2", "n3", "n4", "n6")
MODIFIED = b"\x2e\x01\x00\xcc"
"""A PDU session modification complete."""
UPLINK_IN_FLOW_2 = b"\x85\x01\x10\x02\x00"
"""The extension header of a G-PDU: a PDU session container, uplink, of QoS flow 2."""
TEN_MBIT_S = 10_000


@pytest.fixture(scope="module")
def kit(start_kit: Callable[[str], Inventory]) -> Inventory:
    return start_kit("noon")


def flow(name: str, ue: str, port: int, **values: Any) -> dict[str, Any]:
    return {"name": name, "ue": ue, "port": port, "five_qi": 2, "gbr_kbps": 2000} | values


def apply(kit: Inventory, *flows: dict[str, Any], **values: Any) -> dict[str, Any]:
    return order(kit, do="policy", policy={"flows": list(flows), **values}, language="en")


def admitted(answer: dict[str, Any]) -> dict[str, bool]:
    return {each["name"]: each["admitted"] for each in answer["flows"]}


@pytest.fixture(autouse=True)
def without_flows(kit: Inventory) -> None:
    apply(kit)


@pytest.mark.proof
def test_class_rates_and_priority_go_to_gnb_upf_and_ue_and_n3_shows_the_qfi(
    kit: Inventory, tmp_path: Path
) -> None:
    recording = Recording(kit, EVERY_POINT)

    arp = {"level": 3, "may_preempt": True, "may_be_preempted": True}
    answer = apply(kit, flow("video", "camera", 5004, mbr_kbps=3000, arp=arp))
    recording.wait_for("n3", UPLINK_IN_FLOW_2)

    file = recording.finish(tmp_path)
    ((gnb_five_qi, gnb_arp, gnb_rate, ue_five_qi),) = fields(
        file,
        "nas-5gs.sm.message_type == 0xc2",
        *("ngap.fiveQI", "ngap.priorityLevelARP"),
        *("ngap.guaranteedFlowBitRateUL", "nas-5gs.sm.5qi"),
    )
    ((guaranteed, maximum),) = fields(file, "pfcp.ul_gbr", "pfcp.ul_gbr", "pfcp.ul_mbr")
    qfis = fields(file, "gtp && udp.dstport == 5004", "gtp.ext_hdr.pdu_ses_con.qos_flow_id")
    assert admitted(answer) == {"video": True}
    assert (gnb_five_qi, gnb_arp, gnb_rate) == ("9,2", "8,3", "2000000")
    assert ue_five_qi == "9,2"
    assert (guaranteed, maximum) == ("2000", "100000,3000")
    # What was under way before the UE had its rule went in the flow before.
    assert qfis == sorted(qfis)
    assert qfis[-1] == ["2"]
    assert complaints(file) == []


@pytest.mark.proof
def test_a_flow_without_a_guarantee_gets_its_class_alone(kit: Inventory, tmp_path: Path) -> None:
    recording = Recording(kit, EVERY_POINT)

    answer = apply(kit, flow("commands", "agv", 5006, five_qi=7, gbr_kbps=None))

    file = recording.finish(tmp_path)
    assert admitted(answer) == {"commands": True}
    assert fields(file, "nas-5gs.sm.message_type == 0xc2", "ngap.fiveQI") == [["9,7"]]
    assert fields(file, "pfcp.ul_gbr", "pfcp.ul_gbr") == []
    assert complaints(file) == []


def test_a_rate_that_does_not_fit_is_refused_with_its_causes_and_the_rest_goes_on(
    kit: Inventory, tmp_path: Path
) -> None:
    recording = Recording(kit, EVERY_POINT)

    answer = apply(kit, flow("video", "camera", 5004, gbr_kbps=3 * TEN_MBIT_S))
    recording.wait_for("n2", MODIFIED)
    recording.wait_for("n6", (5004).to_bytes(2) * 2)

    file = recording.finish(tmp_path)
    at_gnb = fields(file, "ngap.procedureCode == 29 && ngap.NGAP_PDU == 1", "ngap.radioNetwork")
    at_ue = fields(file, "nas-5gs.sm.message_type == 0xcb", "nas-5gs.sm.5gsm_cause")
    removed = fields(file, "pfcp.msg_type == 52 && pfcp.ie_type == 15", "pfcp.pdr_id")
    last = fields(file, "gtp && udp.dstport == 5004", "gtp.ext_hdr.pdu_ses_con.qos_flow_id")[-1]
    assert admitted(answer) == {"video": False}
    assert (at_gnb, at_ue) == ([["22"]], [["26"]])
    assert removed == [["1,3"]]
    assert last == ["1"]
    assert complaints(file) == []


def test_a_higher_priority_takes_the_room_of_a_lower_one_which_is_told(
    kit: Inventory, tmp_path: Path
) -> None:
    video = flow(
        "video", "camera", 5004, gbr_kbps=TEN_MBIT_S, arp={"level": 12, "may_be_preempted": True}
    )
    assert admitted(apply(kit, video)) == {"video": True}
    recording = Recording(kit, EVERY_POINT)

    crane = flow("crane", "badge", 5008, gbr_kbps=TEN_MBIT_S, arp={"level": 2, "may_preempt": True})
    answer = apply(kit, video, crane)
    recording.wait_for("n2", MODIFIED)

    file = recording.finish(tmp_path)
    told = fields(file, "ngap.procedureCode == 30", "ngap.radioNetwork")
    assert admitted(answer) == {"video": False, "crane": True}
    assert told == [["46"]]
    assert fields(file, "nas-5gs.sm.message_type == 0xcb", "nas-5gs.sm.5gsm_cause") == [["26"]]
    assert complaints(file) == []


@pytest.mark.proof
def test_a_device_changes_its_slice_and_its_rates(kit: Inventory, tmp_path: Path) -> None:
    recording = Recording(kit, EVERY_POINT)

    apply(
        kit,
        slices={"camera": "machines"},
        ambr_mbps={"camera": {"downlink": 3, "uplink": 2}},
        radio_share={"machines": 0.2},
    )

    file = recording.finish(tmp_path)
    ((slices, rate),) = fields(
        file, "nas-5gs.sm.message_type == 0xc2", "ngap.sST", "nas-5gs.sm.session_ambr_dl"
    )
    assert (slices, rate) == ("02", "3")
    assert complaints(file) == []


@pytest.mark.proof
def test_only_the_devices_that_a_policy_changes_register_again(
    kit: Inventory, tmp_path: Path
) -> None:
    recording = Recording(kit, EVERY_POINT)

    apply(kit, flow("commands", "agv", 5006, five_qi=7, gbr_kbps=None))

    requests = fields(recording.finish(tmp_path), "ngap.procedureCode == 15", "ngap.id")
    assert len(requests) == 1


def test_a_policy_stays_in_force_until_a_scenario_is_played(kit: Inventory) -> None:
    apply(kit, flow("commands", "agv", 5006, five_qi=7, gbr_kbps=None))

    assert admitted(order(kit, do="policy")) == {"commands": True}
    order(kit, do="scenario", name="noon")
    assert order(kit, do="policy")["flows"] == []


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (flow("v", "crane", 5004), "This kit has no device “crane”."),
        (
            flow("v", "camera", 5004, gbr_kbps=None),
            "flows.0.five_qi: 5QI 2 has a guaranteed bit rate.",
        ),
    ],
)
def test_an_impossible_policy_is_refused_and_changes_nothing(
    kit: Inventory, wrong: dict[str, Any], problem: str
) -> None:
    assert apply(kit, wrong)["problem"] == problem
    assert order(kit, do="policy")["flows"] == []
