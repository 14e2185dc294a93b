"""GTP-U messages with the PDU Session Container (TS 29.281; TS 38.415)."""

import struct
from dataclasses import dataclass

from campus5g.virtualkit.codecs.protocol_error import ProtocolError

PORT = 2152

DOWNLINK_PDU_SESSION = 0
UPLINK_PDU_SESSION = 1

_VERSION_1_WITH_EXTENSION = 0x34
_G_PDU = 255
_END_MARKER = 254
_VERSION_1 = 0x30
_SHORT_HEADER = struct.Struct("!BBHI")
_PDU_SESSION_CONTAINER = 0x85
_HEADER = struct.Struct("!BBHIHBBBBBB")
_MANDATORY_SIZE = 8


def end_marker(teid: int) -> bytes:
    """Build an End Marker, the last message through a tunnel (TS 29.281, 7.3.2)."""
    return _SHORT_HEADER.pack(_VERSION_1, _END_MARKER, 0, teid)


def is_end_marker(data: bytes) -> bool:
    """Return whether a GTP-U message is an End Marker (TS 29.281, 7.3.2)."""
    return data[1:2] == bytes([_END_MARKER])


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
            _G_PDU,
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
        flags, kind, length, teid, _, _, extension, words, pdu_type, qfi, after = (
            _HEADER.unpack_from(data)
        )
        if (flags, kind, extension, words, after) != (
            _VERSION_1_WITH_EXTENSION,
            _G_PDU,
            _PDU_SESSION_CONTAINER,
            1,
            0,
        ) or length != len(data) - _MANDATORY_SIZE:
            raise GtpError("not a G-PDU with a PDU Session Container")
        return cls(teid, pdu_type >> 4, qfi & 0x3F, data[_HEADER.size :])
