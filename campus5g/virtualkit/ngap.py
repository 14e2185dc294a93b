"""NGAP messages as bytes (TS 38.413); the grammar is pycrate's.

pycrate keeps one object for each ASN.1 type in its module, so encoding and decoding are
done here, at once, and nowhere else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from ipaddress import IPv4Address
from typing import Any, Literal

from pycrate_asn1dir import NGAP
from pycrate_asn1rt.err import ASN1Err
from pycrate_core.charpy import CharpyErr

from campus5g.virtualkit.identities import Guti, Plmn, Snssai
from campus5g.virtualkit.protocol_error import ProtocolError
from campus5g.virtualkit.qos import QosFlow

PORT = 38412
PAYLOAD_PROTOCOL = 60
COMMON_STREAM = 0
UE_STREAM = 1

Outcome = Literal["initiatingMessage", "successfulOutcome", "unsuccessfulOutcome"]
Criticality = Literal["reject", "ignore"]

_PRIORITY_LEVEL = 8
_NEA2_AND_NIA2 = (0x4000, 16)


class NgapError(ProtocolError):
    """Bytes that are not an NGAP message, or one that lacks what it must have."""


class Procedure(IntEnum):
    """Elementary procedures (9.4.7)."""

    DOWNLINK_NAS_TRANSPORT = 4
    INITIAL_CONTEXT_SETUP = 14
    INITIAL_UE_MESSAGE = 15
    NG_SETUP = 21
    PDU_SESSION_RESOURCE_SETUP = 29
    UE_CONTEXT_RELEASE = 41
    UPLINK_NAS_TRANSPORT = 46


_MESSAGES: dict[tuple[Procedure, Outcome], str] = {
    (Procedure.DOWNLINK_NAS_TRANSPORT, "initiatingMessage"): "DownlinkNASTransport",
    (Procedure.INITIAL_CONTEXT_SETUP, "initiatingMessage"): "InitialContextSetupRequest",
    (Procedure.INITIAL_CONTEXT_SETUP, "successfulOutcome"): "InitialContextSetupResponse",
    (Procedure.INITIAL_UE_MESSAGE, "initiatingMessage"): "InitialUEMessage",
    (Procedure.NG_SETUP, "initiatingMessage"): "NGSetupRequest",
    (Procedure.NG_SETUP, "successfulOutcome"): "NGSetupResponse",
    (Procedure.NG_SETUP, "unsuccessfulOutcome"): "NGSetupFailure",
    (Procedure.PDU_SESSION_RESOURCE_SETUP, "initiatingMessage"): "PDUSessionResourceSetupRequest",
    (Procedure.PDU_SESSION_RESOURCE_SETUP, "successfulOutcome"): "PDUSessionResourceSetupResponse",
    (Procedure.UE_CONTEXT_RELEASE, "initiatingMessage"): "UEContextReleaseCommand",
    (Procedure.UE_CONTEXT_RELEASE, "successfulOutcome"): "UEContextReleaseComplete",
    (Procedure.UPLINK_NAS_TRANSPORT, "initiatingMessage"): "UplinkNASTransport",
}

_CRITICALITY: dict[Procedure, Criticality] = {
    Procedure.DOWNLINK_NAS_TRANSPORT: "ignore",
    Procedure.INITIAL_UE_MESSAGE: "ignore",
    Procedure.UPLINK_NAS_TRANSPORT: "ignore",
}


@dataclass(frozen=True)
class NgapMessage:
    """A message that was read: its procedure, its outcome, and its elements by type name."""

    procedure: Procedure
    outcome: Outcome
    elements: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        """Return the value of an element.

        Raises:
            NgapError: when the message has none of that name.
        """
        if name not in self.elements:
            raise NgapError(f"{self.procedure.name} without {name}")
        return self.elements[name]


@dataclass(frozen=True)
class UeIds:
    """The two names of a UE on N2."""

    amf: int
    ran: int


@dataclass(frozen=True)
class Tunnel:
    """A tunnel end on N3."""

    teid: int
    address: IPv4Address

    def _value(self) -> tuple[str, dict[str, Any]]:
        return (
            "gTPTunnel",
            {
                "transportLayerAddress": (int(self.address), 32),
                "gTP-TEID": self.teid.to_bytes(4),
            },
        )

    @classmethod
    def _read(cls, value: tuple[str, dict[str, Any]]) -> "Tunnel":
        _, tunnel = value
        address, _ = tunnel["transportLayerAddress"]
        return cls(int.from_bytes(tunnel["gTP-TEID"]), IPv4Address(address))


@dataclass(frozen=True)
class SetupTransfer:
    """What the SMF tells the gNB about a session to set up (9.3.4.1)."""

    uplink: Tunnel
    ambr_uplink_bps: int
    ambr_downlink_bps: int
    flows: tuple[QosFlow, ...]


@dataclass(frozen=True)
class Position:
    """Where a UE is: its cell and tracking area."""

    plmn: Plmn
    tac: int
    cell_id: int


def decode(data: bytes) -> NgapMessage:
    """Read a message.

    Raises:
        NgapError: when it can't be read or is not spoken here.
    """
    pdu = NGAP.NGAP_PDU_Descriptions.NGAP_PDU
    try:
        pdu.from_aper(data)
        outcome, content = pdu.get_val()
        procedure = Procedure(content["procedureCode"])
        _, value = content["value"]
    except (ASN1Err, CharpyErr, ValueError, KeyError) as error:
        raise NgapError("an NGAP message that can't be read") from error
    elements = dict(element["value"] for element in value["protocolIEs"])
    return NgapMessage(procedure, outcome, elements)


def _encode(
    procedure: Procedure, outcome: Outcome, *elements: tuple[int, Criticality, str, Any]
) -> bytes:
    pdu = NGAP.NGAP_PDU_Descriptions.NGAP_PDU
    ies = [
        {"id": number, "criticality": criticality, "value": (name, value)}
        for number, criticality, name, value in elements
    ]
    message = {
        "procedureCode": int(procedure),
        "criticality": _CRITICALITY.get(procedure, "reject"),
        "value": (_MESSAGES[procedure, outcome], {"protocolIEs": ies}),
    }
    pdu.set_val((outcome, message))
    return bytes(pdu.to_aper())


def ng_setup_request(name: str, gnb_id: int, position: Position, slices: list[Snssai]) -> bytes:
    """Return the gNB's first message (9.2.6.1)."""
    plmn = position.plmn.encode()
    broadcast = {"pLMNIdentity": plmn, "tAISliceSupportList": _slice_support(slices)}
    area = {"tAC": position.tac.to_bytes(3), "broadcastPLMNList": [broadcast]}
    node = {"pLMNIdentity": plmn, "gNB-ID": ("gNB-ID", (gnb_id, 32))}
    return _encode(
        Procedure.NG_SETUP,
        "initiatingMessage",
        (27, "reject", "GlobalRANNodeID", ("globalGNB-ID", node)),
        (82, "ignore", "RANNodeName", name),
        (102, "reject", "SupportedTAList", [area]),
        (21, "ignore", "PagingDRX", "v128"),
    )


