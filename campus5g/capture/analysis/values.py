"""Values in messages, as numbers and addresses; and which messages travel together."""

from collections.abc import Iterable, Iterator

from campus5g.capture.messages.message import Message

_FIRST_REFUSAL = 64
"""PFCP causes below this one accept (TS 29.244, 8.2.1)."""


def bundles(messages: Iterable[Message]) -> Iterator[list[Message]]:
    """Yield messages that travel together: an NGAP message, then its NAS messages."""
    bundle: list[Message] = []
    for message in messages:
        head = bundle[0] if bundle else None
        if (
            head is None
            or message.frame != head.frame
            or message.carrier is None
            or message.carrier != (head.part if head.carrier is None else head.carrier)
        ):
            if bundle:
                yield bundle
            bundle = []
        bundle.append(message)
    if bundle:
        yield bundle


def as_number(text: str | None) -> int | None:
    """Return the number in a tshark value: ``65``, ``0x41``, ``00:00:41`` or ``True``."""
    if text is None:
        return None
    if text in ("True", "False"):
        return int(text == "True")
    try:
        if ":" in text:
            return int(text.replace(":", ""), 16)
        return int(text, 16 if text[:2].lower() == "0x" else 10)
    except ValueError:
        return None


def numbers(message: Message, name: str) -> list[int]:
    """Return the numeric values of a field."""
    return [
        number for text in message.fields.get(name, ()) if (number := as_number(text)) is not None
    ]


def host(endpoint: str) -> str:
    """Return an end point's address without a port."""
    if endpoint.startswith("["):
        return endpoint[1:].partition("]")[0]
    return endpoint.partition(":")[0] if endpoint.count(":") == 1 else endpoint


def n4_ue_addresses(message: Message) -> list[str]:
    """Return the UE's addresses (TS 29.244, 8.2.62) in a PFCP message, each once, IPv4 first."""
    names = ("pfcp.ue_ip_addr_ipv4", "pfcp.ue_ip_addr_ipv6")
    return list(dict.fromkeys(text for name in names for text in message.fields.get(name, ())))


def accepted(message: Message) -> bool | None:
    """Return whether a PFCP response accepts; None if it does not have a cause."""
    cause = as_number(message.first("pfcp.cause"))
    return None if cause is None else cause < _FIRST_REFUSAL
