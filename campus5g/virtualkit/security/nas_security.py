"""NAS security: NIA2, NEA0, NEA2 and the NAS COUNTs (TS 33.501, 6.4; TS 24.501, 4.4)."""

from dataclasses import dataclass, field
from enum import IntEnum

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC
from cryptography.hazmat.primitives.constant_time import bytes_eq

from campus5g.virtualkit.codecs.protocol_error import ProtocolError
from campus5g.virtualkit.security import keys

UPLINK = 0
DOWNLINK = 1

_EPD_5GMM = 0x7E
_BEARER_3GPP = 1
_COUNT_BITS = 24


class SecurityHeader(IntEnum):
    """Security header types (TS 24.501, 9.3)."""

    PLAIN = 0
    INTEGRITY = 1
    INTEGRITY_CIPHERED = 2
    INTEGRITY_NEW_CONTEXT = 3
    INTEGRITY_CIPHERED_NEW_CONTEXT = 4

    @property
    def ciphered(self) -> bool:
        """Whether messages with this header are ciphered."""
        return self in (self.INTEGRITY_CIPHERED, self.INTEGRITY_CIPHERED_NEW_CONTEXT)


class Integrity(IntEnum):
    """The supported integrity algorithms, with their codes in NAS messages."""

    NIA2 = 2


class Ciphering(IntEnum):
    """The supported ciphering algorithms, with their codes in NAS messages."""

    NEA0 = 0
    NEA2 = 2


class NasSecurityError(ProtocolError):
    """The message fails its integrity or replay check and must be discarded."""


def nia2(key: bytes, count: int, bearer: int, direction: int, message: bytes) -> bytes:
    """Return the 4-byte MAC of a message under 128-NIA2 (TS 33.401, B.2.3)."""
    cmac = CMAC(algorithms.AES(key))
    cmac.update(_header(count, bearer, direction) + message)
    return cmac.finalize()[:4]


def nea2(key: bytes, count: int, bearer: int, direction: int, message: bytes) -> bytes:
    """Cipher or decipher a message with 128-NEA2 (TS 33.401, B.1.3)."""
    counter = _header(count, bearer, direction) + bytes(8)
    return Cipher(algorithms.AES(key), modes.CTR(counter)).encryptor().update(message)


def _header(count: int, bearer: int, direction: int) -> bytes:
    return count.to_bytes(4) + bytes([bearer << 3 | direction << 2, 0, 0, 0])


@dataclass
class NasSecurity:
    """One side's NAS security context: keys, algorithms and both NAS COUNTs.

    Args:
        amf_key: K_AMF.
        sends: the direction that this side sends in, UPLINK or DOWNLINK.
    """

    amf_key: bytes
    sends: int
    integrity: Integrity
    ciphering: Ciphering
    sent: int = 0
    received: int = -1
    integrity_key: bytes = field(init=False)
    ciphering_key: bytes = field(init=False)

    def __post_init__(self) -> None:
        self.integrity_key = keys.k_nas(self.amf_key, keys.NAS_INTEGRITY, self.integrity)
        self.ciphering_key = keys.k_nas(self.amf_key, keys.NAS_ENCRYPTION, self.ciphering)

    def protect(self, message: bytes, header: SecurityHeader) -> bytes:
        """Return a message with its security header, and increment the NAS COUNT."""
        count, self.sent = self.sent, self.sent + 1
        if header.ciphered:
            message = self._ciphered(count, self.sends, message)
        protected = bytes([count & 0xFF]) + message
        return bytes([_EPD_5GMM, header]) + self._mac(count, self.sends, protected) + protected

    def unprotect(self, pdu: bytes) -> bytes:
        """Return the message inside a protected one.

        Raises:
            NasSecurityError: when the MAC is wrong, which is also how a replay shows.
        """
        if len(pdu) < 8 or pdu[0] != _EPD_5GMM or pdu[1] not in list(SecurityHeader)[1:]:
            raise NasSecurityError("not a protected NAS message")
        mac, protected, receives = pdu[2:6], pdu[6:], 1 - self.sends
        # The lowest count above the last one whose low octet is the sequence number.
        count = self.received + 1 + (protected[0] - self.received - 1) % 256
        if count >> _COUNT_BITS or not bytes_eq(mac, self._mac(count, receives, protected)):
            raise NasSecurityError("the message authentication code is wrong")
        self.received = count
        message = protected[1:]
        if SecurityHeader(pdu[1]).ciphered:
            message = self._ciphered(count, receives, message)
        return message

    def conceal(self, container: bytes) -> bytes:
        """Cipher the NAS message container of the next message to send (TS 24.501, 4.4.6)."""
        return self._ciphered(self.sent, self.sends, container)

    def reveal(self, container: bytes) -> bytes:
        """Decipher the NAS message container of the last message received."""
        return self._ciphered(self.received, 1 - self.sends, container)

    def _mac(self, count: int, direction: int, protected: bytes) -> bytes:
        return nia2(self.integrity_key, count, _BEARER_3GPP, direction, protected)

    def _ciphered(self, count: int, direction: int, message: bytes) -> bytes:
        if self.ciphering is Ciphering.NEA0:
            return message
        return nea2(self.ciphering_key, count, _BEARER_3GPP, direction, message)
