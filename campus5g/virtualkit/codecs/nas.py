"""NAS-5GS messages (TS 24.501, clauses 8 and 9.7), encoded and decoded by pycrate."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache, lru_cache
from typing import Any

from pycrate_mobile.TS24007 import Type1TV, Type1V
from pycrate_mobile.TS24501_FGMM import FGMMHeader, FGMMTypeClasses
from pycrate_mobile.TS24501_FGSM import FGSMHeader, FGSMTypeClasses

from campus5g.virtualkit.codecs.protocol_error import ProtocolError

MOBILE_ORIGINATED_DATA = 1
MOBILE_TERMINATED = 2
"""Service types (9.11.3.50)."""

_EPD_5GMM = 0x7E
_EPD_5GSM = 0x2E


class NasError(ProtocolError):
    """The bytes are not a plain NAS message."""


class Mm(IntEnum):
    """5GMM message types (table 9.7.1)."""

    REGISTRATION_REQUEST = 0x41
    REGISTRATION_ACCEPT = 0x42
    REGISTRATION_COMPLETE = 0x43
    REGISTRATION_REJECT = 0x44
    DEREGISTRATION_REQUEST = 0x45
    DEREGISTRATION_ACCEPT = 0x46
    NETWORK_DEREGISTRATION_REQUEST = 0x47
    NETWORK_DEREGISTRATION_ACCEPT = 0x48
    SERVICE_REQUEST = 0x4C
    SERVICE_REJECT = 0x4D
    SERVICE_ACCEPT = 0x4E
    CONFIGURATION_UPDATE_COMMAND = 0x54
    CONFIGURATION_UPDATE_COMPLETE = 0x55
    AUTHENTICATION_REQUEST = 0x56
    AUTHENTICATION_RESPONSE = 0x57
    AUTHENTICATION_REJECT = 0x58
    AUTHENTICATION_FAILURE = 0x59
    IDENTITY_REQUEST = 0x5B
    IDENTITY_RESPONSE = 0x5C
    SECURITY_MODE_COMMAND = 0x5D
    SECURITY_MODE_COMPLETE = 0x5E
    UL_NAS_TRANSPORT = 0x67
    DL_NAS_TRANSPORT = 0x68


class Sm(IntEnum):
    """5GSM message types (table 9.7.2)."""

    ESTABLISHMENT_REQUEST = 0xC1
    ESTABLISHMENT_ACCEPT = 0xC2
    ESTABLISHMENT_REJECT = 0xC3
    MODIFICATION_COMMAND = 0xCB
    MODIFICATION_COMPLETE = 0xCC
    RELEASE_REQUEST = 0xD1
    RELEASE_COMMAND = 0xD3
    RELEASE_COMPLETE = 0xD4


ACKNOWLEDGEMENT_REQUESTED = 1
"""Bit of the configuration update indication (9.11.3.18)."""


class Cause(IntEnum):
    """5GMM causes that the kit's functions send (9.11.3.2)."""

    ILLEGAL_UE = 3
    ILLEGAL_ME = 6
    SERVICES_NOT_ALLOWED = 7
    IDENTITY_CANNOT_BE_DERIVED = 9
    MAC_FAILURE = 20
    SYNCH_FAILURE = 21
    NO_NETWORK_SLICES_AVAILABLE = 62


class SmCause(IntEnum):
    """5GSM causes that the kit's functions send (9.11.4.2)."""

    INSUFFICIENT_RESOURCES = 26
    UNKNOWN_DNN = 27
    REGULAR_DEACTIVATION = 36


@dataclass(frozen=True)
class MmMessage:
    """A 5GMM message.

    Args:
        type: the message type.
        elements: the value of each information element by its name in pycrate: the value
            part as bytes, or a number for an element of half an octet.
    """

    type: Mm
    elements: dict[str, bytes | int] = field(default_factory=dict)

    def encode(self) -> bytes:
        """Encode the plain message, without security protection."""
        grammar = _cut(FGMMTypeClasses[self.type], frozenset(self.elements))
        return bytes(grammar(val=self.elements).to_bytes())

    def octets(self, name: str) -> bytes:
        """Return the value part of an element.

        Raises:
            NasError: when the message has no such element.
        """
        return _octets(self.elements, name)

    def number(self, name: str) -> int:
        """Return the value of an element of half an octet.

        Raises:
            NasError: when the message has no such element.
        """
        value = self.elements.get(name)
        if not isinstance(value, int):
            raise NasError(f"the NAS message has no {name}")
        return value


