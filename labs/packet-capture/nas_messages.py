"""The names of NAS messages in a frame that pyshark read from N2."""

from collections.abc import Iterator
from typing import Any

from campus5g.capture.names.nas import MM_MESSAGES, SM_MESSAGES

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
        yield SM_MESSAGES.get(session, f"5GSM {session:#04x}")
    elif mobility is not None:
        yield MM_MESSAGES.get(mobility, f"5GMM {mobility:#04x}")


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
