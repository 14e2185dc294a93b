"""NGAP messages about PDU session resources (TS 38.413, 9.2.1 and 9.3.4)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from campus5g.inventory import Arp
from campus5g.virtualkit.codecs.identities import Snssai
from campus5g.virtualkit.codecs.ngap import (
    ContextSetup,
    Element,
    NgapError,
    NgapMessage,
    Procedure,
    Tunnel,
    UeIds,
    encode,
    ie,
    initial_context_setup_request,
    initial_context_setup_response,
    snssai,
    ue_elements,
)
from campus5g.virtualkit.codecs.qos import QosFlow

NOT_ENOUGH_RADIO = ("radioNetwork", "radio-resources-not-available")
GAVE_WAY = ("radioNetwork", "release-due-to-pre-emption")
"""Causes of a flow that the gNB does not admit, or no longer serves (9.3.1.2)."""
_MAY_PREEMPT = {False: "shall-not-trigger-pre-emption", True: "may-trigger-pre-emption"}
_MAY_BE_PREEMPTED = {False: "not-pre-emptable", True: "pre-emptable"}


@dataclass(frozen=True)
class SetupTransfer:
    """The content of a PDU Session Resource Setup Request Transfer (9.3.4.1)."""

    uplink: Tunnel
    ambr_uplink_bps: int
    ambr_downlink_bps: int
    flows: tuple[QosFlow, ...]


class SessionSetup(NamedTuple):
    """A session to set up: its identity, its slice, and the SMF's transfer."""

    session_id: int
    slice: Snssai
    transfer: SetupTransfer


class GuaranteedFlow(NamedTuple):
    """A GBR flow as the gNB reads it: its guaranteed rate, and its ARP."""

    qfi: int
    kbps: int
    arp: Arp


class GrantedSession(NamedTuple):
    """A session as the gNB reads it: its uplink tunnel, and its QoS flows."""

    session_id: int
    uplink: Tunnel
    five_qis: dict[int, int]
    guaranteed: tuple[GuaranteedFlow, ...] = ()


class ServedSession(NamedTuple):
    """A session that the gNB has set up: its downlink tunnel, its QoS flows, those refused."""

    session_id: int
    downlink: Tunnel
    qfis: tuple[int, ...]
    refused: tuple[int, ...] = ()


class ConnectedSession(NamedTuple):
    """A session as the AMF reads it: the gNB's tunnel, and the QFIs that the gNB refuses."""

    session_id: int
    tunnel: Tunnel
    refused: tuple[int, ...]


def setup_request(
    ue: UeIds, session_id: int, part: Snssai, transfer: SetupTransfer, nas: bytes
) -> bytes:
    """Build a PDU SESSION RESOURCE SETUP REQUEST (TS 38.413, 9.2.1.1)."""
    item = {
        "pDUSessionID": session_id,
        "pDUSessionNAS-PDU": nas,
        "s-NSSAI": snssai(part),
        "pDUSessionResourceSetupRequestTransfer": setup_transfer(transfer),
    }
    return encode(
        Procedure.PDU_SESSION_RESOURCE_SETUP,
        "initiatingMessage",
        *ue_elements(ue),
        (74, "reject", "PDUSessionResourceSetupListSUReq", [item]),
        ue_rate([transfer], "ignore"),
    )


def read_setup_request(message: NgapMessage) -> tuple[bytes, GrantedSession]:
    """Return the NAS message and the session of a PDU SESSION RESOURCE SETUP REQUEST.

    Raises:
        NgapError: when the transfer lacks its tunnel or its QoS flows.
    """
    item = message["PDUSessionResourceSetupListSUReq"][0]
    return item["pDUSessionNAS-PDU"], read_setup_item(item)


def setup_response(ue: UeIds, session: ServedSession) -> bytes:
    """Build a PDU SESSION RESOURCE SETUP RESPONSE (TS 38.413, 9.2.1.2)."""
    return encode(
        Procedure.PDU_SESSION_RESOURCE_SETUP,
        "successfulOutcome",
        *ue_elements(ue, "ignore"),
        (75, "ignore", "PDUSessionResourceSetupListSURes", [_served_item(session)]),
    )