@dataclass(frozen=True)
class SmMessage:
    """A 5GSM message about one PDU session, in one procedure transaction."""

    type: Sm
    session_id: int
    transaction: int
    elements: dict[str, bytes | int] = field(default_factory=dict)

    def encode(self) -> bytes:
        """Encode the message."""
        header = {"PDUSessID": self.session_id, "PTI": self.transaction}
        grammar = _cut(FGSMTypeClasses[self.type], frozenset(self.elements))
        return bytes(grammar(val={"5GSMHeader": header, **self.elements}).to_bytes())

    def octets(self, name: str) -> bytes:
        """Return the value part of an element.

        Raises:
            NasError: when the message has no such element.
        """
        return _octets(self.elements, name)


def is_plain(pdu: bytes) -> bool:
    """Return whether a 5GMM message is plain (TS 24.501, 9.3)."""
    return pdu[:2] == bytes([_EPD_5GMM, 0])


def session_bits(session_ids: Iterable[int]) -> bytes:
    """Encode a PDU session status or uplink data status (9.11.3.44, 9.11.3.57)."""
    return sum(1 << number for number in session_ids).to_bytes(2, "little")


def sessions_of(message: MmMessage, name: str) -> set[int]:
    """Return the PDU sessions that a status element lists; none without the element."""
    value = message.elements.get(name, b"")
    bits = int.from_bytes(value, "little") if isinstance(value, bytes) else 0
    return {number for number in range(1, 16) if bits >> number & 1}


def decode_mm(pdu: bytes) -> MmMessage:
    """Decode a plain 5GMM message.

    Raises:
        NasError: when it is malformed, or of a type that the kit doesn't support.
    """
    if len(pdu) < 3 or not is_plain(pdu):
        raise NasError("not a plain 5GMM message")
    try:
        kind = Mm(pdu[2])
    except ValueError as error:
        raise NasError(f"5GMM message type {pdu[2]:#04x} is not supported") from error
    return MmMessage(kind, _elements(FGMMTypeClasses[kind], FGMMHeader, pdu))


def decode_sm(pdu: bytes) -> SmMessage:
    """Decode a 5GSM message.

    Raises:
        NasError: when it is malformed, or of a type that the kit doesn't support.
    """
    if len(pdu) < 4 or pdu[0] != _EPD_5GSM:
        raise NasError("not a 5GSM message")
    try:
        kind = Sm(pdu[3])
    except ValueError as error:
        raise NasError(f"5GSM message type {pdu[3]:#04x} is not supported") from error
    return SmMessage(kind, pdu[1], pdu[2], _elements(FGSMTypeClasses[kind], FGSMHeader, pdu))


@lru_cache(maxsize=512)
def _cut(grammar: Any, names: frozenset[str]) -> Any:
    """Return pycrate's message type with only the named optional elements.

    pycrate creates an object for each of the forty-odd elements that a message may have.
    """
    kept = tuple(part for part in grammar._GEN if not part.get_trans() or part._name in names)
    return type(grammar.__name__, (grammar,), {"_GEN": kept})


@cache
def _tags(grammar: Any) -> tuple[tuple[int, int, str], ...]:
    """Return the length in bits, tag and name of each optional element."""
    return tuple((bits, tag, element._name) for bits, tag, element in grammar()._opts)


def _possible(grammar: Any, pdu: bytes) -> frozenset[str]:
    """Return the optional elements a message may contain: those whose tag occurs in its octets."""
    octets = set(pdu)
    # pycrate also matches a half-octet tag against the whole octet.
    halves = octets | {octet >> 4 for octet in octets}
    return frozenset(
        name for bits, tag, name in _tags(grammar) if tag in (halves if bits == 4 else octets)
    )


def _elements(grammar: Any, header: type, pdu: bytes) -> dict[str, bytes | int]:
    message = _cut(grammar, _possible(grammar, pdu))()
    try:
        message.from_bytes(pdu)
    except Exception as error:  # pycrate raises several exception types for malformed bytes
        raise NasError("a malformed NAS message") from error
    found: dict[str, bytes | int] = {}
    for element in message:
        if isinstance(element, header) or element.get_trans() or element._name == "spare":
            continue
        value = element[-1]
        half_octet = isinstance(element, Type1V | Type1TV)
        found[element._name] = value.to_uint() if half_octet else bytes(value.to_bytes())
    return found


def _octets(elements: dict[str, bytes | int], name: str) -> bytes:
    value = elements.get(name)
    if not isinstance(value, bytes):
        raise NasError(f"the NAS message has no {name}")
    return value
