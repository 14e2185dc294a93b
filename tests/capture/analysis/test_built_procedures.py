"""Procedures that the virtual kit does not show, on bytes that tshark reads."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from built_captures import (
    AMF,
    FLOW,
    GNB,
    PLACE,
    PLMN,
    TAI,
    TARGET_GNB,
    UPF,
    Wires,
    cause,
    concealed_suci,
    context_setup,
    downlink,
    exported,
    guti,
    ie,
    initial_ue_message,
    nas_sm,
    ngap,
    null_suci,
    outer_header,
    pfcp,
    protected,
    registration_accept,
    registration_request,
    s_tmsi,
    service_request,
    setup_item,
    setup_response,
    transported,
    tunnel,
    ue,
    uplink,
)
from raw_captures import EXPORTED_PDU, pcap

from campus5g.capture import Capture, open_capture

Opened = Callable[[Wires], Capture]
TMSI = 0xA1
SECURITY = {
    "nRencryptionAlgorithms": (0x4000, 16),
    "nRintegrityProtectionAlgorithms": (0x4000, 16),
    "eUTRAencryptionAlgorithms": (0, 16),
    "eUTRAintegrityProtectionAlgorithms": (0, 16),
}
CHAINING = {"nextHopChainingCount": 1, "nextHopNH": (5, 256)}
COUNT = {"pDCP-SN12": 1, "hFN-PDCP-SN12": 0}
DRB = {
    "dRB-ID": 1,
    "dRBStatusUL": ("dRBStatusUL12", {"uL-COUNTValue": COUNT}),
    "dRBStatusDL": ("dRBStatusDL12", {"dL-COUNTValue": COUNT}),
}
RELEASE_COMPLETE = "UEContextReleaseComplete"
GNB_2 = ("gNB-ID", (2, 32))
AREA = {"selectedTAI": TAI}


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    """Open built packets as a capture."""

    def opened(wires: Wires) -> Capture:
        return open_capture(wires.write(tmp_path / "built.pcap"))

    return opened


def connected(sessions: int = 0) -> Wires:
    """A registered UE, AMF UE NGAP ID 11 and RAN UE NGAP ID 1, perhaps with PDU session 1."""
    wires = Wires()
    wires.registration(11, 1, "0000000001", TMSI)
    if sessions:
        wires.session(11, 1, "10.45.0.2", teid=0x1001, up_seid=1)
    return wires


def released(wires: Wires, amf: int, ran: int, why: tuple[str, str], gnb: str = GNB) -> None:
    ids = ("uE-NGAP-ID-pair", {"aMF-UE-NGAP-ID": amf, "rAN-UE-NGAP-ID": ran})
    wires.down(ngap("UEContextReleaseCommand", UE_NGAP_IDs=ids, Cause=why), gnb=gnb)
    wires.up(ngap(RELEASE_COMPLETE, **ue(amf, ran)), gnb=gnb)


def named(capture: Capture, name: str) -> list[dict[str, Any]]:
    table = capture.procedures()
    rows = table[table["procedure"] == name].to_dict("records")
    return [{str(column): cell for column, cell in row.items()} for row in rows]


def outcome(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["variant"], row["outcome"], row["cause"]


def handover_required() -> bytes:
    target = {"globalRANNodeID": ("globalGNB-ID", {"pLMNIdentity": PLMN, "gNB-ID": GNB_2}), **AREA}
    transfer: tuple[str, dict[str, Any]] = ("HandoverRequiredTransfer", {})
    return ngap(
        "HandoverRequired",
        **ue(11, 1),
        HandoverType="intra5gs",
        Cause=("radioNetwork", "handover-desirable-for-radio-reason"),
        TargetID=("targetRANNodeID", target),
        PDUSessionResourceListHORqd=[{"pDUSessionID": 1, "handoverRequiredTransfer": transfer}],
        SourceToTarget_TransparentContainer=b"any text",
    )


def handover_request() -> bytes:
    return ngap(
        "HandoverRequest",
        AMF_UE_NGAP_ID=21,
        HandoverType="intra5gs",
        Cause=("radioNetwork", "handover-desirable-for-radio-reason"),
        UEAggregateMaximumBitRate={
            "uEAggregateMaximumBitRateDL": 10**8,
            "uEAggregateMaximumBitRateUL": 10**8,
        },
        UESecurityCapabilities=SECURITY,
        SecurityContext=CHAINING,
        PDUSessionResourceSetupListHOReq=[setup_item("HOReq", tunnel(UPF, 0x1001), {"sST": b"\1"})],
        AllowedNSSAI=[{"s-NSSAI": {"sST": b"\1"}}],
        SourceToTarget_TransparentContainer=b"any text",
        GUAMI={
            "pLMNIdentity": PLMN,
            "aMFRegionID": (2, 8),
            "aMFSetID": (1, 10),
            "aMFPointer": (0, 6),
        },
    )


def handover_request_acknowledge() -> bytes:
    transfer = (
        "HandoverRequestAcknowledgeTransfer",
        {
            "dL-NGU-UP-TNLInformation": tunnel(TARGET_GNB, 0x3001),
            "qosFlowSetupResponseList": [{"qosFlowIdentifier": 1}],
        },
    )
    admitted = {"pDUSessionID": 1, "handoverRequestAcknowledgeTransfer": transfer}
    return ngap(
        "HandoverRequestAcknowledge",
        **ue(21, 7),
        PDUSessionResourceAdmittedList=[admitted],
        TargetToSource_TransparentContainer=b"any text",
    )


def test_an_n2_handover_is_one_procedure_of_one_ue_and_moves_its_session(opened: Opened) -> None:
    wires = connected(sessions=1)
    first = len(wires.packets) + 1
    wires.up(handover_required())
    wires.down(handover_request(), gnb=TARGET_GNB)
    wires.up(handover_request_acknowledge(), gnb=TARGET_GNB)
    wires.down(
        ngap(
            "HandoverCommand",
            **ue(11, 1),
            HandoverType="intra5gs",
            TargetToSource_TransparentContainer=b"any text",
        )
    )
    status = {"dRBsSubjectToStatusTransferList": [DRB]}
    container = {"RANStatusTransfer_TransparentContainer": status}
    wires.up(ngap("UplinkRANStatusTransfer", **ue(11, 1), **container))
    wires.down(ngap("DownlinkRANStatusTransfer", **ue(21, 7), **container), gnb=TARGET_GNB)
    wires.up(ngap("HandoverNotify", **ue(21, 7), UserLocationInformation=PLACE), gnb=TARGET_GNB)
    wires.n4(pfcp(52, 2, outer_header(0x3001, TARGET_GNB, inside=(10, 11)), seid=1))
    wires.n4(pfcp(53, 2, cause(), seid=0x101), up=False)
    released(wires, 11, 1, ("radioNetwork", "successful-handover"))

    capture = opened(wires)

    (handover,) = named(capture, "handover")
    why = "handover-desirable-for-radio-reason (radioNetwork 16)"
    assert outcome(handover) == ("N2", "success", why)
    assert handover["frames"] == tuple(range(first, first + 7))
    assert handover["ended_by"] == "HandoverNotify"
    ues = capture.ues().to_dict("records")
    assert [row["gnbs"] for row in ues] == [f"{GNB}; {TARGET_GNB}"]
    assert [row["ngap_ids"] for row in ues] == ["11/1; 21/7"]
    (session,) = capture.sessions().to_dict("records")
    assert session["downlink"] == f"{TARGET_GNB}/0x00003001"
    (release,) = named(capture, "UE context release")
    assert outcome(release) == ("by AMF", "success", "successful-handover (radioNetwork 2)")


def test_a_handover_that_the_target_refuses_fails_with_its_cause(opened: Opened) -> None:
    wires = connected(sessions=1)
    why = ("radioNetwork", "no-radio-resources-available-in-target-cell")
    wires.up(handover_required())
    wires.down(handover_request(), gnb=TARGET_GNB)
    wires.up(ngap("HandoverFailure", AMF_UE_NGAP_ID=21, Cause=why), gnb=TARGET_GNB)
    wires.down(ngap("HandoverPreparationFailure", **ue(11, 1), Cause=why))

    (handover,) = named(opened(wires), "handover")

    words = "no-radio-resources-available-in-target-cell (radioNetwork 13)"
    assert outcome(handover) == ("N2", "failure", words)
    assert len(handover["frames"]) == 4


def test_a_cancelled_handover_is_abandoned_and_the_session_stays(opened: Opened) -> None:
    wires = connected(sessions=1)
    wires.up(handover_required())
    wires.down(handover_request(), gnb=TARGET_GNB)
    wires.up(handover_request_acknowledge(), gnb=TARGET_GNB)
    wires.up(ngap("HandoverCancel", **ue(11, 1), Cause=("radioNetwork", "tngrelocoverall-expiry")))
    wires.down(ngap("HandoverCancelAcknowledge", **ue(11, 1)))

    capture = opened(wires)

    (handover,) = named(capture, "handover")
    assert outcome(handover) == ("N2", "abandoned", "tngrelocoverall-expiry (radioNetwork 9)")
    (session,) = capture.sessions().to_dict("records")
    assert session["downlink"] == f"{GNB}/0x00002001"


def path_switch_request() -> bytes:
    transfer = (
        "PathSwitchRequestTransfer",
        {
            "dL-NGU-UP-TNLInformation": tunnel(TARGET_GNB, 0x3001),
            "qosFlowAcceptedList": [{"qosFlowIdentifier": 1}],
        },
    )
    return ngap(
        "PathSwitchRequest",
        RAN_UE_NGAP_ID=7,
        AMF_UE_NGAP_ID=11,
        UserLocationInformation=PLACE,
        UESecurityCapabilities=SECURITY,
        PDUSessionResourceToBeSwitchedDLList=[
            {"pDUSessionID": 1, "pathSwitchRequestTransfer": transfer}
        ],
    )


def test_an_xn_handover_shows_by_its_path_switch(opened: Opened) -> None:
    wires = connected(sessions=1)
    wires.up(path_switch_request(), gnb=TARGET_GNB)
    transfer: tuple[str, dict[str, Any]] = ("PathSwitchRequestAcknowledgeTransfer", {})
    switched = {"pDUSessionID": 1, "pathSwitchRequestAcknowledgeTransfer": transfer}
    wires.down(
        ngap(
            "PathSwitchRequestAcknowledge",
            **ue(11, 7),
            SecurityContext=CHAINING,
            PDUSessionResourceSwitchedList=[switched],
            AllowedNSSAI=[{"s-NSSAI": {"sST": b"\1"}}],
        ),
        gnb=TARGET_GNB,
    )

    capture = opened(wires)

    (handover,) = named(capture, "handover")
    assert outcome(handover) == ("Xn", "success", "")
    (row,) = capture.ues().to_dict("records")
    assert row["ngap_ids"] == "11/1; 11/7"
    (session,) = capture.sessions().to_dict("records")
    assert session["downlink"] == f"{TARGET_GNB}/0x00003001"


def test_a_path_switch_that_the_amf_refuses_is_a_failed_handover(opened: Opened) -> None:
    wires = connected(sessions=1)
    wires.up(path_switch_request(), gnb=TARGET_GNB)
    transfer = (
        "PathSwitchRequestUnsuccessfulTransfer",
        {"cause": ("radioNetwork", "unknown-PDU-session-ID")},
    )
    item = {"pDUSessionID": 1, "pathSwitchRequestUnsuccessfulTransfer": transfer}
    wires.down(
        ngap("PathSwitchRequestFailure", **ue(11, 7), PDUSessionResourceReleasedListPSFail=[item]),
        gnb=TARGET_GNB,
    )

    (handover,) = named(opened(wires), "handover")

    assert outcome(handover) == ("Xn", "failure", "unknown-PDU-session-ID (radioNetwork 26)")


def paging(tmsi: int) -> bytes:
    identity = ("fiveG-S-TMSI", s_tmsi(tmsi))
    return ngap("Paging", UEPagingIdentity=identity, TAIListForPaging=[{"tAI": TAI}])


def test_a_paged_ue_answers_with_a_service_request(opened: Opened) -> None:
    wires = connected(sessions=1)
    released(wires, 11, 1, ("radioNetwork", "user-inactivity"))
    wires.down(paging(TMSI))
    wires.up(initial_ue_message(protected(service_request(TMSI), 1), 2, tmsi=TMSI))
    again = setup_item("CxtReq", tunnel(UPF, 0x1001), {"sST": b"\1"})
    accept = protected(bytes.fromhex("7e004e"))
    wires.down(context_setup(12, 2, accept, PDUSessionResourceSetupListCxtReq=[again]))
    wires.up(ngap("InitialContextSetupResponse", **ue(12, 2)))

    capture = opened(wires)

    assert [outcome(row) for row in named(capture, "paging")] == [("", "success", "")]
    (service,) = named(capture, "service request")
    assert (service["outcome"], service["ended_by"]) == ("success", "Service accept")
    assert list(capture.ues()["imsi"]) == ["001010000000001"]
    assert len(capture.sessions()) == 1


def test_a_session_that_is_set_up_does_not_last_until_its_connection_ends(opened: Opened) -> None:
    wires = connected(sessions=1)
    done = len(wires.packets)
    wires.wait(600)
    released(wires, 11, 1, ("radioNetwork", "user-inactivity"))

    capture = opened(wires)

    (row,) = named(capture, "PDU session establishment")
    assert row["outcome"] == "success"
    assert max(row["frames"]) == done
    assert "slow-procedure" not in set(capture.findings()["rule"])


def test_a_session_that_is_activated_again_was_not_established_again(opened: Opened) -> None:
    wires = connected(sessions=1)
    done = len(wires.packets)
    wires.wait(600)
    again = setup_item("SUReq", tunnel(UPF, 0x1001), {"sST": b"\1"})
    name = "PDUSessionResourceSetupListSUReq"
    wires.down(ngap("PDUSessionResourceSetupRequest", **ue(11, 1), **{name: [again]}))
    wires.up(setup_response(11, 1, tunnel(GNB, 0x2002)))

    capture = opened(wires)

    (establishment,) = named(capture, "PDU session establishment")
    (activation,) = named(capture, "PDU session resource setup")
    assert max(establishment["frames"]) == done
    assert (activation["outcome"], activation["session_id"]) == ("success", 1)
    assert activation["frames"] == (done + 1, done + 2)


def test_an_authentication_after_a_registration_is_not_part_of_it(opened: Opened) -> None:
    wires = Wires()
    request = protected(registration_request(guti(TMSI), kind=3), 1)
    wires.up(initial_ue_message(request, 2, tmsi=TMSI))
    wires.down(downlink(protected(bytes.fromhex("7e0042 0101")), 12, 2))
    wires.wait(60)
    challenge = bytes.fromhex("7e0056 00 020000 21") + bytes(16) + b"\x20\x10" + bytes(16)
    wires.down(downlink(protected(challenge), 12, 2))
    wires.up(uplink(protected(bytes.fromhex("7e0057 2d10") + bytes(16)), 12, 2))

    capture = opened(wires)

    (registration,) = named(capture, "registration")
    assert outcome(registration) == ("periodic", "success", "")
    assert registration["frames"] == (1, 2)
    (authentication,) = named(capture, "authentication")
    assert authentication["outcome"] == "success"


def test_a_ue_is_paged_through_several_gnbs_at_once(opened: Opened) -> None:
    wires = connected()
    released(wires, 11, 1, ("radioNetwork", "user-inactivity"))
    wires.down(paging(TMSI))
    wires.down(paging(TMSI), gnb=TARGET_GNB)
    request = initial_ue_message(protected(service_request(TMSI), 1), 2, tmsi=TMSI)
    wires.up(request, gnb=TARGET_GNB)

    capture = opened(wires)

    (page,) = named(capture, "paging")
    assert (page["outcome"], page["repetitions"]) == ("success", 1)
    (row,) = capture.ues().to_dict("records")
    assert row["gnbs"] == f"{GNB}; {TARGET_GNB}"
    assert row["gutis"] == "001-01-2-1-0-000000a1"


def test_an_unanswered_page_has_no_outcome(opened: Opened) -> None:
    wires = connected()
    released(wires, 11, 1, ("radioNetwork", "user-inactivity"))
    wires.down(paging(0xBEEF))

    (page,) = named(opened(wires), "paging")

    assert page["outcome"] == "unknown"


def test_a_refused_service_request_has_its_cause(opened: Opened) -> None:
    wires = Wires()
    wires.up(initial_ue_message(protected(service_request(TMSI), 1), 2, tmsi=TMSI))
    wires.down(downlink(bytes.fromhex("7e004d 09"), 12, 2))

    (service,) = named(opened(wires), "service request")

    words = "UE identity cannot be derived by the network (9)"
    assert outcome(service) == ("", "failure", words)


@pytest.mark.parametrize(
    ("profile", "output", "name"),
    [
        (1, bytes(range(32)) + b"\xaa" * 5 + b"\xbb" * 8, "ECIES profile A"),
        (2, b"\x02" + bytes(range(32)) + b"\xaa" * 5 + b"\xbb" * 8, "ECIES profile B"),
    ],
)
def test_a_concealed_identity_shows_its_scheme_and_no_imsi(
    opened: Opened, profile: int, output: bytes, name: str
) -> None:
    wires = Wires()
    wires.up(initial_ue_message(registration_request(concealed_suci(profile, 9, output)), 1))

    capture = opened(wires)

    (row,) = capture.ues().to_dict("records")
    assert row["suci"] == f"suci-0-001-01-0-{profile}-9-{output.hex()}"
    assert (row["suci_scheme"], row["imsi"]) == (name, "")
    assert "identity-in-clear" not in set(capture.findings()["rule"])


@pytest.mark.parametrize(("kind", "variant"), [(2, "mobility"), (3, "periodic")])
def test_registration_updates_are_distinguished_from_initial_ones(
    opened: Opened, kind: int, variant: str
) -> None:
    wires = connected()
    released(wires, 11, 1, ("radioNetwork", "user-inactivity"))
    request = protected(registration_request(guti(TMSI), kind), 1)
    wires.up(initial_ue_message(request, 2, tmsi=TMSI))
    wires.down(downlink(protected(registration_accept(0xA2)), 12, 2))
    wires.up(uplink(protected(bytes.fromhex("7e0043")), 12, 2))

    capture = opened(wires)

    first, update = named(capture, "registration")
    assert outcome(first) == ("initial", "success", "")
    assert outcome(update) == (variant, "success", "")
    (row,) = capture.ues().to_dict("records")
    assert row["gutis"] == "001-01-2-1-0-000000a1; 001-01-2-1-0-000000a2"


def test_an_unanswered_registration_is_abandoned_after_its_timer(opened: Opened) -> None:
    wires = Wires()
    wires.up(initial_ue_message(registration_request(null_suci("0000000001")), 1))
    wires.wait(15.5)
    wires.up(initial_ue_message(registration_request(null_suci("0000000002")), 2))

    first, second = named(opened(wires), "registration")

    assert first["outcome"] == "abandoned"
    assert second["outcome"] == "unknown"


def test_a_retried_registration_abandons_the_first_attempt(opened: Opened) -> None:
    wires = Wires()
    wires.up(initial_ue_message(registration_request(null_suci("0000000001")), 1))
    wires.wait(5)
    wires.registration(12, 2, "0000000001", TMSI)

    capture = opened(wires)

    assert [row["outcome"] for row in named(capture, "registration")] == ["abandoned", "success"]
    assert len(capture.ues()) == 1


def test_network_and_ue_deregistrations_are_distinguished(opened: Opened) -> None:
    wires = connected()
    wires.down(downlink(protected(bytes.fromhex("7e0047 05 5807")), 11, 1))
    wires.up(uplink(protected(bytes.fromhex("7e0048")), 11, 1))
    released(wires, 11, 1, ("nas", "deregister"))

    (row,) = named(opened(wires), "deregistration")

    assert outcome(row) == ("by network", "success", "5GS services not allowed (7)")


def test_a_deregistration_by_a_ue_that_stays_on_is_accepted(opened: Opened) -> None:
    wires = connected()
    wires.up(uplink(protected(bytes.fromhex("7e0045 01 000b") + guti(TMSI)), 11, 1))
    wires.down(downlink(protected(bytes.fromhex("7e0046")), 11, 1))

    (row,) = named(opened(wires), "deregistration")

    assert outcome(row) == ("by UE", "success", "")
    assert row["ended_by"] == "Deregistration accept (UE originating)"


def modify_request(nas: bytes) -> bytes:
    elements = [
        {
            "id": 135,
            "criticality": "reject",
            "value": ("QosFlowAddOrModifyRequestList", [FLOW]),
        }
    ]
    transfer = ("PDUSessionResourceModifyRequestTransfer", {"protocolIEs": elements})
    item = {
        "pDUSessionID": 1,
        "nAS-PDU": nas,
        "pDUSessionResourceModifyRequestTransfer": transfer,
    }
    return ngap(
        "PDUSessionResourceModifyRequest",
        **ue(11, 1),
        PDUSessionResourceModifyListModReq=[item],
    )


def modify_response() -> bytes:
    item = {
        "pDUSessionID": 1,
        "pDUSessionResourceModifyResponseTransfer": (
            "PDUSessionResourceModifyResponseTransfer",
            {},
        ),
    }
    return ngap(
        "PDUSessionResourceModifyResponse",
        **ue(11, 1),
        PDUSessionResourceModifyListModRes=[item],
    )


def sm_down(message: bytes) -> bytes:
    return protected(transported(message, 1, up=False))


def sm_up(message: bytes) -> bytes:
    return uplink(protected(transported(message, 1, up=True)), 11, 1)


def test_the_network_modifies_a_session_and_the_ue_agrees(opened: Opened) -> None:
    wires = connected(sessions=1)
    wires.down(modify_request(sm_down(nas_sm(0xCB, 1))))
    wires.up(modify_response())
    wires.up(sm_up(nas_sm(0xCC, 1)))

    (row,) = named(opened(wires), "PDU session modification")

    assert outcome(row) == ("by network", "success", "")
    assert row["session_id"] == 1
    assert len(row["frames"]) == 3


def test_the_network_modifies_a_session_and_the_ue_refuses(opened: Opened) -> None:
    wires = connected(sessions=1)
    wires.down(modify_request(sm_down(nas_sm(0xCB, 1))))
    wires.up(modify_response())
    wires.up(sm_up(bytes.fromhex("2e0100cd 53")))

    (row,) = named(opened(wires), "PDU session modification")

    words = "Semantic error in the QoS operation (83)"
    assert outcome(row) == ("by network", "failure", words)


def test_a_ue_asks_for_a_modification_and_is_refused(opened: Opened) -> None:
    wires = connected(sessions=1)
    wires.up(sm_up(nas_sm(0xC9, 1, 2)))
    wires.down(downlink(sm_down(bytes.fromhex("2e0102ca 1f")), 11, 1))

    (row,) = named(opened(wires), "PDU session modification")

    assert outcome(row) == ("by UE", "failure", "Request rejected, unspecified (31)")


def test_a_ue_asks_for_a_modification_and_the_network_carries_it_out(opened: Opened) -> None:
    wires = connected(sessions=1)
    wires.up(sm_up(nas_sm(0xC9, 1, 2)))
    wires.down(modify_request(sm_down(nas_sm(0xCB, 1, 2))))
    wires.up(sm_up(nas_sm(0xCC, 1, 2)))

    (row,) = named(opened(wires), "PDU session modification")

    assert outcome(row) == ("by UE", "success", "")


def test_a_session_is_released_by_the_ue(opened: Opened) -> None:
    wires = connected(sessions=1)
    wires.up(sm_up(nas_sm(0xD1, 1, 2)))
    wires.down(downlink(sm_down(bytes.fromhex("2e0102d3 24")), 11, 1))
    wires.up(sm_up(nas_sm(0xD4, 1, 2)))
    wires.n4(pfcp(54, 2, seid=1))
    wires.n4(pfcp(55, 2, cause(), seid=0x101), up=False)

    capture = opened(wires)

    (row,) = named(capture, "PDU session release")
    assert outcome(row) == ("by UE", "success", "Regular deactivation (36)")
    (deletion,) = named(capture, "PFCP session deletion")
    assert (deletion["ue"], deletion["outcome"]) == ("ue-1", "success")


def test_an_n4_session_is_followed_from_its_modification_over_a_report_to_its_end(
    opened: Opened,
) -> None:
    wires = connected(sessions=1)
    wires.n4(pfcp(52, 2, outer_header(0x2001, GNB, inside=(10, 11)), seid=1))
    wires.n4(pfcp(53, 2, cause(), seid=0x101), up=False)
    volume = ie(66, b"\1", (1234).to_bytes(8))
    usage = ie(80, ie(81, b"\0\0\0\1"), ie(104, bytes(4)), ie(63, b"\2\0"), volume)
    wires.n4(pfcp(56, 900, ie(39, b"\2"), usage, seid=0x101), up=False)
    wires.n4(pfcp(57, 900, cause(), seid=1))
    wires.n4(pfcp(54, 3, seid=1))
    wires.n4(pfcp(55, 3, cause(65), seid=0x101), up=False)

    capture = opened(wires)

    table = capture.procedures()
    rows = table[table["interface"] == "N4"][["procedure", "ue", "outcome"]]
    assert [tuple(row) for row in rows.itertuples(index=False)] == [
        ("PFCP session establishment", "ue-1", "success"),
        ("PFCP session modification", "ue-1", "success"),
        ("PFCP session report", "ue-1", "success"),
        ("PFCP session deletion", "ue-1", "failure"),
    ]
    (deletion,) = named(capture, "PFCP session deletion")
    assert deletion["cause"] == "Session context not found (65)"


def test_an_authentication_failure_and_the_reject_that_follows_are_one_procedure(
    opened: Opened,
) -> None:
    wires = Wires()
    wires.up(initial_ue_message(registration_request(null_suci("0000000001")), 1))
    challenge = bytes.fromhex("7e0056 00 020000 21") + bytes(16) + b"\x20\x10" + bytes(16)
    wires.down(downlink(challenge, 11, 1))
    wires.up(uplink(bytes.fromhex("7e0059 14"), 11, 1))
    wires.down(downlink(bytes.fromhex("7e0058"), 11, 1))

    capture = opened(wires)

    (row,) = named(capture, "authentication")
    assert outcome(row) == ("MAC failure", "failure", "MAC failure (20)")
    assert row["frames"] == (2, 3, 4)
    (registration,) = named(capture, "registration")
    assert registration["outcome"] == "failure"


def test_a_resynchronised_authentication_is_two_attempts(opened: Opened) -> None:
    wires = Wires()
    wires.up(initial_ue_message(registration_request(null_suci("0000000001")), 1))
    for number in (1, 2):
        challenge = bytes.fromhex("7e0056 00 020000 21") + bytes(15) + bytes([number])
        wires.down(downlink(challenge + b"\x20\x10" + bytes(16), 11, 1))
        answer = "7e0059 15 300e" + "00" * 14 if number == 1 else "7e0057 2d10" + "00" * 16
        wires.up(uplink(bytes.fromhex(answer), 11, 1))

    first, second = named(opened(wires), "authentication")

    assert outcome(first) == ("resynchronisation", "failure", "Synch failure (21)")
    assert outcome(second) == ("", "success", "")


def test_several_ngap_messages_in_one_frame_keep_their_ues_and_values(opened: Opened) -> None:
    wires = Wires()
    for ran, msin in ((1, "0000000001"), (2, "0000000002")):
        wires.up(initial_ue_message(registration_request(null_suci(msin)), ran))
    wires.down(
        context_setup(11, 1, protected(registration_accept(0xA1)), slices=((1, "000001"),)),
        context_setup(12, 2, protected(registration_accept(0xA2)), slices=((2, "000002"),)),
    )
    wires.up(*(uplink(protected(bytes.fromhex("7e0043")), 10 + ran, ran) for ran in (1, 2)))

    capture = opened(wires)

    columns = ["imsi", "gutis", "allowed_slices"]
    assert [tuple(row) for row in capture.ues()[columns].itertuples(index=False)] == [
        ("001010000000001", "001-01-2-1-0-000000a1", "1-000001"),
        ("001010000000002", "001-01-2-1-0-000000a2", "2-000002"),
    ]
    assert [row["outcome"] for row in named(capture, "registration")] == ["success"] * 2


def test_a_message_in_sctp_fragments_is_read_once_when_complete(opened: Opened) -> None:
    wires = Wires()
    request = initial_ue_message(registration_request(null_suci("0000000001")), 1)
    wires.in_fragments(request, 24)
    wires.down(downlink(bytes.fromhex("7e0044 0b"), 11, 1))

    capture = opened(wires)

    assert list(capture.messages()["message"]) == [
        "InitialUEMessage",
        "Registration request",
        "DownlinkNASTransport",
        "Registration reject",
    ]
    (row,) = named(capture, "registration")
    assert outcome(row) == ("initial", "failure", "PLMN not allowed (11)")


def test_exported_pdus_with_addresses_read_like_packets(tmp_path: Path) -> None:
    file = tmp_path / "exported.pcap"
    up, down = (GNB, 9487, AMF, 38412), (AMF, 38412, GNB, 9487)
    request = initial_ue_message(registration_request(null_suci("0000000001")), 1)
    reject = downlink(bytes.fromhex("7e0044 0b"), 11, 1)
    packets = [exported("ngap", request, *up), exported("ngap", reject, *down)]
    file.write_bytes(pcap(EXPORTED_PDU, packets))

    capture = open_capture(file)

    messages = capture.messages()
    assert list(zip(messages["source"], messages["destination"], strict=True)) == [
        *[(GNB, AMF)] * 2,
        *[(AMF, GNB)] * 2,
    ]
    assert list(messages["direction"]) == ["up", "up", "down", "down"]
    (row,) = named(capture, "registration")
    assert outcome(row) == ("initial", "failure", "PLMN not allowed (11)")
    assert list(capture.ues()["ngap_ids"]) == ["11/1"]
