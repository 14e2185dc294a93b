"""NGAP messages of an N2 handover between two gNBs (TS 38.413, 8.4 and 9.2.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from campus5g.virtualkit.codecs import rrc
from campus5g.virtualkit.codecs.identities import Guti, Snssai
from campus5g.virtualkit.codecs.ngap import (
    SECURITY_CAPABILITIES,
    NgapError,
    NgapMessage,
    Position,
    Procedure,
    Tunnel,
    UeIds,
    allowed_nssai,
    decode_container,
    encode,
    encode_container,
    guami,
    location,
    snssai,
    ue_elements,
)
from campus5g.virtualkit.codecs.ngap_sessions import (
    NOT_ENOUGH_RADIO,
    ConnectedSession,
    GrantedSession,
    ServedSession,
    SessionSetup,
    qfis,
    read_setup_item,
    setup_transfer,
    ue_rate,
    with_cause,
)

_WITHIN_5GS = "intra5gs"
_BETTER_RADIO = ("radioNetwork", "handover-desirable-for-radio-reason")
_SEQUENCE_BITS = 18
_TO_TARGET = "SourceNGRANNode-ToTargetNGRANNode-TransparentContainer"


class Target(NamedTuple):
    """The target of a handover: a gNB, and the tracking area and cell there."""

    gnb_id: int
    position: Position


@dataclass(frozen=True)
class Admission:
    """What a target gNB needs to admit a UE.

    Args:
        amf, slices: the GUAMI and the allowed NSSAI.
        chaining_count, next_hop: NCC and NH (TS 33.501, 6.9.2.3.3).
        sessions: the PDU sessions to hand over.
    """

    amf: Guti
    slices: list[Snssai]
    chaining_count: int
    next_hop: bytes
    sessions: list[SessionSetup]


class Wanted(NamedTuple):
    """What a HANDOVER REQUEST asks of the target gNB.

    Args:
        amf_id: the AMF UE NGAP ID.
        sessions: the PDU sessions.
        measured: what the UE measures of the target cell; None where the source gNB says nothing
            that is understood.
    """

    amf_id: int
    sessions: list[GrantedSession]
    measured: rrc.MeasuredCell | None


class BearerCounts(NamedTuple):
    """A data radio bearer's next PDCP COUNTs (9.3.1.108)."""

    bearer: int
    uplink: int
    downlink: int


def required(
    ue: UeIds, target: Target, session_ids: Sequence[int], measured: rrc.MeasuredCell
) -> bytes:
    """Build a HANDOVER REQUIRED with what the UE measures of the target (TS 38.413, 9.2.3.1)."""
    plmn = target.position.plmn.encode()
    node = {"pLMNIdentity": plmn, "gNB-ID": ("gNB-ID", (target.gnb_id, 32))}
    area = {"pLMNIdentity": plmn, "tAC": target.position.tac.to_bytes(3)}
    where = {"globalRANNodeID": ("globalGNB-ID", node), "selectedTAI": area}
    cell = {"pLMNIdentity": plmn, "nRCellIdentity": (target.position.cell_id, 36)}
    container = {
        "rRCContainer": rrc.handover_preparation_information(measured),
        "targetCell-ID": ("nR-CGI", cell),
        "uEHistoryInformation": [
            {
                "lastVisitedCellInformation": (
                    "nGRANCell",
                    {
                        "globalCellID": ("nR-CGI", cell),
                        "cellType": {"cellSize": "small"},
                        "timeUEStayedInCell": 0,
                    },
                )
            }
        ],
    }
    sessions = [
        {
            "pDUSessionID": session_id,
            "handoverRequiredTransfer": ("HandoverRequiredTransfer", {}),
        }
        for session_id in session_ids
    ]
    return encode(
        Procedure.HANDOVER_PREPARATION,
        "initiatingMessage",
        *ue_elements(ue),
        (29, "reject", "HandoverType", _WITHIN_5GS),
        (15, "ignore", "Cause", _BETTER_RADIO),
        (105, "reject", "TargetID", ("targetRANNodeID", where)),
        (61, "reject", "PDUSessionResourceListHORqd", sessions),
        (
            101,
            "reject",
            "SourceToTarget-TransparentContainer",
            encode_container(_TO_TARGET, container),
        ),
    )


