"""PFCP messages (TS 29.244).

The few elements in use are encoded here: a library takes milliseconds for each message.
"""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from ipaddress import IPv4Address
from typing import Union

from campus5g.virtualkit.codecs.ntp import ntp_seconds
from campus5g.virtualkit.codecs.protocol_error import ProtocolError

PORT = 8805
ACCEPTED = 1
NO_SESSION = 65

RESTORES = b"\x01"
"""PFCPSEReq-Flags with RESTI: restores a session that the UPF has lost (8.2.131)."""

DOWNLINK_DATA = 0x01
USAGE = 0x02
"""Report types: downlink data report, usage report (8.2.21)."""
VOLUME_AND_TIME = b"\x03"
"""Measurement Method with VOLUM and DURAT (8.2.40)."""

ACCESS = 0
CORE = 1

UPF_CHOOSES_TEIDS = b"\x10\x00"
"""UP Function Features with FTUP only (8.2.25)."""

_VERSION_1 = 0x20
_WITH_SEID = 0x01
_START = struct.Struct("!BBH")
_SEID = struct.Struct("!Q")
_ELEMENT = struct.Struct("!HH")
_GTPU_UDP_IPV4 = 0x0100


class PfcpError(ProtocolError):
    """The bytes are not a PFCP message."""


class MessageType(IntEnum):
    """Message types (7.3)."""

    HEARTBEAT_REQUEST = 1
    HEARTBEAT_RESPONSE = 2
    ASSOCIATION_SETUP_REQUEST = 5
    ASSOCIATION_SETUP_RESPONSE = 6
    SESSION_ESTABLISHMENT_REQUEST = 50
    SESSION_ESTABLISHMENT_RESPONSE = 51
    SESSION_MODIFICATION_REQUEST = 52
    SESSION_MODIFICATION_RESPONSE = 53
    SESSION_DELETION_REQUEST = 54
    SESSION_DELETION_RESPONSE = 55
    SESSION_REPORT_REQUEST = 56
    SESSION_REPORT_RESPONSE = 57

    @property
    def is_request(self) -> bool:
        """Whether a response is expected."""
        return self.name.endswith("REQUEST")


SEND_END_MARKERS = b"\x02"
"""PFCPSMReq-Flags with SNDEM: send End Markers through the former tunnel (8.2.34)."""


class Ie(IntEnum):
    """Information element types (8.1.2)."""

    CREATE_PDR = 1
    PDI = 2
    CREATE_FAR = 3
    FORWARDING_PARAMETERS = 4
    CREATE_URR = 6
    CREATE_QER = 7
    CREATED_PDR = 8
    UPDATE_PDR = 9
    UPDATE_FAR = 10
    UPDATE_FORWARDING_PARAMETERS = 11
    UPDATE_QER = 14
    REMOVE_PDR = 15
    REMOVE_QER = 18
    CAUSE = 19
    SOURCE_INTERFACE = 20
    F_TEID = 21
    NETWORK_INSTANCE = 22
    SDF_FILTER = 23
    GATE_STATUS = 25
    MBR = 26
    GBR = 27
    PRECEDENCE = 29
    VOLUME_THRESHOLD = 31
    TIME_THRESHOLD = 32
    REPORTING_TRIGGERS = 37
    DESTINATION_INTERFACE = 42
    REPORT_TYPE = 39
    UP_FUNCTION_FEATURES = 43
    APPLY_ACTION = 44
    SESSION_MODIFICATION_FLAGS = 49
    PDR_ID = 56
    F_SEID = 57
    NODE_ID = 60
    MEASUREMENT_METHOD = 62
    USAGE_REPORT_TRIGGER = 63
    VOLUME_MEASUREMENT = 66
    DURATION_MEASUREMENT = 67
    START_TIME = 75
    END_TIME = 76
    USAGE_REPORT_AT_DELETION = 79
    USAGE_REPORT = 80
    URR_ID = 81
    DOWNLINK_DATA_REPORT = 83
    OUTER_HEADER_CREATION = 84
    UE_IP_ADDRESS = 93
    OUTER_HEADER_REMOVAL = 95
    RECOVERY_TIME_STAMP = 96
    UR_SEQUENCE = 104
    FAR_ID = 108
    QER_ID = 109
    PDN_TYPE = 113
    QFI = 124
    SESSION_ESTABLISHMENT_FLAGS = 186


