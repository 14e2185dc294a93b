"""Names of subscribers, equipment, networks and slices, as the air and the wire carry them."""

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
    """Bytes that are not the identity that they should be."""


@dataclass(frozen=True)
class Plmn:
    """A network: country code (3 digits) and network code (2 or 3 digits)."""

    mcc: str
    mnc: str

    def encode(self) -> bytes:
        """Return the three octets (TS 24.501, 9.11.3.4)."""
        return _bcd(self.mcc + (self.mnc[2:] or "f") + self.mnc[:2])

    @classmethod
    def decode(cls, data: bytes) -> "Plmn":
        """Read three octets.

        Raises:
            IdentityError: when they hold no network.
        """
        digits = _digits(data)
        third = digits[3].replace("f", "")
        if len(digits) != 6 or not (digits[:3] + digits[4:] + third).isdigit():
            raise IdentityError("not a PLMN")
        return cls(digits[:3], digits[4:] + third)


@dataclass(frozen=True)
class Snssai:
    """A slice: type, and differentiator (24 bits) where there is one."""

    sst: int
    sd: int | None = None

    @classmethod
    def of(cls, part: Slice) -> "Snssai":
        """Return the name of a slice of the inventory."""
        return cls(part.sst, int(part.sd, 16) if part.sd else None)

    def encode(self) -> bytes:
        """Return the value of the information element (TS 24.501, 9.11.2.8)."""
        return bytes([self.sst]) + (b"" if self.sd is None else self.sd.to_bytes(3))

    @classmethod
    def decode(cls, data: bytes) -> "Snssai":
        """Read the value of the information element.

        Raises:
            IdentityError: for any length but 1 and 4.
        """
        if len(data) not in (1, 4):
            raise IdentityError("not an S-NSSAI of the home network")
        return cls(data[0], int.from_bytes(data[1:]) if data[1:] else None)


def encode_nssai(slices: list[Snssai]) -> bytes:
    """Return a list of slices (TS 24.501, 9.11.3.37)."""
    return b"".join(bytes([len(part.encode())]) + part.encode() for part in slices)


def decode_nssai(data: bytes) -> list[Snssai]:
    """Read a list of slices.

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
    """A subscriber's name on its way to the home network (TS 23.003, 2.2B).

    Parameters:
        home: the home network.
        output: the scheme output: with the null scheme the MSIN, readable by all.
        scheme: how the MSIN is concealed.
        key_id: the home network's key that it is concealed for, 0 to 255.
    """

    home: Plmn
    output: bytes
    scheme: Scheme = Scheme.NULL
    key_id: int = 0

    @classmethod
    def in_clear(cls, home: Plmn, msin: str) -> "Suci":
        """Return a name under the null scheme."""
        return cls(home, encode_msin(msin))

    def supi(self, msin: bytes) -> str:
        """Return the IMSI's digits, from the MSIN that the scheme output stands for."""
        return self.home.mcc + self.home.mnc + _digits(msin).rstrip("f")

    def encode(self) -> bytes:
        """Return the 5GS mobile identity (TS 24.501, 9.11.3.4)."""
        scheme = bytes([self.scheme, self.key_id])
        return (
            bytes([_SUCI_IMSI]) + self.home.encode() + _NO_ROUTING_INDICATOR + scheme + self.output
        )

    @classmethod
    def decode(cls, data: bytes) -> "Suci":
        """Read a 5GS mobile identity.

        Raises:
            IdentityError: when it is no IMSI, or is concealed by a scheme that is not known.
        """
        if len(data) < 9 or data[0] != _SUCI_IMSI:
            raise IdentityError("not a SUCI")
        try:
            scheme = Scheme(data[6] & 0x0F)
        except ValueError as error:
            raise IdentityError("a SUCI with a scheme that is not spoken here") from error
        return cls(Plmn.decode(data[1:4]), data[8:], scheme, data[7])


def encode_msin(msin: str) -> bytes:
    """Return the digits that a scheme conceals (TS 33.501, C.3.2)."""
    return _bcd(msin)


@dataclass(frozen=True)
class Guti:
    """The temporary name that an AMF gives: 5G-GUTI."""

    plmn: Plmn
    region: int
    set: int
    pointer: int
    tmsi: int

    def encode(self) -> bytes:
        """Return the 5GS mobile identity (TS 24.501, 9.11.3.4)."""
        amf = bytes([self.region]) + (self.set << 6 | self.pointer).to_bytes(2)
        return bytes([_GUTI]) + self.plmn.encode() + amf + self.tmsi.to_bytes(4)

    @classmethod
    def decode(cls, data: bytes) -> "Guti":
        """Read a 5GS mobile identity.

        Raises:
            IdentityError: when it is no 5G-GUTI.
        """
        if len(data) != 11 or data[0] != _GUTI:
            raise IdentityError("not a 5G-GUTI")
        amf = int.from_bytes(data[5:7])
        return cls(Plmn.decode(data[1:4]), data[4], amf >> 6, amf & 0x3F, int.from_bytes(data[7:]))

    @property
    def short(self) -> "Tmsi":
        """The 5G-S-TMSI in it."""
        return Tmsi(self.set, self.pointer, self.tmsi)


@dataclass(frozen=True)
class Tmsi:
    """The short temporary name that a UE is paged by and asks for service with: 5G-S-TMSI."""

    set: int
    pointer: int
    tmsi: int

    def encode(self) -> bytes:
        """Return the 5GS mobile identity (TS 24.501, 9.11.3.4)."""
        amf = (self.set << 6 | self.pointer).to_bytes(2)
        return bytes([_S_TMSI]) + amf + self.tmsi.to_bytes(4)

    @classmethod
    def decode(cls, data: bytes) -> "Tmsi":
        """Read a 5GS mobile identity.

        Raises:
            IdentityError: when it is no 5G-S-TMSI.
        """
        if len(data) != 7 or data[0] != _S_TMSI:
            raise IdentityError("not a 5G-S-TMSI")
        amf = int.from_bytes(data[1:3])
        return cls(amf >> 6, amf & 0x3F, int.from_bytes(data[3:]))


MobileIdentity = Suci | Guti | Tmsi


def mobile_identity(data: bytes) -> MobileIdentity:
    """Read a 5GS mobile identity that names a subscriber (TS 24.501, 9.11.3.4).

    Raises:
        IdentityError: when it is none.
    """
    if data[:1] == bytes([_SUCI_IMSI]):
        return Suci.decode(data)
    if data[:1] == bytes([_GUTI]):
        return Guti.decode(data)
    return Tmsi.decode(data)


def encode_imeisv(digits: str) -> bytes:
    """Return the 5GS mobile identity of a device, from its 16 digits."""
    return bytes([int(digits[0]) << 4 | _IMEISV]) + _bcd(digits[1:])


def decode_imeisv(data: bytes) -> str:
    """Read the 16 digits of a device.

    Raises:
        IdentityError: when the identity is no IMEISV.
    """
    if len(data) != 9 or data[0] & 0x07 != _IMEISV:
        raise IdentityError("not an IMEISV")
    return f"{data[0] >> 4}{_digits(data[1:]).rstrip('f')}"


def _bcd(digits: str) -> bytes:
    """Pack digits, low half of each octet first, filled up with ones."""
    filled = digits + "f" * (len(digits) % 2)
    return bytes(int(filled[i + 1] + filled[i], 16) for i in range(0, len(filled), 2))


def _digits(data: bytes) -> str:
    return "".join(f"{octet & 0x0F:x}{octet >> 4:x}" for octet in data)
