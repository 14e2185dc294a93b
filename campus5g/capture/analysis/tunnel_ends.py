"""The tunnel ends of N3 (address and TEID, TS 29.281, 5.1) that messages name."""

from typing import NamedTuple

from campus5g.capture.messages.message import Message

_ERROR_INDICATION = 26

TunnelEnd = tuple[str, int]
"""Address and TEID."""


class EndFields(NamedTuple):
    """The fields that hold an end's addresses and its TEID."""

    ipv4: str
    ipv6: str
    teid: str


NGAP_ENDS = EndFields(
    "ngap.TransportLayerAddressIPv4", "ngap.TransportLayerAddressIPv6", "ngap.gTP_TEID"
)
F_TEIDS = EndFields("pfcp.f_teid.ipv4_addr", "pfcp.f_teid.ipv6_addr", "pfcp.f_teid.teid")
OUTER_HEADERS = EndFields(
    "pfcp.outer_hdr_creation.ipv4", "pfcp.outer_hdr_creation.ipv6", "pfcp.outer_hdr_creation.teid"
)
_REFUSED = EndFields("gtp.gsn_ipv4", "gtp.gsn_ipv6", "gtp.teid_data")


def ngap_tunnel_ends(message: Message) -> list[TunnelEnd]:
    """Return the tunnel ends in an NGAP message (TS 38.413, 9.3.2.2), each once.

    For an end with addresses of both IP versions, the IPv4 address is returned.
    """
    return _ends(message, NGAP_ENDS)


def n4_tunnel_ends(message: Message) -> list[TunnelEnd]:
    """Return the UPF's tunnel ends (F-TEIDs, TS 29.244, 8.2.3) in a PFCP message, each once."""
    return _ends(message, F_TEIDS)


def n4_outer_headers(message: Message) -> list[TunnelEnd]:
    """Return the tunnel ends in a PFCP message's Outer Header Creation (TS 29.244, 8.2.56)."""
    return _ends(message, OUTER_HEADERS)


def refused_tunnel_ends(message: Message) -> list[TunnelEnd]:
    """Return the tunnel end that a GTP-U Error Indication refuses (TS 29.281, 7.3.1)."""
    refuses = (message.protocol, message.code) == ("GTP-U", _ERROR_INDICATION)
    return every_end(message, _REFUSED) if refuses else []


def every_end(message: Message, fields: EndFields) -> list[TunnelEnd]:
    """Return the tunnel ends in a message, each under all its addresses."""
    ipv4, ipv6 = fields._replace(ipv6=""), fields._replace(ipv4="")
    return [*_ends(message, ipv4), *_ends(message, ipv6)]


def octets(text: str) -> int | None:
    """Return the number in octets, hexadecimal with or without ``0x`` or colons, or None."""
    try:
        return int(text.removeprefix("0x").replace(":", ""), 16)
    except ValueError:
        return None


def _ends(message: Message, fields: EndFields) -> list[TunnelEnd]:
    teids = [octets(text) for text in message.fields.get(fields.teid, ())]
    addresses = message.fields.get(fields.ipv4, ()) or message.fields.get(fields.ipv6, ())
    # If only some have an IPv4 address, their owners are unknown.
    if len(addresses) != len(teids):
        return []
    ends = zip(addresses, teids, strict=True)
    return [(address, teid) for address, teid in ends if teid is not None]