class Action(IntEnum):
    """Apply Action: what a FAR does with packets (8.2.26)."""

    DROP = 0x01
    FORWARD = 0x02
    BUFFER = 0x04
    NOTIFY = 0x08
    """NOCP: notify the SMF when the first packet is buffered."""


Value = Union[bytes, "Elements"]
"""An element's value: octets, or the elements of a grouped element."""


_GROUPS = frozenset(
    {
        Ie.CREATE_PDR,
        Ie.PDI,
        Ie.CREATE_FAR,
        Ie.FORWARDING_PARAMETERS,
        Ie.CREATE_URR,
        Ie.CREATE_QER,
        Ie.CREATED_PDR,
        Ie.UPDATE_FAR,
        Ie.UPDATE_PDR,
        Ie.UPDATE_QER,
        Ie.REMOVE_PDR,
        Ie.REMOVE_QER,
        Ie.UPDATE_FORWARDING_PARAMETERS,
        Ie.DOWNLINK_DATA_REPORT,
        Ie.USAGE_REPORT_AT_DELETION,
        Ie.USAGE_REPORT,
    }
)


class Elements:
    """The information elements of a message or of a grouped element, in order."""

    def __init__(self, elements: Iterable[tuple[int, Value]]) -> None:
        self._elements = list(elements)

    def __iter__(self) -> Iterator[tuple[int, Value]]:
        return iter(self._elements)

    def encode(self) -> bytes:
        """Encode the type, length and value of each element (8.1.1)."""
        parts = []
        for kind, value in self._elements:
            octets = value if isinstance(value, bytes) else value.encode()
            parts.append(_ELEMENT.pack(kind, len(octets)) + octets)
        return b"".join(parts)

    @classmethod
    def decode(cls, data: bytes) -> "Elements":
        """Decode elements, including those inside known grouped elements.

        Raises:
            PfcpError: when the last element is truncated.
        """
        found: list[tuple[int, Value]] = []
        at = 0
        while at < len(data):
            if len(data) - at < _ELEMENT.size:
                raise PfcpError("a truncated PFCP element")
            kind, length = _ELEMENT.unpack_from(data, at)
            at += _ELEMENT.size + length
            if at > len(data):
                raise PfcpError("a truncated PFCP element")
            value = data[at - length : at]
            found.append((kind, cls.decode(value) if kind in _GROUPS else value))
        return cls(found)

    def octets(self, kind: Ie) -> bytes:
        """Return the value of an element as octets.

        Raises:
            PfcpError: when there is no such element.
        """
        for value in self._all(kind):
            if isinstance(value, bytes):
                return value
        raise PfcpError(f"no {kind.name}")

    def number(self, kind: Ie) -> int:
        """Return the value of an element as an integer.

        Raises:
            PfcpError: when there is no such element.
        """
        return int.from_bytes(self.octets(kind))

    def has(self, kind: Ie) -> bool:
        """Return whether an element of this type is present."""
        return bool(self._all(kind))

    def groups(self, kind: Ie) -> list["Elements"]:
        """Return all grouped elements of one type."""
        return [value for value in self._all(kind) if isinstance(value, Elements)]

    def _all(self, kind: Ie) -> list[Value]:
        return [value for number, value in self._elements if number == kind]


@dataclass(frozen=True)
class PfcpMessage:
    """A PFCP message; node-related messages have no SEID."""

    type: MessageType
    sequence: int
    elements: Elements
    seid: int | None = None

    def encode(self) -> bytes:
        """Encode the message with its header (7.2.2)."""
        seid = b"" if self.seid is None else _SEID.pack(self.seid)
        rest = seid + (self.sequence << 8).to_bytes(4) + self.elements.encode()
        flags = _VERSION_1 | (_WITH_SEID if seid else 0)
        return _START.pack(flags, self.type, len(rest)) + rest

    @classmethod
    def decode(cls, data: bytes) -> "PfcpMessage":
        """Decode a message.

        Raises:
            PfcpError: when it is malformed or its type is not supported.
        """
        try:
            flags, kind, length = _START.unpack_from(data)
            at = _START.size
            if flags & ~_WITH_SEID != _VERSION_1 or length > len(data) - at:
                raise PfcpError("a malformed PFCP message")
            data = data[: at + length]
            seid = None
            if flags & _WITH_SEID:
                (seid,) = _SEID.unpack_from(data, at)
                at += _SEID.size
            if len(data) < at + 4:
                raise PfcpError("a truncated PFCP message")
            sequence = int.from_bytes(data[at : at + 3])
            return cls(MessageType(kind), sequence, Elements.decode(data[at + 4 :]), seid)
        except struct.error as error:
            raise PfcpError("a truncated PFCP message") from error
        except ValueError as error:
            raise PfcpError("a PFCP message of an unsupported type") from error