def ng_setup_response(name: str, amf: Guti, slices: list[Snssai]) -> bytes:
    """Return the AMF's consent (9.2.6.2)."""
    plmn = amf.plmn.encode()
    support = {"pLMNIdentity": plmn, "sliceSupportList": _slice_support(slices)}
    return _encode(
        Procedure.NG_SETUP,
        "successfulOutcome",
        (1, "reject", "AMFName", name),
        (96, "reject", "ServedGUAMIList", [{"gUAMI": _guami(amf)}]),
        (86, "ignore", "RelativeAMFCapacity", 255),
        (80, "reject", "PLMNSupportList", [support]),
    )


def ng_setup_failure() -> bytes:
    """Return the AMF's refusal of a gNB of another network (9.2.6.3)."""
    return _encode(
        Procedure.NG_SETUP,
        "unsuccessfulOutcome",
        (15, "ignore", "Cause", ("misc", "unknown-PLMN-or-SNPN")),
    )


def initial_ue_message(ran_id: int, nas: bytes, position: Position) -> bytes:
    """Return a UE's first message (9.2.5.1)."""
    return _encode(
        Procedure.INITIAL_UE_MESSAGE,
        "initiatingMessage",
        (85, "reject", "RAN-UE-NGAP-ID", ran_id),
        (38, "reject", "NAS-PDU", nas),
        (121, "reject", "UserLocationInformation", _location(position)),
        (90, "ignore", "RRCEstablishmentCause", "mo-Signalling"),
        (112, "ignore", "UEContextRequest", "requested"),
    )


