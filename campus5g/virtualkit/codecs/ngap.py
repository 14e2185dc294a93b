"""NGAP messages (TS 38.413), encoded and decoded by pycrate.

pycrate keeps one shared object for each ASN.1 type, so each message is encoded or decoded in
one step, in this module only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from ipaddress import IPv4Address
from typing import Any, Literal

from pycrate_asn1dir import NGAP
from pycrate_asn1rt.err import ASN1Err
from pycrate_core.charpy import CharpyErr

from campus5g.virtualkit.codecs.identities import Guti, Plmn, Snssai, Tmsi
from campus5g.virtualkit.codecs.protocol_error import ProtocolError

PORT = 38412
PAYLOAD_PROTOCOL = 60
COMMON_STREAM = 0
UE_STREAM = 1

Outcome = Literal["initiatingMessage", "successfulOutcome", "unsuccessfulOutcome"]
Criticality = Literal["reject", "ignore"]
CauseGroup = Literal["nas", "radioNetwork", "protocol"]
Element = tuple[int, Criticality, str, Any]

PAGING_CYCLE_FRAMES = 128
"""DRX cycle of an idle UE, in radio frames (TS 38.304, 7.1)."""

_NEA2_AND_NIA2 = (0x4000, 16)
SECURITY_CAPABILITIES = {
    "nRencryptionAlgorithms": _NEA2_AND_NIA2,
    "nRintegrityProtectionAlgorithms": _NEA2_AND_NIA2,
    "eUTRAencryptionAlgorithms": (0, 16),
    "eUTRAintegrityProtectionAlgorithms": (0, 16),
}
"""UESecurityCapabilities of every UE of the kit (9.3.1.86)."""


class NgapError(ProtocolError):
    """The bytes are not an NGAP message, or a mandatory element is missing."""


class Procedure(IntEnum):
    """Elementary procedures (9.4.7)."""

    DOWNLINK_NAS_TRANSPORT = 4
    DOWNLINK_RAN_STATUS_TRANSFER = 7
    ERROR_INDICATION = 9
    HANDOVER_NOTIFICATION = 11
    HANDOVER_PREPARATION = 12
    HANDOVER_RESOURCE_ALLOCATION = 13
    INITIAL_CONTEXT_SETUP = 14
    INITIAL_UE_MESSAGE = 15
    NG_SETUP = 21
    PAGING = 24
    PDU_SESSION_RESOURCE_MODIFY = 26
    PDU_SESSION_RESOURCE_RELEASE = 28
    PDU_SESSION_RESOURCE_SETUP = 29
    PDU_SESSION_RESOURCE_NOTIFY = 30
    UE_CONTEXT_RELEASE = 41
    UE_CONTEXT_RELEASE_REQUEST = 42
    UE_RADIO_CAPABILITY_INFO_INDICATION = 44
    UPLINK_NAS_TRANSPORT = 46
    UPLINK_RAN_STATUS_TRANSFER = 49


_MESSAGES: dict[tuple[Procedure, Outcome], str] = {
    (Procedure.DOWNLINK_NAS_TRANSPORT, "initiatingMessage"): "DownlinkNASTransport",
    (
        Procedure.DOWNLINK_RAN_STATUS_TRANSFER,
        "initiatingMessage",
    ): "DownlinkRANStatusTransfer",
    (Procedure.ERROR_INDICATION, "initiatingMessage"): "ErrorIndication",
    (Procedure.HANDOVER_NOTIFICATION, "initiatingMessage"): "HandoverNotify",
    (Procedure.HANDOVER_PREPARATION, "initiatingMessage"): "HandoverRequired",
    (Procedure.HANDOVER_PREPARATION, "successfulOutcome"): "HandoverCommand",
    (Procedure.HANDOVER_PREPARATION, "unsuccessfulOutcome"): "HandoverPreparationFailure",
    (Procedure.HANDOVER_RESOURCE_ALLOCATION, "initiatingMessage"): "HandoverRequest",
    (Procedure.HANDOVER_RESOURCE_ALLOCATION, "successfulOutcome"): "HandoverRequestAcknowledge",
    (Procedure.INITIAL_CONTEXT_SETUP, "initiatingMessage"): "InitialContextSetupRequest",
    (Procedure.INITIAL_CONTEXT_SETUP, "successfulOutcome"): "InitialContextSetupResponse",
    (Procedure.INITIAL_UE_MESSAGE, "initiatingMessage"): "InitialUEMessage",
    (Procedure.NG_SETUP, "initiatingMessage"): "NGSetupRequest",
    (Procedure.NG_SETUP, "successfulOutcome"): "NGSetupResponse",
    (Procedure.NG_SETUP, "unsuccessfulOutcome"): "NGSetupFailure",
    (Procedure.PAGING, "initiatingMessage"): "Paging",
    (
        Procedure.PDU_SESSION_RESOURCE_MODIFY,
        "initiatingMessage",
    ): "PDUSessionResourceModifyRequest",
    (
        Procedure.PDU_SESSION_RESOURCE_MODIFY,
        "successfulOutcome",
    ): "PDUSessionResourceModifyResponse",
    (
        Procedure.PDU_SESSION_RESOURCE_RELEASE,
        "initiatingMessage",
    ): "PDUSessionResourceReleaseCommand",
    (
        Procedure.PDU_SESSION_RESOURCE_RELEASE,
        "successfulOutcome",
    ): "PDUSessionResourceReleaseResponse",
    (Procedure.PDU_SESSION_RESOURCE_NOTIFY, "initiatingMessage"): "PDUSessionResourceNotify",
    (Procedure.PDU_SESSION_RESOURCE_SETUP, "initiatingMessage"): "PDUSessionResourceSetupRequest",
    (Procedure.PDU_SESSION_RESOURCE_SETUP, "successfulOutcome"): "PDUSessionResourceSetupResponse",
    (Procedure.UE_CONTEXT_RELEASE, "initiatingMessage"): "UEContextReleaseCommand",
    (Procedure.UE_CONTEXT_RELEASE, "successfulOutcome"): "UEContextReleaseComplete",
    (Procedure.UE_CONTEXT_RELEASE_REQUEST, "initiatingMessage"): "UEContextReleaseRequest",
    (
        Procedure.UE_RADIO_CAPABILITY_INFO_INDICATION,
        "initiatingMessage",
    ): "UERadioCapabilityInfoIndication",
    (Procedure.UPLINK_NAS_TRANSPORT, "initiatingMessage"): "UplinkNASTransport",
    (Procedure.UPLINK_RAN_STATUS_TRANSFER, "initiatingMessage"): "UplinkRANStatusTransfer",
}

_CRITICALITY: dict[Procedure, Criticality] = {
    Procedure.DOWNLINK_NAS_TRANSPORT: "ignore",
    Procedure.DOWNLINK_RAN_STATUS_TRANSFER: "ignore",
    Procedure.ERROR_INDICATION: "ignore",
    Procedure.HANDOVER_NOTIFICATION: "ignore",
    Procedure.PAGING: "ignore",
    Procedure.PDU_SESSION_RESOURCE_NOTIFY: "ignore",
    Procedure.UE_CONTEXT_RELEASE_REQUEST: "ignore",
    Procedure.UE_RADIO_CAPABILITY_INFO_INDICATION: "ignore",
    Procedure.UPLINK_RAN_STATUS_TRANSFER: "ignore",
    Procedure.INITIAL_UE_MESSAGE: "ignore",
    Procedure.UPLINK_NAS_TRANSPORT: "ignore",
}


@dataclass(frozen=True)
class NgapMessage:
    """A decoded message: its procedure, its outcome, and its elements by type name."""

    procedure: Procedure
    outcome: Outcome
    elements: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        """Return the value of an element.

        Raises:
            NgapError: when the message has no such element.
        """
        if name not in self.elements:
            raise NgapError(f"the {self.procedure.name} message has no {name}")
        return self.elements[name]


@dataclass(frozen=True)
class UeIds:
    """A UE's AMF UE NGAP ID and RAN UE NGAP ID."""

    amf: int
    ran: int