def read_target(message: NgapMessage) -> int:
    """Return the target gNB ID from a HANDOVER REQUIRED.

    Raises:
        NgapError: when the target isn't a gNB.
    """
    kind, where = message["TargetID"]
    if kind != "targetRANNodeID" or where["globalRANNodeID"][0] != "globalGNB-ID":
        raise NgapError("a handover to a node that isn't a gNB")
    number: int = where["globalRANNodeID"][1]["gNB-ID"][1][0]
    return number


def request(amf_id: int, admission: Admission, required: NgapMessage) -> bytes:
    """Build a HANDOVER REQUEST to the target gNB (TS 38.413, 9.2.3.4)."""
    sessions = [
        {
            "pDUSessionID": session.session_id,
            "s-NSSAI": snssai(session.slice),
            "handoverRequestTransfer": setup_transfer(session.transfer),
        }
        for session in admission.sessions
    ]
    keys = {
        "nextHopChainingCount": admission.chaining_count,
        "nextHopNH": (int.from_bytes(admission.next_hop), 256),
    }
    return encode(
        Procedure.HANDOVER_RESOURCE_ALLOCATION,
        "initiatingMessage",
        (10, "reject", "AMF-UE-NGAP-ID", amf_id),
        (29, "reject", "HandoverType", _WITHIN_5GS),
        (15, "ignore", "Cause", required["Cause"]),
        ue_rate([session.transfer for session in admission.sessions], "reject"),
        (119, "reject", "UESecurityCapabilities", SECURITY_CAPABILITIES),
        (93, "reject", "SecurityContext", keys),
        (73, "reject", "PDUSessionResourceSetupListHOReq", sessions),
        (0, "reject", "AllowedNSSAI", allowed_nssai(admission.slices)),
        (
            101,
            "reject",
            "SourceToTarget-TransparentContainer",
            required["SourceToTarget-TransparentContainer"],
        ),
        (28, "reject", "GUAMI", guami(admission.amf)),
    )


def read_request(message: NgapMessage) -> Wanted:
    """Return what a HANDOVER REQUEST asks of the target gNB.

    Raises:
        NgapError: when a transfer lacks its tunnel or its QoS flows.
    """
    items = message["PDUSessionResourceSetupListHOReq"]
    sessions = [read_setup_item(item, "handoverRequestTransfer") for item in items]
    container = decode_container(_TO_TARGET, message["SourceToTarget-TransparentContainer"])
    measured = rrc.read_handover_preparation_information(container["rRCContainer"])
    return Wanted(message["AMF-UE-NGAP-ID"], sessions, measured)


def acknowledge(ue: UeIds, sessions: Sequence[ServedSession], c_rnti: int) -> bytes:
    """Build a HANDOVER REQUEST ACKNOWLEDGE with the UE's new C-RNTI (TS 38.413, 9.2.3.5)."""
    items = [
        {
            "pDUSessionID": session.session_id,
            "handoverRequestAcknowledgeTransfer": (
                "HandoverRequestAcknowledgeTransfer",
                _acknowledge_transfer(session),
            ),
        }
        for session in sessions
    ]
    container = encode_container(
        "TargetNGRANNode-ToSourceNGRANNode-TransparentContainer",
        {"rRCContainer": rrc.handover_command(c_rnti)},
    )
    return encode(
        Procedure.HANDOVER_RESOURCE_ALLOCATION,
        "successfulOutcome",
        *ue_elements(ue, "ignore"),
        (53, "ignore", "PDUSessionResourceAdmittedList", items),
        (106, "reject", "TargetToSource-TransparentContainer", container),
    )


def read_acknowledge(message: NgapMessage) -> list[ConnectedSession]:
    """Return each admitted PDU session: its tunnel at the target gNB, and the flows refused."""
    return [
        ConnectedSession(
            item["pDUSessionID"],
            Tunnel.read(transfer["dL-NGU-UP-TNLInformation"]),
            qfis(transfer.get("qosFlowFailedToSetupList", ())),
        )
        for item in message["PDUSessionResourceAdmittedList"]
        for _, transfer in [item["handoverRequestAcknowledgeTransfer"]]
    ]