def read_setup_response(message: NgapMessage) -> ConnectedSession:
    """Return the session of a PDU SESSION RESOURCE SETUP RESPONSE.

    Raises:
        NgapError: when no session was set up.
    """
    return _read_served_item(message["PDUSessionResourceSetupListSURes"][0])


def modify_request(ue: UeIds, session_id: int, transfer: SetupTransfer, nas: bytes) -> bytes:
    """Build a PDU SESSION RESOURCE MODIFY REQUEST for other rates (TS 38.413, 9.2.1.5)."""
    container = {
        "protocolIEs": [ie(130, "PDUSessionAggregateMaximumBitRate", _session_rate(transfer))]
    }
    name = "PDUSessionResourceModifyRequestTransfer"
    item = {
        "pDUSessionID": session_id,
        "nAS-PDU": nas,
        "pDUSessionResourceModifyRequestTransfer": (name, container),
    }
    return encode(
        Procedure.PDU_SESSION_RESOURCE_MODIFY,
        "initiatingMessage",
        *ue_elements(ue),
        (64, "reject", "PDUSessionResourceModifyListModReq", [item]),
    )


def read_modify_request(message: NgapMessage) -> tuple[int, bytes]:
    """Return the PDU session identity and the NAS message for the UE."""
    item = message["PDUSessionResourceModifyListModReq"][0]
    return item["pDUSessionID"], item["nAS-PDU"]


def modify_response(ue: UeIds, session_id: int) -> bytes:
    """Build a PDU SESSION RESOURCE MODIFY RESPONSE (TS 38.413, 9.2.1.6)."""
    name = "PDUSessionResourceModifyResponseTransfer"
    item = {
        "pDUSessionID": session_id,
        "pDUSessionResourceModifyResponseTransfer": (name, {}),
    }
    return encode(
        Procedure.PDU_SESSION_RESOURCE_MODIFY,
        "successfulOutcome",
        *ue_elements(ue, "ignore"),
        (65, "ignore", "PDUSessionResourceModifyListModRes", [item]),
    )


def release_command(ue: UeIds, session_id: int, nas: bytes) -> bytes:
    """Build a PDU SESSION RESOURCE RELEASE COMMAND (TS 38.413, 9.2.1.3)."""
    name = "PDUSessionResourceReleaseCommandTransfer"
    item = {
        "pDUSessionID": session_id,
        "pDUSessionResourceReleaseCommandTransfer": (name, {"cause": ("nas", "normal-release")}),
    }
    return encode(
        Procedure.PDU_SESSION_RESOURCE_RELEASE,
        "initiatingMessage",
        *ue_elements(ue),
        (38, "ignore", "NAS-PDU", nas),
        (79, "reject", "PDUSessionResourceToReleaseListRelCmd", [item]),
    )


def read_release_command(message: NgapMessage) -> tuple[int, bytes]:
    """Return the PDU session identity and the NAS message for the UE."""
    item = message["PDUSessionResourceToReleaseListRelCmd"][0]
    return item["pDUSessionID"], message["NAS-PDU"]


def release_response(ue: UeIds, session_id: int) -> bytes:
    """Build a PDU SESSION RESOURCE RELEASE RESPONSE (TS 38.413, 9.2.1.4)."""
    name = "PDUSessionResourceReleaseResponseTransfer"
    item = {
        "pDUSessionID": session_id,
        "pDUSessionResourceReleaseResponseTransfer": (name, {}),
    }
    return encode(
        Procedure.PDU_SESSION_RESOURCE_RELEASE,
        "successfulOutcome",
        *ue_elements(ue, "ignore"),
        (70, "ignore", "PDUSessionResourceReleasedListRelRes", [item]),
    )


def notify(ue: UeIds, session_id: int, qfis: Iterable[int]) -> bytes:
    """Build a PDU SESSION RESOURCE NOTIFY of flows that gave way (TS 38.413, 9.2.1.7)."""
    transfer = {"qosFlowReleasedList": with_cause(qfis, GAVE_WAY)}
    item = {
        "pDUSessionID": session_id,
        "pDUSessionResourceNotifyTransfer": ("PDUSessionResourceNotifyTransfer", transfer),
    }
    return encode(
        Procedure.PDU_SESSION_RESOURCE_NOTIFY,
        "initiatingMessage",
        *ue_elements(ue),
        (66, "reject", "PDUSessionResourceNotifyList", [item]),
    )


