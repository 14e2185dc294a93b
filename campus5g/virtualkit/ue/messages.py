"""NAS messages that a UE sends (TS 24.501, 8.2 and 8.3)."""

from campus5g.virtualkit.codecs.identities import Guti, Snssai, Tmsi, encode_nssai
from campus5g.virtualkit.codecs.nas import Mm, MmMessage, Sm, SmMessage, session_bits

SECURITY_CAPABILITIES = b"\xa0\x20"
"""UE security capability with NEA0, NEA2 and NIA2 (9.11.3.54)."""
RELEASE_TRANSACTION = 2
RELEASE_TRANSACTION = 2
NO_KEY = 7
KEY_SET = 0

INITIAL = 0x9
PERIODIC_UPDATE = 0x3
"""Registration types (9.11.3.7); an initial registration has a follow-on request pending."""

_SWITCH_OFF_3GPP = 0x9
_SM_PAYLOAD = 1
_INITIAL_REQUEST = 1
_TRANSACTION = 1
_IPV4 = 1
_SSC_MODE_1 = 1
_FULL_RATE = b"\xff\xff"


def registration_request(
    kind: int, identity: bytes, key_set: int, slice_: Snssai | None = None
) -> MmMessage:
    """Build a REGISTRATION REQUEST (8.2.6): complete with a slice, else cleartext IEs only (4.4.6).

    Args:
        kind: INITIAL or PERIODIC_UPDATE.
        identity: a 5GS mobile identity.
        key_set: the ngKSI of the UE's keys, or NO_KEY.
        slice_: the requested NSSAI.
    """
    elements: dict[str, bytes | int] = {
        "NAS_KSI": key_set,
        "5GSRegType": kind,
        "5GSID": identity,
        "UESecCap": SECURITY_CAPABILITIES,
    }
    if slice_ is not None:
        elements["5GMMCap"] = b"\x00"
        elements["NSSAI"] = encode_nssai([slice_])
    return MmMessage(Mm.REGISTRATION_REQUEST, elements)


def deregistration_request(name: Guti) -> MmMessage:
    """Build a DEREGISTRATION REQUEST of a UE that switches off (8.2.12)."""
    elements: dict[str, bytes | int] = {
        "NAS_KSI": KEY_SET,
        "DeregistrationType": _SWITCH_OFF_3GPP,
        "5GSID": name.encode(),
    }
    return MmMessage(Mm.DEREGISTRATION_REQUEST, elements)


def service_request(
    kind: int, name: Tmsi, sessions: set[int] | None = None, with_data: set[int] | None = None
) -> MmMessage:
    """Build a SERVICE REQUEST (8.2.16): complete with sessions, else cleartext IEs only (4.4.6).

    Args:
        kind: the service type, MOBILE_ORIGINATED_DATA or MOBILE_TERMINATED.
        name: the UE's 5G-S-TMSI.
        sessions: the UE's PDU sessions.
        with_data: the sessions with uplink data pending.
    """
    elements: dict[str, bytes | int] = {
        "NAS_KSI": KEY_SET,
        "ServiceType": kind,
        "5GSID": name.encode(),
    }
    if sessions is not None:
        if with_data:
            elements["ULDataStat"] = session_bits(with_data)
        elements["PDUSessStat"] = session_bits(sessions)
    return MmMessage(Mm.SERVICE_REQUEST, elements)


def session_request(session_id: int, slice_: Snssai, dnn: bytes) -> MmMessage:
    """Build a PDU SESSION ESTABLISHMENT REQUEST (8.3.1) in an UL NAS TRANSPORT (8.2.10)."""
    request = SmMessage(
        Sm.ESTABLISHMENT_REQUEST,
        session_id,
        _TRANSACTION,
        {
            "IntegrityProtMaxDataRate": _FULL_RATE,
            "PDUSessType": _IPV4,
            "SSCMode": _SSC_MODE_1,
        },
    )
    return _transport(
        request, {"RequestType": _INITIAL_REQUEST, "SNSSAI": slice_.encode(), "DNN": dnn}
    )


def session_message(kind: Sm, about: SmMessage) -> MmMessage:
    """Build a 5GSM message without elements, for the session and PTI of another message."""
    return _transport(SmMessage(kind, about.session_id, about.transaction), {})


def _transport(message: SmMessage, more: dict[str, bytes | int]) -> MmMessage:
    elements: dict[str, bytes | int] = {
        "PayloadContainerType": _SM_PAYLOAD,
        "PayloadContainer": message.encode(),
        "PDUSessID": bytes([message.session_id]),
        **more,
    }
    return MmMessage(Mm.UL_NAS_TRANSPORT, elements)