def node_id(address: IPv4Address) -> bytes:
    """Encode a Node ID (8.2.38)."""
    return b"\x00" + address.packed


def f_seid(seid: int, address: IPv4Address) -> bytes:
    """Encode an F-SEID (8.2.37)."""
    return struct.pack("!BQ4s", 0x02, seid, address.packed)


def read_f_seid(value: bytes) -> int:
    """Return the SEID of an F-SEID."""
    return int.from_bytes(value[1:9])


def chooses_f_teid(value: bytes) -> bool:
    """Return whether an F-TEID asks the UPF to choose (CHOOSE bit, 8.2.3)."""
    return bool(value[0] & 0x04)


def choose_f_teid() -> bytes:
    """Encode an F-TEID that asks the UPF to choose an IPv4 endpoint (8.2.3)."""
    return b"\x05"


def f_teid(teid: int, address: IPv4Address) -> bytes:
    """Encode an F-TEID (8.2.3)."""
    return struct.pack("!BI4s", 0x01, teid, address.packed)


def read_f_teid(value: bytes) -> tuple[int, IPv4Address]:
    """Return the TEID and the address of an F-TEID."""
    return int.from_bytes(value[1:5]), IPv4Address(value[5:9])


def ue_ip_address(address: IPv4Address, *, destination: bool) -> bytes:
    """Encode a UE IP Address, as source or destination of packets (8.2.62)."""
    return bytes([0x06 if destination else 0x02]) + address.packed


def read_ue_ip_address(value: bytes) -> IPv4Address:
    """Return the address of a UE IP Address."""
    return IPv4Address(value[1:5])


def outer_header_creation(teid: int, address: IPv4Address) -> bytes:
    """Encode an Outer Header Creation for GTP-U over IPv4 (8.2.56)."""
    return struct.pack("!HI4s", _GTPU_UDP_IPV4, teid, address.packed)


def read_outer_header_creation(value: bytes) -> tuple[int, IPv4Address]:
    """Return the TEID and the address of an Outer Header Creation."""
    return int.from_bytes(value[2:6]), IPv4Address(value[6:10])


def sdf_filter(description: str) -> bytes:
    """Encode an SDF Filter from its flow description (8.2.5)."""
    return struct.pack("!BBH", 0x01, 0, len(description)) + description.encode()


def read_sdf_filter(value: bytes) -> str:
    """Return the flow description of an SDF Filter."""
    return value[4 : 4 + int.from_bytes(value[2:4])].decode()


def bit_rates(uplink_kbps: int, downlink_kbps: int) -> bytes:
    """Encode an MBR (8.2.8)."""
    return uplink_kbps.to_bytes(5) + downlink_kbps.to_bytes(5)


def read_bit_rates(value: bytes) -> tuple[int, int]:
    """Return the uplink and downlink bit rates of an MBR, in kbit/s."""
    return int.from_bytes(value[:5]), int.from_bytes(value[5:10])


def volume_threshold(total_bytes: int) -> bytes:
    """Encode a Volume Threshold of the total volume, in bytes (8.2.13)."""
    return b"\x01" + total_bytes.to_bytes(8)


def read_volume_threshold(value: bytes) -> int:
    """Return the total volume of a Volume Threshold, in bytes."""
    return int.from_bytes(value[1:9])


def volume(uplink_bytes: int, downlink_bytes: int) -> bytes:
    """Encode a Volume Measurement: total, uplink and downlink, in bytes (8.2.44)."""
    counts = (uplink_bytes + downlink_bytes, uplink_bytes, downlink_bytes)
    return b"\x07" + b"".join(count.to_bytes(8) for count in counts)


def reporting_triggers(*, volume: bool, time: bool) -> bytes:
    """Encode the Reporting Triggers VOLTH and TIMTH (8.2.19)."""
    return bytes([0x02 * volume | 0x04 * time, 0, 0])


def recovery_time_stamp(unix_time_s: float) -> bytes:
    """Encode a Recovery Time Stamp, the time at which a node started (8.2.65)."""
    return ntp_seconds(unix_time_s).to_bytes(4)