def read_notify(message: NgapMessage) -> tuple[int, tuple[int, ...]]:
    """Return the session of a PDU SESSION RESOURCE NOTIFY, and the QFIs no longer served."""
    item = message["PDUSessionResourceNotifyList"][0]
    _, transfer = item["pDUSessionResourceNotifyTransfer"]
    return item["pDUSessionID"], qfis(transfer.get("qosFlowReleasedList", ()))


def context_setup_request(
    ue: UeIds, setup: ContextSetup, nas: bytes, sessions: Sequence[SessionSetup]
) -> bytes:
    """Build an INITIAL CONTEXT SETUP REQUEST with PDU sessions (TS 38.413, 9.2.2.1)."""
    if not sessions:
        return initial_context_setup_request(ue, setup, nas)
    items = [
        {
            "pDUSessionID": session.session_id,
            "s-NSSAI": snssai(session.slice),
            "pDUSessionResourceSetupRequestTransfer": setup_transfer(session.transfer),
        }
        for session in sessions
    ]
    rate = ue_rate([session.transfer for session in sessions], "reject")
    wanted: Element = (71, "reject", "PDUSessionResourceSetupListCxtReq", items)
    return initial_context_setup_request(ue, setup, nas, [rate], [wanted])


def read_context_setup_request(message: NgapMessage) -> Iterator[GrantedSession]:
    """Yield the PDU sessions of an INITIAL CONTEXT SETUP REQUEST.

    Raises:
        NgapError: when a transfer lacks its tunnel or its QoS flows.
    """
    for item in message.elements.get("PDUSessionResourceSetupListCxtReq", ()):
        yield read_setup_item(item)


def context_setup_response(ue: UeIds, sessions: Sequence[ServedSession]) -> bytes:
    """Build an INITIAL CONTEXT SETUP RESPONSE with PDU sessions (TS 38.413, 9.2.2.2)."""
    if not sessions:
        return initial_context_setup_response(ue)
    items = [_served_item(session) for session in sessions]
    served: Element = (72, "ignore", "PDUSessionResourceSetupListCxtRes", items)
    return initial_context_setup_response(ue, [served])


def read_context_setup_response(message: NgapMessage) -> Iterator[ConnectedSession]:
    """Yield each session of an INITIAL CONTEXT SETUP RESPONSE."""
    for item in message.elements.get("PDUSessionResourceSetupListCxtRes", ()):
        yield _read_served_item(item)


def ue_rate(transfers: Iterable[SetupTransfer], criticality: Any) -> Element:
    """Return the UE-AMBR (9.3.1.58): the sum of its sessions' AMBRs."""
    every = list(transfers)
    rates = {
        "uEAggregateMaximumBitRateDL": sum(part.ambr_downlink_bps for part in every),
        "uEAggregateMaximumBitRateUL": sum(part.ambr_uplink_bps for part in every),
    }
    return 110, criticality, "UEAggregateMaximumBitRate", rates


def setup_transfer(transfer: SetupTransfer) -> tuple[str, dict[str, Any]]:
    """Return a PDU Session Resource Setup Request Transfer (9.3.4.1)."""
    container = {
        "protocolIEs": [
            ie(130, "PDUSessionAggregateMaximumBitRate", _session_rate(transfer)),
            ie(139, "UPTransportLayerInformation", transfer.uplink.value()),
            ie(134, "PDUSessionType", "ipv4"),
            ie(136, "QosFlowSetupRequestList", [_flow(flow) for flow in transfer.flows]),
        ]
    }
    return "PDUSessionResourceSetupRequestTransfer", container


def read_setup_item(
    item: dict[str, Any], name: str = "pDUSessionResourceSetupRequestTransfer"
) -> GrantedSession:
    """Read a session to set up from its transfer.

    Raises:
        NgapError: when the transfer lacks its tunnel or its QoS flows.
    """
    _, transfer = item[name]
    elements = dict(element["value"] for element in transfer["protocolIEs"])
    try:
        tunnel = Tunnel.read(elements["UPTransportLayerInformation"])
        flows = elements["QosFlowSetupRequestList"]
    except KeyError as error:
        raise NgapError("a session without tunnel or QoS flows") from error
    five_qis = {flow["qosFlowIdentifier"]: _five_qi(flow) for flow in flows}
    guaranteed = tuple(
        GuaranteedFlow(flow["qosFlowIdentifier"], *_guarantee(flow["qosFlowLevelQosParameters"]))
        for flow in flows
        if "gBR-QosInformation" in flow["qosFlowLevelQosParameters"]
    )
    return GrantedSession(item["pDUSessionID"], tunnel, five_qis, guaranteed)


