"""Identities of subscribers, equipment, networks and slices, as NAS encodes them."""

from dataclasses import dataclass
from enum import IntEnum

from campus5g.inventory import Slice
from campus5g.virtualkit.codecs.protocol_error import ProtocolError

_SUCI_IMSI = 0x01
_GUTI = 0xF2
_S_TMSI = 0xF4
_IMEISV = 5
_NO_ROUTING_INDICATOR = b"\xf0\xff"


class IdentityError(ProtocolError):
    """The bytes are not the expected identity."""


@dataclass(frozen=True)
class Plmn:
    """A PLMN: mobile country code (3 digits) and mobile network code (2 or 3 digits)."""

    mcc: str
    mnc: str

    def encode(self) -> bytes:
        """Encode the PLMN in three octets (TS 24.501, 9.11.3.4)."""
        return _bcd(self.mcc + (self.mnc[2:] or "f") + self.mnc[:2])

    @classmethod
    def decode(cls, data: bytes) -> "Plmn":
        """Decode the three octets of a PLMN.

        Raises:
            IdentityError: when they don't hold a PLMN.
        """
        digits = _digits(data)
        third = digits[3].replace("f", "")
        if len(digits) != 6 or not (digits[:3] + digits[4:] + third).isdigit():
            raise IdentityError("not a PLMN")
        return cls(digits[:3], digits[4:] + third)


@dataclass(frozen=True)
class Snssai:
    """An S-NSSAI: slice/service type (SST) and optional slice differentiator (SD, 24 bits)."""

    sst: int
    sd: int | None = None

    @classmethod
    def of(cls, part: Slice) -> "Snssai":
        """Return the S-NSSAI of a slice in the inventory."""
        return cls(part.sst, int(part.sd, 16) if part.sd else None)

    def encode(self) -> bytes:
        """Encode the value part of the S-NSSAI element (TS 24.501, 9.11.2.8)."""
        return bytes([self.sst]) + (b"" if self.sd is None else self.sd.to_bytes(3))

    @classmethod
    def decode(cls, data: bytes) -> "Snssai":
        """Decode the value part of the S-NSSAI element.

        Raises:
            IdentityError: when the length is neither 1 nor 4.
        """
        if len(data) not in (1, 4):
            raise IdentityError("not an S-NSSAI of the home network")
        return cls(data[0], int.from_bytes(data[1:]) if data[1:] else None)


def encode_nssai(slices: list[Snssai]) -> bytes:
    """Encode the value part of the NSSAI element (TS 24.501, 9.11.3.37)."""
    return b"".join(bytes([len(part.encode())]) + part.encode() for part in slices)


def decode_nssai(data: bytes) -> list[Snssai]:
    """Decode the value part of the NSSAI element.

    Raises:
        IdentityError: when an entry can't be read.
    """
    slices = []
    while data:
        length = data[0]
        slices.append(Snssai.decode(data[1 : 1 + length]))
        data = data[1 + length :]
    return slices


class Scheme(IntEnum):
    """Protection schemes of a SUCI (TS 33.501, annex C)."""

    NULL = 0
    PROFILE_A = 1
    PROFILE_B = 2


@dataclass(frozen=True)
class Suci:
    """A SUCI: a SUPI concealed for the home network (TS 23.003, 2.2B).

    Args:
        home: the home network.
        output: the scheme output; with the null scheme, the MSIN in clear.
        scheme: the protection scheme.
        key_id: the home network public key identifier, 0 to 255.
    """

    home: Plmn
    output: bytes
    scheme: Scheme = Scheme.NULL
    key_id: int = 0

    @classmethod
    def in_clear(cls, home: Plmn, msin: str) -> "Suci":
        """Return the SUCI of an MSIN under the null scheme."""
        return cls(home, encode_msin(msin))

    def supi(self, msin: bytes) -> str:
        """Return the SUPI (an IMSI), given the MSIN that the scheme output reveals."""
        return self.home.mcc + self.home.mnc + _digits(msin).rstrip("f")

    def encode(self) -> bytes:
        """Encode a 5GS mobile identity (TS 24.501, 9.11.3.4)."""
        scheme = bytes([self.scheme, self.key_id])
        return (
            bytes([_SUCI_IMSI]) + self.home.encode() + _NO_ROUTING_INDICATOR + scheme + self.output
        )

    @classmethod
    def decode(cls, data: bytes) -> "Suci":
        """Decode a 5GS mobile identity.

        Raises:
            IdentityError: when it isn't a SUCI of an IMSI, or its protection scheme is unknown.
        """
        if len(data) < 9 or data[0] != _SUCI_IMSI:
            raise IdentityError("not a SUCI")
        try:
            scheme = Scheme(data[6] & 0x0F)
        except ValueError as error:
            raise IdentityError("a SUCI with an unknown protection scheme") from error
        return cls(Plmn.decode(data[1:4]), data[8:], scheme, data[7])