def downlink_nas_transport(ue: UeIds, nas: bytes) -> bytes:
    """Return a NAS message on its way to a UE (9.2.5.2)."""
    return _encode(
        Procedure.DOWNLINK_NAS_TRANSPORT,
        "initiatingMessage",
        *_ue(ue),
        (38, "reject", "NAS-PDU", nas),
    )


def uplink_nas_transport(ue: UeIds, nas: bytes, position: Position) -> bytes:
    """Return a NAS message on its way to the AMF (9.2.5.3)."""
    return _encode(
        Procedure.UPLINK_NAS_TRANSPORT,
        "initiatingMessage",
        *_ue(ue),
        (38, "reject", "NAS-PDU", nas),
        (121, "ignore", "UserLocationInformation", _location(position)),
    )


def initial_context_setup_request(
    ue: UeIds,
    amf: Guti,
    slices: list[Snssai],
    k_gnb: bytes,
    imeisv: str,
    nas: bytes,
) -> bytes:
    """Return the order to set up a UE's context (9.2.2.1)."""
    capabilities = {
        "nRencryptionAlgorithms": _NEA2_AND_NIA2,
        "nRintegrityProtectionAlgorithms": _NEA2_AND_NIA2,
        "eUTRAencryptionAlgorithms": (0, 16),
        "eUTRAintegrityProtectionAlgorithms": (0, 16),
    }
    return _encode(
        Procedure.INITIAL_CONTEXT_SETUP,
        "initiatingMessage",
        *_ue(ue),
        (28, "reject", "GUAMI", _guami(amf)),
        (0, "reject", "AllowedNSSAI", [{"s-NSSAI": _snssai(part)} for part in slices]),
        (119, "reject", "UESecurityCapabilities", capabilities),
        (94, "reject", "SecurityKey", (int.from_bytes(k_gnb), 256)),
        (34, "ignore", "MaskedIMEISV", (_masked_imeisv(imeisv), 64)),
        (38, "ignore", "NAS-PDU", nas),
    )


def initial_context_setup_response(ue: UeIds) -> bytes:
    """Return the gNB's word that a UE's context is set up (9.2.2.2)."""
    return _encode(Procedure.INITIAL_CONTEXT_SETUP, "successfulOutcome", *_ue(ue, "ignore"))