def _served_item(session: ServedSession) -> dict[str, Any]:
    transfer: dict[str, Any] = {
        "dLQosFlowPerTNLInformation": {
            "uPTransportLayerInformation": session.downlink.value(),
            "associatedQosFlowList": [{"qosFlowIdentifier": qfi} for qfi in session.qfis],
        }
    }
    if session.refused:
        transfer["qosFlowFailedToSetupList"] = with_cause(session.refused, NOT_ENOUGH_RADIO)
    return {
        "pDUSessionID": session.session_id,
        "pDUSessionResourceSetupResponseTransfer": (
            "PDUSessionResourceSetupResponseTransfer",
            transfer,
        ),
    }


def _read_served_item(item: dict[str, Any]) -> ConnectedSession:
    _, transfer = item["pDUSessionResourceSetupResponseTransfer"]
    per_tunnel = transfer["dLQosFlowPerTNLInformation"]
    refused = qfis(transfer.get("qosFlowFailedToSetupList", ()))
    tunnel = Tunnel.read(per_tunnel["uPTransportLayerInformation"])
    return ConnectedSession(item["pDUSessionID"], tunnel, refused)


def with_cause(refused: Iterable[int], cause: tuple[str, str]) -> list[dict[str, Any]]:
    """Return a QoS Flow List with Cause (9.3.1.13)."""
    return [{"qosFlowIdentifier": qfi, "cause": cause} for qfi in refused]


def qfis(flows: Iterable[dict[str, Any]]) -> tuple[int, ...]:
    """Return the QFIs in a list of QoS flows."""
    return tuple(flow["qosFlowIdentifier"] for flow in flows)


def _session_rate(transfer: SetupTransfer) -> dict[str, int]:
    return {
        "pDUSessionAggregateMaximumBitRateDL": transfer.ambr_downlink_bps,
        "pDUSessionAggregateMaximumBitRateUL": transfer.ambr_uplink_bps,
    }


def _five_qi(flow: dict[str, Any]) -> int:
    parameters = flow["qosFlowLevelQosParameters"]
    _, characteristics = parameters["qosCharacteristics"]
    return int(characteristics["fiveQI"])


def _guarantee(parameters: dict[str, Any]) -> tuple[int, Arp]:
    """Return the guaranteed bit rate in kbit/s, the higher of both directions, and the ARP."""
    rates, arp = parameters["gBR-QosInformation"], parameters["allocationAndRetentionPriority"]
    bps = max(rates["guaranteedFlowBitRateDL"], rates["guaranteedFlowBitRateUL"])
    return bps // 1000, Arp(
        level=arp["priorityLevelARP"],
        may_preempt=arp["pre-emptionCapability"] == _MAY_PREEMPT[True],
        may_be_preempted=arp["pre-emptionVulnerability"] == _MAY_BE_PREEMPTED[True],
    )


def _flow(flow: QosFlow) -> dict[str, Any]:
    characteristics = ("nonDynamic5QI", {"fiveQI": flow.five_qi})
    parameters: dict[str, Any] = {
        "qosCharacteristics": characteristics,
        "allocationAndRetentionPriority": {
            "priorityLevelARP": flow.arp.level,
            "pre-emptionCapability": _MAY_PREEMPT[flow.arp.may_preempt],
            "pre-emptionVulnerability": _MAY_BE_PREEMPTED[flow.arp.may_be_preempted],
        },
    }
    if flow.rates_kbps is not None:
        guaranteed_bps, maximum_bps = (1000 * rate for rate in flow.rates_kbps)
        parameters["gBR-QosInformation"] = {
            "maximumFlowBitRateDL": maximum_bps,
            "maximumFlowBitRateUL": maximum_bps,
            "guaranteedFlowBitRateDL": guaranteed_bps,
            "guaranteedFlowBitRateUL": guaranteed_bps,
        }
    return {"qosFlowIdentifier": flow.qfi, "qosFlowLevelQosParameters": parameters}