@dataclass(frozen=True)
class Tunnel:
    """A GTP-U tunnel endpoint on N3 (9.3.2.2)."""

    teid: int
    address: IPv4Address

    def value(self) -> tuple[str, dict[str, Any]]:
        """Return the UPTransportLayerInformation (9.3.2.2)."""
        return (
            "gTPTunnel",
            {
                "transportLayerAddress": (int(self.address), 32),
                "gTP-TEID": self.teid.to_bytes(4),
            },
        )

    @classmethod
    def read(cls, value: tuple[str, dict[str, Any]]) -> "Tunnel":
        """Read a UPTransportLayerInformation (9.3.2.2)."""
        _, tunnel = value
        address, _ = tunnel["transportLayerAddress"]
        return cls(int.from_bytes(tunnel["gTP-TEID"]), IPv4Address(address))


@dataclass(frozen=True)
class Position:
    """A UE's location: its PLMN, tracking area and cell."""

    plmn: Plmn
    tac: int
    cell_id: int


def decode(data: bytes) -> NgapMessage:
    """Decode an NGAP message.

    Raises:
        NgapError: when it is malformed or its procedure is not supported.
    """
    pdu = NGAP.NGAP_PDU_Descriptions.NGAP_PDU
    try:
        pdu.from_aper(data)
        outcome, content = pdu.get_val()
        procedure = Procedure(content["procedureCode"])
        _, value = content["value"]
        # pycrate leaves an element's octets as they are if it can't read them.
        elements = dict(element["value"] for element in value["protocolIEs"])
    except (ASN1Err, CharpyErr, ValueError, KeyError, TypeError) as error:
        raise NgapError("a malformed NGAP message") from error
    return NgapMessage(procedure, outcome, elements)