def pdu_session_resource_setup_request(
    ue: UeIds, session_id: int, part: Snssai, transfer: SetupTransfer, nas: bytes
) -> bytes:
    """Return the order to set up a PDU session (9.2.1.1)."""
    container = {
        "protocolIEs": [
            _ie(
                130,
                "PDUSessionAggregateMaximumBitRate",
                {
                    "pDUSessionAggregateMaximumBitRateDL": transfer.ambr_downlink_bps,
                    "pDUSessionAggregateMaximumBitRateUL": transfer.ambr_uplink_bps,
                },
            ),
            _ie(139, "UPTransportLayerInformation", transfer.uplink._value()),
            _ie(134, "PDUSessionType", "ipv4"),
            _ie(136, "QosFlowSetupRequestList", [_flow(flow) for flow in transfer.flows]),
        ]
    }
    item = {
        "pDUSessionID": session_id,
        "pDUSessionNAS-PDU": nas,
        "s-NSSAI": _snssai(part),
        "pDUSessionResourceSetupRequestTransfer": (
            "PDUSessionResourceSetupRequestTransfer",
            container,
        ),
    }
    return _encode(
        Procedure.PDU_SESSION_RESOURCE_SETUP,
        "initiatingMessage",
        *_ue(ue),
        (74, "reject", "PDUSessionResourceSetupListSUReq", [item]),
        (
            110,
            "ignore",
            "UEAggregateMaximumBitRate",
            {
                "uEAggregateMaximumBitRateDL": transfer.ambr_downlink_bps,
                "uEAggregateMaximumBitRateUL": transfer.ambr_uplink_bps,
            },
        ),
    )


def read_setup_request(message: NgapMessage) -> tuple[int, bytes, Tunnel, dict[int, int]]:
    """Return the session, its NAS message, the UPF's tunnel end and the 5QI of each QFI.

    Raises:
        NgapError: when the transfer lacks one of them.
    """
    item = message["PDUSessionResourceSetupListSUReq"][0]
    _, transfer = item["pDUSessionResourceSetupRequestTransfer"]
    elements = dict(element["value"] for element in transfer["protocolIEs"])
    try:
        tunnel = Tunnel._read(elements["UPTransportLayerInformation"])
        flows = elements["QosFlowSetupRequestList"]
    except KeyError as error:
        raise NgapError("a session without tunnel or QoS flows") from error
    five_qis = {flow["qosFlowIdentifier"]: _five_qi(flow) for flow in flows}
    return item["pDUSessionID"], item["pDUSessionNAS-PDU"], tunnel, five_qis


def pdu_session_resource_setup_response(
    ue: UeIds, session_id: int, downlink: Tunnel, qfis: Iterable[int]
) -> bytes:
    """Return the gNB's word that a PDU session is set up (9.2.1.2)."""
    flows = [{"qosFlowIdentifier": qfi} for qfi in qfis]
    transfer = {
        "dLQosFlowPerTNLInformation": {
            "uPTransportLayerInformation": downlink._value(),
            "associatedQosFlowList": flows,
        }
    }
    item = {
        "pDUSessionID": session_id,
        "pDUSessionResourceSetupResponseTransfer": (
            "PDUSessionResourceSetupResponseTransfer",
            transfer,
        ),
    }
    return _encode(
        Procedure.PDU_SESSION_RESOURCE_SETUP,
        "successfulOutcome",
        *_ue(ue, "ignore"),
        (75, "ignore", "PDUSessionResourceSetupListSURes", [item]),
    )


def read_setup_response(message: NgapMessage) -> tuple[int, Tunnel]:
    """Return the session and the gNB's tunnel end.

    Raises:
        NgapError: when no session was set up.
    """
    item = message["PDUSessionResourceSetupListSURes"][0]
    _, transfer = item["pDUSessionResourceSetupResponseTransfer"]
    per_tunnel = transfer["dLQosFlowPerTNLInformation"]
    return item["pDUSessionID"], Tunnel._read(per_tunnel["uPTransportLayerInformation"])


def ue_context_release_command(ue: UeIds, cause: str) -> bytes:
    """Return the order to forget a UE (9.2.2.5); the cause is one of the NAS group."""
    pair = {"aMF-UE-NGAP-ID": ue.amf, "rAN-UE-NGAP-ID": ue.ran}
    return _encode(
        Procedure.UE_CONTEXT_RELEASE,
        "initiatingMessage",
        (114, "reject", "UE-NGAP-IDs", ("uE-NGAP-ID-pair", pair)),
        (15, "ignore", "Cause", ("nas", cause)),
    )