def encode_msin(msin: str) -> bytes:
    """Encode an MSIN as the input of a protection scheme (TS 33.501, C.3.2)."""
    return _bcd(msin)


@dataclass(frozen=True)
class Guti:
    """A 5G-GUTI: the temporary identity that an AMF assigns to a UE."""

    plmn: Plmn
    region: int
    set: int
    pointer: int
    tmsi: int

    def encode(self) -> bytes:
        """Encode a 5GS mobile identity (TS 24.501, 9.11.3.4)."""
        amf = bytes([self.region]) + (self.set << 6 | self.pointer).to_bytes(2)
        return bytes([_GUTI]) + self.plmn.encode() + amf + self.tmsi.to_bytes(4)

    @classmethod
    def decode(cls, data: bytes) -> "Guti":
        """Decode a 5GS mobile identity.

        Raises:
            IdentityError: when it isn't a 5G-GUTI.
        """
        if len(data) != 11 or data[0] != _GUTI:
            raise IdentityError("not a 5G-GUTI")
        amf = int.from_bytes(data[5:7])
        return cls(Plmn.decode(data[1:4]), data[4], amf >> 6, amf & 0x3F, int.from_bytes(data[7:]))

    @property
    def short(self) -> "Tmsi":
        """The 5G-S-TMSI that is part of the 5G-GUTI."""
        return Tmsi(self.set, self.pointer, self.tmsi)


@dataclass(frozen=True)
class Tmsi:
    """A 5G-S-TMSI: the short identity used in paging and service requests."""

    set: int
    pointer: int
    tmsi: int

    def encode(self) -> bytes:
        """Encode a 5GS mobile identity (TS 24.501, 9.11.3.4)."""
        amf = (self.set << 6 | self.pointer).to_bytes(2)
        return bytes([_S_TMSI]) + amf + self.tmsi.to_bytes(4)

    @classmethod
    def decode(cls, data: bytes) -> "Tmsi":
        """Decode a 5GS mobile identity.

        Raises:
            IdentityError: when it isn't a 5G-S-TMSI.
        """
        if len(data) != 7 or data[0] != _S_TMSI:
            raise IdentityError("not a 5G-S-TMSI")
        amf = int.from_bytes(data[1:3])
        return cls(amf >> 6, amf & 0x3F, int.from_bytes(data[3:]))


MobileIdentity = Suci | Guti | Tmsi


def mobile_identity(data: bytes) -> MobileIdentity:
    """Decode a 5GS mobile identity of a subscriber (TS 24.501, 9.11.3.4).

    Raises:
        IdentityError: when it is none of SUCI, 5G-GUTI and 5G-S-TMSI.
    """
    if data[:1] == bytes([_SUCI_IMSI]):
        return Suci.decode(data)
    if data[:1] == bytes([_GUTI]):
        return Guti.decode(data)
    return Tmsi.decode(data)


def encode_imeisv(digits: str) -> bytes:
    """Encode an IMEISV of 16 digits as a 5GS mobile identity (TS 24.501, 9.11.3.4)."""
    return bytes([int(digits[0]) << 4 | _IMEISV]) + _bcd(digits[1:])


def decode_imeisv(data: bytes) -> str:
    """Decode the 16 digits of an IMEISV from a 5GS mobile identity.

    Raises:
        IdentityError: when the identity isn't an IMEISV.
    """
    if len(data) != 9 or data[0] & 0x07 != _IMEISV:
        raise IdentityError("not an IMEISV")
    return f"{data[0] >> 4}{_digits(data[1:]).rstrip('f')}"


def _bcd(digits: str) -> bytes:
    """Pack digits as BCD, low half of each octet first, padded with 0xF."""
    filled = digits + "f" * (len(digits) % 2)
    return bytes(int(filled[i + 1] + filled[i], 16) for i in range(0, len(filled), 2))


def _digits(data: bytes) -> str:
    return "".join(f"{octet & 0x0F:x}{octet >> 4:x}" for octet in data)