def encode(procedure: Procedure, outcome: Outcome, *elements: Element) -> bytes:
    """Encode a message from its elements: number, criticality, type name and value of each."""
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


def encode_container(kind: str, value: Any) -> bytes:
    """Encode a transparent container of the named ASN.1 type (9.3.1)."""
    container = getattr(NGAP.NGAP_IEs, kind.replace("-", "_"))
    container.set_val(value)
    return bytes(container.to_aper())


def decode_container(kind: str, data: bytes) -> Any:
    """Decode a transparent container of the named ASN.1 type.

    Raises:
        NgapError: when it is malformed.
    """
    container = getattr(NGAP.NGAP_IEs, kind.replace("-", "_"))
    try:
        container.from_aper(data)
    except (ASN1Err, CharpyErr) as error:
        raise NgapError("a malformed transparent container") from error
    return container.get_val()


def ng_setup_request(name: str, gnb_id: int, position: Position, slices: list[Snssai]) -> bytes:
    """Build an NG SETUP REQUEST (TS 38.413, 9.2.6.1)."""
    plmn = position.plmn.encode()
    broadcast = {"pLMNIdentity": plmn, "tAISliceSupportList": _slice_support(slices)}
    area = {"tAC": position.tac.to_bytes(3), "broadcastPLMNList": [broadcast]}
    node = {"pLMNIdentity": plmn, "gNB-ID": ("gNB-ID", (gnb_id, 32))}
    return encode(
        Procedure.NG_SETUP,
        "initiatingMessage",
        (27, "reject", "GlobalRANNodeID", ("globalGNB-ID", node)),
        (82, "ignore", "RANNodeName", name),
        (102, "reject", "SupportedTAList", [area]),
        (21, "ignore", "PagingDRX", f"v{PAGING_CYCLE_FRAMES}"),
    )