def command(ue: UeIds, acknowledge: NgapMessage) -> bytes:
    """Build a HANDOVER COMMAND to the source gNB (TS 38.413, 9.2.3.2)."""
    sessions = [
        {
            "pDUSessionID": item["pDUSessionID"],
            "handoverCommandTransfer": ("HandoverCommandTransfer", {}),
        }
        for item in acknowledge["PDUSessionResourceAdmittedList"]
    ]
    return encode(
        Procedure.HANDOVER_PREPARATION,
        "successfulOutcome",
        *ue_elements(ue),
        (29, "reject", "HandoverType", _WITHIN_5GS),
        (59, "ignore", "PDUSessionResourceHandoverList", sessions),
        (
            106,
            "reject",
            "TargetToSource-TransparentContainer",
            acknowledge["TargetToSource-TransparentContainer"],
        ),
    )


def read_command(message: NgapMessage) -> int:
    """Return the UE's C-RNTI in the target cell from a HANDOVER COMMAND.

    Raises:
        ProtocolError: when its container isn't one that this module builds.
    """
    data = message["TargetToSource-TransparentContainer"]
    kind = "TargetNGRANNode-ToSourceNGRANNode-TransparentContainer"
    return rrc.read_handover_command(decode_container(kind, data)["rRCContainer"])


def preparation_failure(ue: UeIds, cause: str) -> bytes:
    """Build a HANDOVER PREPARATION FAILURE with a radio network cause (TS 38.413, 9.2.3.3)."""
    return encode(
        Procedure.HANDOVER_PREPARATION,
        "unsuccessfulOutcome",
        *ue_elements(ue, "ignore"),
        (15, "ignore", "Cause", ("radioNetwork", cause)),
    )


def uplink_status(ue: UeIds, bearers: Sequence[BearerCounts]) -> bytes:
    """Build an UPLINK RAN STATUS TRANSFER from the source gNB (TS 38.413, 9.2.3.13)."""
    container = {"dRBsSubjectToStatusTransferList": [_bearer(counts) for counts in bearers]}
    return _status(Procedure.UPLINK_RAN_STATUS_TRANSFER, ue, container)


def downlink_status(ue: UeIds, uplink: NgapMessage) -> bytes:
    """Build a DOWNLINK RAN STATUS TRANSFER to the target gNB (TS 38.413, 9.2.3.14)."""
    container = uplink["RANStatusTransfer-TransparentContainer"]
    return _status(Procedure.DOWNLINK_RAN_STATUS_TRANSFER, ue, container)


def notify(ue: UeIds, position: Position) -> bytes:
    """Build a HANDOVER NOTIFY (TS 38.413, 9.2.3.7)."""
    return encode(
        Procedure.HANDOVER_NOTIFICATION,
        "initiatingMessage",
        *ue_elements(ue),
        (121, "ignore", "UserLocationInformation", location(position)),
    )


def _acknowledge_transfer(session: ServedSession) -> dict[str, Any]:
    """Return a Handover Request Acknowledge Transfer (9.3.4.11)."""
    transfer: dict[str, Any] = {
        "dL-NGU-UP-TNLInformation": session.downlink.value(),
        "qosFlowSetupResponseList": [{"qosFlowIdentifier": qfi} for qfi in session.qfis],
    }
    if session.refused:
        transfer["qosFlowFailedToSetupList"] = with_cause(session.refused, NOT_ENOUGH_RADIO)
    return transfer


def _status(procedure: Procedure, ue: UeIds, container: Any) -> bytes:
    return encode(
        procedure,
        "initiatingMessage",
        *ue_elements(ue),
        (84, "reject", "RANStatusTransfer-TransparentContainer", container),
    )


def _bearer(counts: BearerCounts) -> dict[str, Any]:
    return {
        "dRB-ID": counts.bearer,
        "dRBStatusUL": ("dRBStatusUL18", {"uL-COUNTValue": _count(counts.uplink)}),
        "dRBStatusDL": ("dRBStatusDL18", {"dL-COUNTValue": _count(counts.downlink)}),
    }


def _count(value: int) -> dict[str, int]:
    sequence = value % (1 << _SEQUENCE_BITS)
    return {"pDCP-SN18": sequence, "hFN-PDCP-SN18": value >> _SEQUENCE_BITS}
