"""The protocols carried in user link types (LINKTYPE_USER0 to USER15, 147 to 162).

Test equipment and base stations write a protocol without its lower layers under such a number,
and no registry says which. It is recognised from the packets: each protocol below has a header
that must agree with the packet's length or with its specification's codes.
"""

import struct
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from campus5g.capture.errors import CaptureError
from campus5g.language import t

FIRST, LAST = 147, 162
MAC_IN_UDP: Final = "mac-nr-in-udp"
NAMES: Final[Mapping[str, str]] = {
    "ngap": "ngap",
    "nas": "nas-5gs",
    "nas-5gs": "nas-5gs",
    "gtp": "gtp",
    "pfcp": "pfcp",
    "mac": MAC_IN_UDP,
    MAC_IN_UDP: MAC_IN_UDP,
    "f1ap": "f1ap",
    "e1ap": "e1ap",
    "e2ap": "e2ap",
    "ethernet": "eth",
    "ip": "ip",
}
"""Names that a caller may give, and tshark's names."""

_PFCP_TYPES = frozenset([*range(1, 18), *range(50, 58)])
_GTPU_TYPES = frozenset([1, 2, 26, 31, 253, 254, 255])
_MM_TYPES = frozenset([*range(0x41, 0x4F), *range(0x54, 0x60), *range(0x64, 0x69)])
_SM_TYPES = frozenset([*range(0xC1, 0xD7)])
_NG_SETUP, _NG_RESET, _OVERLOAD_START = 21, 20, 22
_CONFIGURATION_UPDATES = frozenset({0, 35})

LinkTypeChoice = str | Mapping[int, str]


def is_user_link_type(link_type: int) -> bool:
    """Return whether a link type is a user link type."""
    return FIRST <= link_type <= LAST


def recognise(samples: Sequence[bytes]) -> str | None:
    """Return the protocol that most of the packets start with, or None."""
    votes = {
        name: sum(matches(sample) for sample in samples) for name, matches in _RECOGNISERS.items()
    }
    name = max(votes, key=lambda name: votes[name])
    return name if votes[name] * 2 > len(samples) else None


def chosen(choice: LinkTypeChoice | None) -> dict[int, str]:
    """Return the protocol of each user link type that a caller has chosen.

    Raises:
        CaptureError: the name or the number is unknown.
    """
    if choice is None:
        return {}
    asked = dict.fromkeys(range(FIRST, LAST + 1), choice) if isinstance(choice, str) else choice
    for number, name in asked.items():
        if not is_user_link_type(number) or name not in NAMES:
            known = ", ".join(NAMES)
            raise CaptureError(
                t(
                    fr=f"Le type de lien {number} ne peut pas être « {name} ».",
                    en=f"Link type {number} can't be “{name}”.",
                ),
                t(
                    fr=f"Numéros : {FIRST} à {LAST}. Protocoles : {known}.",
                    en=f"Numbers: {FIRST} to {LAST}. Protocols: {known}.",
                ),
            )
    return {number: NAMES[name] for number, name in asked.items()}


def tshark_options(protocols: Mapping[int, str]) -> tuple[str, ...]:
    """Return the arguments that make tshark dissect user link types."""
    options: list[str] = []
    for link_type, name in sorted(protocols.items()):
        dissector = "udp" if name == MAC_IN_UDP else name
        user = f"User {link_type - FIRST} (DLT={link_type})"
        options += ["-o", f'uat:user_dlts:"{user}","{dissector}","0","","0",""']
    if MAC_IN_UDP in protocols.values():
        options += ["--enable-heuristic", "mac_nr_udp"]
    return tuple(options)


def _is_mac_in_udp(data: bytes) -> bool:
    return data[8:14] == b"mac-nr" and struct.unpack_from("!H", data, 4)[0] == len(data)


def _is_pfcp(data: bytes) -> bool:
    """TS 29.244, 7.2.2.1: version 1, the length, and a SEID in session messages only.

    A response of NGAP or a related protocol starts alike, so the elements (8.1.1) must fill it.
    """
    if len(data) < 8 or data[0] >> 5 != 1 or data[1] not in _PFCP_TYPES:
        return False
    with_seid = bool(data[0] & 1)
    if with_seid != (data[1] >= 50) or struct.unpack_from("!H", data, 2)[0] != len(data) - 4:
        return False
    at = 16 if with_seid else 8
    while at + 4 <= len(data):
        at += 4 + struct.unpack_from("!H", data, at + 2)[0]
    return at == len(data)


def _is_gtpu(data: bytes) -> bool:
    """TS 29.281, 5.1: version 1, protocol type GTP, and the length."""
    return (
        len(data) >= 8
        and data[0] >> 4 == 3
        and data[1] in _GTPU_TYPES
        and struct.unpack_from("!H", data, 2)[0] == len(data) - 8
    )


def _is_nas(data: bytes) -> bool:
    """TS 24.501, 9.1.1: discriminator, security header type, message type."""
    if len(data) < 3:
        return False
    if data[0] == 0x2E:
        return len(data) >= 4 and data[1] < 16 and data[3] in _SM_TYPES
    plain = data[1] == 0 and data[2] in _MM_TYPES
    return data[0] == 0x7E and (plain or (data[1] in (1, 2, 3, 4) and len(data) >= 10))


def _is_ngap(data: bytes) -> bool:
    """TS 38.413, 9.4: the first information element distinguishes NGAP from related protocols."""
    procedure, first = _procedure_and_first_element(data)
    if first in {10, 27, 28, 82, 85, 111, 114, 115}:
        return True
    if first == 1:
        return procedure in {0, _NG_SETUP}
    if first == 15:
        return procedure in {_NG_RESET, _NG_SETUP, *_CONFIGURATION_UPDATES}
    return first == 2 and procedure == _OVERLOAD_START


def _is_f1ap(data: bytes) -> bool:
    """TS 38.473, 9.4: UE identifiers 40 and 41, transaction 78, or a page's 117."""
    return _procedure_and_first_element(data)[1] in {40, 41, 78, 117}


def _is_e1ap(data: bytes) -> bool:
    """TS 38.463, 9.4 (37.483): UE identifier 2, or transaction 57."""
    procedure, first = _procedure_and_first_element(data)
    return first == 57 or (first == 2 and procedure != _OVERLOAD_START)


def _is_e2ap(data: bytes) -> bool:
    """O-RAN.WG3.E2AP, 9.3: request 29, or transaction 49."""
    return _procedure_and_first_element(data)[1] in {29, 49}


def _procedure_and_first_element(data: bytes) -> tuple[int, int]:
    """Return the procedure code and the first element's id of an aligned PER message, or -1s."""
    if len(data) < 8 or data[0] not in (0, 0x20, 0x40) or data[2] not in (0, 0x40, 0x80):
        return -1, -1
    size, at = data[3], 4
    if size & 0xC0 == 0x80:
        size, at = ((size & 0x3F) << 8) | data[4], 5
    if size > len(data) - at or size < 7 or data[at] & 0x7F:
        return -1, -1
    count, first = struct.unpack_from("!HH", data, at + 1)
    return (data[1], first) if 0 < count <= size // 4 else (-1, -1)


_RECOGNISERS: Final[Mapping[str, Callable[[bytes], bool]]] = {
    MAC_IN_UDP: _is_mac_in_udp,
    "pfcp": _is_pfcp,
    "gtp": _is_gtpu,
    "ngap": _is_ngap,
    "f1ap": _is_f1ap,
    "e1ap": _is_e1ap,
    "e2ap": _is_e2ap,
    "nas-5gs": _is_nas,
}