def ng_setup_response(name: str, amf: Guti, slices: list[Snssai]) -> bytes:
    """Build an NG SETUP RESPONSE (TS 38.413, 9.2.6.2)."""
    plmn = amf.plmn.encode()
    support = {"pLMNIdentity": plmn, "sliceSupportList": _slice_support(slices)}
    return encode(
        Procedure.NG_SETUP,
        "successfulOutcome",
        (1, "reject", "AMFName", name),
        (96, "reject", "ServedGUAMIList", [{"gUAMI": guami(amf)}]),
        (86, "ignore", "RelativeAMFCapacity", 255),
        (80, "reject", "PLMNSupportList", [support]),
    )


def ng_setup_failure() -> bytes:
    """Build an NG SETUP FAILURE for a gNB of another PLMN (TS 38.413, 9.2.6.3)."""
    return encode(
        Procedure.NG_SETUP,
        "unsuccessfulOutcome",
        (15, "ignore", "Cause", ("misc", "unknown-PLMN-or-SNPN")),
    )


def initial_ue_message(
    ran_id: int, nas: bytes, position: Position, cause: str, name: Tmsi | None
) -> bytes:
    """Build an INITIAL UE MESSAGE, with the 5G-S-TMSI given to RRC (TS 38.413, 9.2.5.1)."""
    elements: list[Element] = [
        (85, "reject", "RAN-UE-NGAP-ID", ran_id),
        (38, "reject", "NAS-PDU", nas),
        (121, "reject", "UserLocationInformation", location(position)),
        (90, "ignore", "RRCEstablishmentCause", cause),
    ]
    if name is not None:
        elements.append((26, "reject", "FiveG-S-TMSI", _tmsi(name)))
    elements.append((112, "ignore", "UEContextRequest", "requested"))
    return encode(Procedure.INITIAL_UE_MESSAGE, "initiatingMessage", *elements)


def downlink_nas_transport(ue: UeIds, nas: bytes) -> bytes:
    """Build a DOWNLINK NAS TRANSPORT (TS 38.413, 9.2.5.2)."""
    return encode(
        Procedure.DOWNLINK_NAS_TRANSPORT,
        "initiatingMessage",
        *ue_elements(ue),
        (38, "reject", "NAS-PDU", nas),
    )


def uplink_nas_transport(ue: UeIds, nas: bytes, position: Position) -> bytes:
    """Build an UPLINK NAS TRANSPORT (TS 38.413, 9.2.5.3)."""
    return encode(
        Procedure.UPLINK_NAS_TRANSPORT,
        "initiatingMessage",
        *ue_elements(ue),
        (38, "reject", "NAS-PDU", nas),
        (121, "ignore", "UserLocationInformation", location(position)),
    )


@dataclass(frozen=True)
class ContextSetup:
    """What a UE context is set up with: GUAMI, allowed NSSAI, K_gNB and IMEISV."""

    amf: Guti
    slices: list[Snssai]
    k_gnb: bytes
    imeisv: str


def initial_context_setup_request(
    ue: UeIds,
    setup: ContextSetup,
    nas: bytes,
    rate: Iterable[Element] = (),
    sessions: Iterable[Element] = (),
) -> bytes:
    """Build an INITIAL CONTEXT SETUP REQUEST (TS 38.413, 9.2.2.1)."""
    elements: list[Element] = [
        *rate,
        (28, "reject", "GUAMI", guami(setup.amf)),
        *sessions,
        (0, "reject", "AllowedNSSAI", allowed_nssai(setup.slices)),
        (119, "reject", "UESecurityCapabilities", SECURITY_CAPABILITIES),
        (94, "reject", "SecurityKey", (int.from_bytes(setup.k_gnb), 256)),
        (34, "ignore", "MaskedIMEISV", (_masked_imeisv(setup.imeisv), 64)),
        (38, "ignore", "NAS-PDU", nas),
    ]
    return encode(
        Procedure.INITIAL_CONTEXT_SETUP,
        "initiatingMessage",
        *ue_elements(ue),
        *elements,
    )


