"""GTP-U messages with the PDU Session Container (TS 29.281; TS 38.415)."""

import struct
from dataclasses import dataclass
from ipaddress import IPv4Address

from campus5g.virtualkit.codecs.protocol_error import ProtocolError

PORT = 2152

DOWNLINK_PDU_SESSION = 0
UPLINK_PDU_SESSION = 1

ECHO_REQUEST = 1
ECHO_RESPONSE = 2
ERROR_INDICATION = 26
SUPPORTED_EXTENSION_HEADERS = 31

_VERSION_1_WITH_EXTENSION = 0x34
G_PDU = 255
END_MARKER = 254
_VERSION_1 = 0x30
_VERSION_AND_TYPE = 0xF0
_WITH_SEQUENCE, _WITH_EXTENSION, _WITH_OPTIONS = 0x02, 0x04, 0x07
_COMPREHENSION_REQUIRED = 0x80
_RECOVERY, _TEID_DATA, _PEER_ADDRESS, _EXTENSION_HEADER_TYPES = 14, 16, 133, 141
_SHORT_HEADER = struct.Struct("!BBHI")
_PDU_SESSION_CONTAINER = 0x85
_OPTIONS = struct.Struct("!HBB")
_HEADER = struct.Struct("!BBHIHBBBBBB")
_MANDATORY_SIZE = 8


def end_marker(teid: int) -> bytes:
    """Build an End Marker, the last message through a tunnel (TS 29.281, 7.3.2)."""
    return _SHORT_HEADER.pack(_VERSION_1, END_MARKER, 0, teid)


def is_end_marker(data: bytes) -> bool:
    """Return whether a GTP-U message is an End Marker (TS 29.281, 7.3.2)."""
    return data[1:2] == bytes([END_MARKER])


class GtpError(ProtocolError):
    """The bytes are not a G-PDU with a PDU Session Container."""


@dataclass(frozen=True)
class GPdu:
    """A G-PDU: one user packet in its tunnel, with a PDU Session Container.

    Args:
        teid: the receiver's tunnel endpoint identifier.
        pdu_type: DOWNLINK_PDU_SESSION or UPLINK_PDU_SESSION.
        qfi: the QoS flow identifier, 0 to 63.
        packet: the user's IP packet.
    """

    teid: int
    pdu_type: int
    qfi: int
    packet: bytes

    def encode(self) -> bytes:
        """Return the G-PDU as a UDP payload."""
        header = _HEADER.pack(
            _VERSION_1_WITH_EXTENSION,
            G_PDU,
            len(self.packet) + _HEADER.size - _MANDATORY_SIZE,
            self.teid,
            0,
            0,
            _PDU_SESSION_CONTAINER,
            1,
            self.pdu_type << 4,
            self.qfi,
            0,
        )
        return header + self.packet

    @classmethod
    def decode(cls, data: bytes) -> "GPdu":
        """Decode a G-PDU.

        Raises:
            GtpError: for any other message.
        """
        if len(data) < _HEADER.size:
            raise GtpError("too short for a G-PDU")
        # What the kit itself sends; other networks' G-PDUs may have more in their headers.
        flags, kind, length, teid, _, _, extension, words, pdu_type, qfi, after = (
            _HEADER.unpack_from(data)
        )
        if (flags, kind, extension, words, after) != (
            _VERSION_1_WITH_EXTENSION,
            G_PDU,
            _PDU_SESSION_CONTAINER,
            1,
            0,
        ) or length != len(data) - _MANDATORY_SIZE:
            return GtpMessage.decode(data).g_pdu()
        return cls(teid, pdu_type >> 4, qfi & 0x3F, data[_HEADER.size :])


@dataclass(frozen=True)
class GtpMessage:
    """Any GTP-U message, with the optional fields and extension headers of others (5.1, 5.2).

    Args:
        kind: the message type (6.1).
        teid: the receiver's tunnel endpoint identifier.
        sequence: the sequence number, if there is one.
        extensions: type and content of each extension header.
        payload: what follows the headers.
    """

    kind: int
    teid: int
    sequence: int | None
    extensions: tuple[tuple[int, bytes], ...]
    payload: bytes

    @classmethod
    def decode(cls, data: bytes) -> "GtpMessage":
        """Decode a message.

        Raises:
            GtpError: when it is malformed, or not of GTP version 1.
        """
        if len(data) < _MANDATORY_SIZE:
            raise GtpError("too short for a GTP-U message")
        flags, kind, length, teid = _SHORT_HEADER.unpack_from(data)
        if flags & _VERSION_AND_TYPE != _VERSION_1:
            raise GtpError("not a message of GTP version 1")
        body = data[_MANDATORY_SIZE : _MANDATORY_SIZE + length]
        if len(body) < length:
            raise GtpError("a truncated GTP-U message")
        if not flags & _WITH_OPTIONS:
            return cls(kind, teid, None, (), body)
        if len(body) < _OPTIONS.size:
            raise GtpError("a GTP-U message without its optional fields")
        sequence, _, extension = _OPTIONS.unpack_from(body)
        body = body[_OPTIONS.size :]
        extensions = []
        while flags & _WITH_EXTENSION and extension:
            size = 4 * body[0] if body else 0
            if not size or size > len(body):
                raise GtpError("an extension header with a wrong length")
            extensions.append((extension, body[1 : size - 1]))
            extension, body = body[size - 1], body[size:]
        return cls(
            kind, teid, sequence if flags & _WITH_SEQUENCE else None, tuple(extensions), body
        )

    @property
    def incomprehensible(self) -> bool:
        """Whether it has an unknown extension header that has to be understood (5.2.1)."""
        return any(
            kind & _COMPREHENSION_REQUIRED and kind != _PDU_SESSION_CONTAINER
            for kind, _ in self.extensions
        )

    def g_pdu(self) -> GPdu:
        """Return the message as a G-PDU.

        Raises:
            GtpError: when it is none, or has no PDU Session Container.
        """
        container = dict(self.extensions).get(_PDU_SESSION_CONTAINER)
        if self.kind != G_PDU or container is None or self.incomprehensible:
            raise GtpError("not a G-PDU with a PDU Session Container")
        return GPdu(self.teid, container[0] >> 4, container[1] & 0x3F, self.payload)


def echo_response(request: GtpMessage) -> bytes:
    """Build the ECHO RESPONSE to an ECHO REQUEST (7.2.2)."""
    return _path_message(ECHO_RESPONSE, request.sequence or 0, bytes([_RECOVERY, 0]))


def error_indication(teid: int, receiver: IPv4Address) -> bytes:
    """Build the ERROR INDICATION about a G-PDU for a tunnel that the receiver lacks (7.3.1)."""
    content = bytes([_TEID_DATA]) + teid.to_bytes(4)
    content += bytes([_PEER_ADDRESS, 0, 4]) + receiver.packed
    return _path_message(ERROR_INDICATION, 0, content)


def supported_extension_headers() -> bytes:
    """Build a SUPPORTED EXTENSION HEADERS NOTIFICATION (7.2.3)."""
    content = bytes([_EXTENSION_HEADER_TYPES, 1, _PDU_SESSION_CONTAINER])
    return _path_message(SUPPORTED_EXTENSION_HEADERS, 0, content)


def _path_message(kind: int, sequence: int, content: bytes) -> bytes:
    options = _OPTIONS.pack(sequence, 0, 0)
    flags = _VERSION_1 | _WITH_SEQUENCE
    return _SHORT_HEADER.pack(flags, kind, len(options) + len(content), 0) + options + content