def ue_context_release_complete(ue: UeIds, position: Position, session_ids: list[int]) -> bytes:
    """Return the gNB's word that it has forgotten a UE (9.2.2.6)."""
    elements: list[tuple[int, Criticality, str, Any]] = [
        *_ue(ue, "ignore"),
        (121, "ignore", "UserLocationInformation", _location(position)),
    ]
    if session_ids:
        items = [{"pDUSessionID": session_id} for session_id in session_ids]
        elements.append((60, "reject", "PDUSessionResourceListCxtRelCpl", items))
    return _encode(Procedure.UE_CONTEXT_RELEASE, "successfulOutcome", *elements)


def ue_ids(message: NgapMessage) -> UeIds:
    """Return the names of the UE that a message is about.

    Raises:
        NgapError: when it is about none.
    """
    if "UE-NGAP-IDs" in message.elements:
        _, pair = message["UE-NGAP-IDs"]
        return UeIds(pair["aMF-UE-NGAP-ID"], pair["rAN-UE-NGAP-ID"])
    return UeIds(message["AMF-UE-NGAP-ID"], message["RAN-UE-NGAP-ID"])


def _ue(ue: UeIds, criticality: Criticality = "reject") -> list[tuple[int, Criticality, str, Any]]:
    return [
        (10, criticality, "AMF-UE-NGAP-ID", ue.amf),
        (85, criticality, "RAN-UE-NGAP-ID", ue.ran),
    ]


def _ie(number: int, name: str, value: Any) -> dict[str, Any]:
    return {"id": number, "criticality": "reject", "value": (name, value)}


def _snssai(part: Snssai) -> dict[str, bytes]:
    value = {"sST": bytes([part.sst])}
    if part.sd is not None:
        value["sD"] = part.sd.to_bytes(3)
    return value


def _slice_support(slices: list[Snssai]) -> list[dict[str, Any]]:
    return [{"s-NSSAI": _snssai(part)} for part in slices]


def _guami(amf: Guti) -> dict[str, Any]:
    return {
        "pLMNIdentity": amf.plmn.encode(),
        "aMFRegionID": (amf.region, 8),
        "aMFSetID": (amf.set, 10),
        "aMFPointer": (amf.pointer, 6),
    }


def _location(position: Position) -> tuple[str, dict[str, Any]]:
    plmn = position.plmn.encode()
    return (
        "userLocationInformationNR",
        {
            "nR-CGI": {"pLMNIdentity": plmn, "nRCellIdentity": (position.cell_id, 36)},
            "tAI": {"pLMNIdentity": plmn, "tAC": position.tac.to_bytes(3)},
        },
    )


def _five_qi(flow: dict[str, Any]) -> int:
    parameters = flow["qosFlowLevelQosParameters"]
    _, characteristics = parameters["qosCharacteristics"]
    return int(characteristics["fiveQI"])


def _flow(flow: QosFlow) -> dict[str, Any]:
    characteristics = ("nonDynamic5QI", {"fiveQI": flow.five_qi})
    parameters: dict[str, Any] = {
        "qosCharacteristics": characteristics,
        "allocationAndRetentionPriority": {
            "priorityLevelARP": _PRIORITY_LEVEL,
            "pre-emptionCapability": "shall-not-trigger-pre-emption",
            "pre-emptionVulnerability": "not-pre-emptable",
        },
    }
    if flow.guaranteed_kbps is not None:
        guaranteed_bps = flow.guaranteed_kbps * 1000
        parameters["gBR-QosInformation"] = {
            "maximumFlowBitRateDL": guaranteed_bps,
            "maximumFlowBitRateUL": guaranteed_bps,
            "guaranteedFlowBitRateDL": guaranteed_bps,
            "guaranteedFlowBitRateUL": guaranteed_bps,
        }
    return {"qosFlowIdentifier": flow.qfi, "qosFlowLevelQosParameters": parameters}


def _masked_imeisv(digits: str) -> int:
    """Return the IMEISV with the last four digits of the serial number masked (9.3.1.54)."""
    masked = digits[:10] + "ffff" + digits[14:]
    return int(masked, 16)