def initial_context_setup_response(ue: UeIds, sessions: Iterable[Element] = ()) -> bytes:
    """Build an INITIAL CONTEXT SETUP RESPONSE (TS 38.413, 9.2.2.2)."""
    return encode(
        Procedure.INITIAL_CONTEXT_SETUP,
        "successfulOutcome",
        *ue_elements(ue, "ignore"),
        *sessions,
    )


def ue_context_release_request(ue: UeIds, cause: str, session_ids: list[int]) -> bytes:
    """Build a UE CONTEXT RELEASE REQUEST with a radio network cause (TS 38.413, 9.2.2.4)."""
    elements = [*ue_elements(ue)]
    if session_ids:
        items = [{"pDUSessionID": session_id} for session_id in session_ids]
        elements.append((133, "reject", "PDUSessionResourceListCxtRelReq", items))
    elements.append((15, "ignore", "Cause", ("radioNetwork", cause)))
    return encode(Procedure.UE_CONTEXT_RELEASE_REQUEST, "initiatingMessage", *elements)


def ue_context_release_command(ue: UeIds, cause: str, group: CauseGroup = "nas") -> bytes:
    """Build a UE CONTEXT RELEASE COMMAND (TS 38.413, 9.2.2.5)."""
    pair = {"aMF-UE-NGAP-ID": ue.amf, "rAN-UE-NGAP-ID": ue.ran}
    return encode(
        Procedure.UE_CONTEXT_RELEASE,
        "initiatingMessage",
        (114, "reject", "UE-NGAP-IDs", ("uE-NGAP-ID-pair", pair)),
        (15, "ignore", "Cause", (group, cause)),
    )


def ue_context_release_complete(ue: UeIds, position: Position, session_ids: list[int]) -> bytes:
    """Build a UE CONTEXT RELEASE COMPLETE (TS 38.413, 9.2.2.6)."""
    elements: list[Element] = [
        *ue_elements(ue, "ignore"),
        (121, "ignore", "UserLocationInformation", location(position)),
    ]
    if session_ids:
        items = [{"pDUSessionID": session_id} for session_id in session_ids]
        elements.append((60, "reject", "PDUSessionResourceListCxtRelCpl", items))
    return encode(Procedure.UE_CONTEXT_RELEASE, "successfulOutcome", *elements)


def ue_radio_capability_info_indication(ue: UeIds, capability: bytes) -> bytes:
    """Build a UE RADIO CAPABILITY INFO INDICATION (TS 38.413, 9.2.13.1)."""
    return encode(
        Procedure.UE_RADIO_CAPABILITY_INFO_INDICATION,
        "initiatingMessage",
        *ue_elements(ue),
        (117, "ignore", "UERadioCapability", capability),
    )


def paging(name: Tmsi, plmn: Plmn, tac: int) -> bytes:
    """Build a PAGING for an idle UE in one tracking area (TS 38.413, 9.2.4.1)."""
    area = {"tAI": {"pLMNIdentity": plmn.encode(), "tAC": tac.to_bytes(3)}}
    return encode(
        Procedure.PAGING,
        "initiatingMessage",
        (115, "ignore", "UEPagingIdentity", ("fiveG-S-TMSI", _tmsi(name))),
        (50, "ignore", "PagingDRX", f"v{PAGING_CYCLE_FRAMES}"),
        (103, "ignore", "TAIListForPaging", [area]),
    )


def read_paging(message: NgapMessage) -> Tmsi:
    """Return the 5G-S-TMSI that a PAGING is for."""
    _, name = message["UEPagingIdentity"]
    return Tmsi(name["aMFSetID"][0], name["aMFPointer"][0], int.from_bytes(name["fiveG-TMSI"]))


def read_gnb_id(message: NgapMessage) -> int:
    """Return the gNB ID from an NG SETUP REQUEST.

    Raises:
        NgapError: when the node isn't a gNB.
    """
    kind, node = message["GlobalRANNodeID"]
    if kind != "globalGNB-ID":
        raise NgapError(f"a node of kind {kind}, not a gNB")
    number: int = node["gNB-ID"][1][0]
    return number


