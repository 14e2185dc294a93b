"""The names of NAS messages in a frame that pyshark read from N2."""

from collections.abc import Iterator
from typing import Any

# 3GPP TS 24.501, tables 9.7.1 (mobility management) and 9.7.2 (session management)
_MOBILITY = {
    0x41: "Registration request",
    0x42: "Registration accept",
    0x43: "Registration complete",
    0x44: "Registration reject",
    0x45: "Deregistration request",
    0x46: "Deregistration accept",
    0x4C: "Service request",
    0x4D: "Service reject",
    0x4E: "Service accept",
    0x54: "Configuration update command",
    0x55: "Configuration update complete",
    0x56: "Authentication request",
    0x57: "Authentication response",
    0x58: "Authentication reject",
    0x59: "Authentication failure",
    0x5B: "Identity request",
    0x5C: "Identity response",
    0x5D: "Security mode command",
    0x5E: "Security mode complete",
    0x5F: "Security mode reject",
    0x67: "UL NAS transport",
    0x68: "DL NAS transport",
}
_SESSION = {
    0xC1: "PDU session establishment request",
    0xC2: "PDU session establishment accept",
    0xC3: "PDU session establishment reject",
    0xC9: "PDU session modification request",
    0xCB: "PDU session modification command",
    0xCC: "PDU session modification complete",
    0xD1: "PDU session release request",
    0xD2: "PDU session release reject",
    0xD3: "PDU session release command",
    0xD4: "PDU session release complete",
}
_MOBILITY_FIELD = "nas-5gs_nas-5gs_mm_message_type"
_SESSION_FIELD = "nas-5gs_nas-5gs_sm_message_type"


def message_name(packet: Any) -> str:
    """Return the name of the NAS message in a frame; several are joined by a plus sign.

    A session message that travels inside a transport message gives its own name. The
    registration request that is repeated inside Security mode complete is not named.
    """
    # Behind pyshark's layers lies tshark's JSON: one object each, or a list if the frame
    # carries several NGAP messages, which pyshark's own access does not reach.
    found = [layer._fields_dict for layer in packet.layers]
    messages = [one for part in found for one in (part if isinstance(part, list) else [part])]
    return " + ".join(name for message in messages for name in _names(message))


def _names(message: dict[str, Any]) -> Iterator[str]:
    session = next(_codes(message, _SESSION_FIELD), None)
    mobility = next(_codes(message, _MOBILITY_FIELD), None)
    if session is not None:
        yield _SESSION.get(session, f"5GSM {session:#04x}")
    elif mobility is not None:
        yield _MOBILITY.get(mobility, f"5GMM {mobility:#04x}")


def _codes(tree: Any, field: str) -> Iterator[int]:
    """Yield the values of a field, those of outer messages before those of inner ones."""
    if isinstance(tree, dict):
        if field in tree:
            value = tree[field]
            yield int(value[0] if isinstance(value, list) else value, 16)
        for part in tree.values():
            yield from _codes(part, field)
    elif isinstance(tree, list):
        for part in tree:
            yield from _codes(part, field)