def error_indication(cause: str, group: CauseGroup, ue: UeIds | None = None) -> bytes:
    """Build an ERROR INDICATION (TS 38.413, 9.2.7.1), about a UE or about none."""
    about = [] if ue is None else ue_elements(ue, "ignore")
    cause_element: Element = (15, "ignore", "Cause", (group, cause))
    return encode(Procedure.ERROR_INDICATION, "initiatingMessage", *about, cause_element)


def read_error(message: NgapMessage) -> str:
    """Return what an ERROR INDICATION says: its cause, which may be missing, and the UE's IDs."""
    group, cause = message.elements.get("Cause", ("no", "cause"))
    about = [
        f"{name} {message.elements[name]}"
        for name in ("AMF-UE-NGAP-ID", "RAN-UE-NGAP-ID")
        if name in message.elements
    ]
    return ", ".join([f"{group} {cause}", *about])


def ue_ids(message: NgapMessage) -> UeIds:
    """Return the NGAP IDs of the UE that a message is about.

    Raises:
        NgapError: when the message is not UE-associated.
    """
    if "UE-NGAP-IDs" in message.elements:
        _, pair = message["UE-NGAP-IDs"]
        return UeIds(pair["aMF-UE-NGAP-ID"], pair["rAN-UE-NGAP-ID"])
    return UeIds(message["AMF-UE-NGAP-ID"], message["RAN-UE-NGAP-ID"])


def ue_elements(ue: UeIds, criticality: Criticality = "reject") -> list[Element]:
    """Return the elements with a UE's NGAP IDs."""
    return [
        (10, criticality, "AMF-UE-NGAP-ID", ue.amf),
        (85, criticality, "RAN-UE-NGAP-ID", ue.ran),
    ]


def ie(number: int, name: str, value: Any) -> dict[str, Any]:
    """Return an element of a container inside another element."""
    return {"id": number, "criticality": "reject", "value": (name, value)}


def snssai(part: Snssai) -> dict[str, bytes]:
    """Return the value of an S-NSSAI (9.3.1.24)."""
    value = {"sST": bytes([part.sst])}
    if part.sd is not None:
        value["sD"] = part.sd.to_bytes(3)
    return value


def _slice_support(slices: list[Snssai]) -> list[dict[str, Any]]:
    return [{"s-NSSAI": snssai(part)} for part in slices]


def allowed_nssai(slices: list[Snssai]) -> list[dict[str, Any]]:
    """Return the value of an Allowed NSSAI (9.3.1.31)."""
    return [{"s-NSSAI": snssai(part)} for part in slices]


def _tmsi(name: Tmsi) -> dict[str, Any]:
    return {
        "aMFSetID": (name.set, 10),
        "aMFPointer": (name.pointer, 6),
        "fiveG-TMSI": name.tmsi.to_bytes(4),
    }


def guami(amf: Guti) -> dict[str, Any]:
    """Return the value of a GUAMI (9.3.3.3)."""
    return {
        "pLMNIdentity": amf.plmn.encode(),
        "aMFRegionID": (amf.region, 8),
        "aMFSetID": (amf.set, 10),
        "aMFPointer": (amf.pointer, 6),
    }


def location(position: Position) -> tuple[str, dict[str, Any]]:
    """Return the value of a User Location Information (9.3.1.16)."""
    plmn = position.plmn.encode()
    return (
        "userLocationInformationNR",
        {
            "nR-CGI": {"pLMNIdentity": plmn, "nRCellIdentity": (position.cell_id, 36)},
            "tAI": {"pLMNIdentity": plmn, "tAC": position.tac.to_bytes(3)},
        },
    )


def _masked_imeisv(digits: str) -> int:
    """Return the IMEISV with the last four digits of the serial number masked (9.3.1.54)."""
    masked = digits[:10] + "ffff" + digits[14:]
    return int(masked, 16)
