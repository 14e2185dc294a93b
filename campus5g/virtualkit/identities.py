"""Names of subscribers, equipment, networks and slices, as the air and the wire carry them."""

from dataclasses import dataclass

from campus5g.inventory import Slice
from campus5g.virtualkit.protocol_error import ProtocolError

_SUCI_IMSI = 0x01
_GUTI = 0xF2
_IMEISV = 5
_NO_ROUTING_INDICATOR = b"\xf0\xff"
_NULL_SCHEME = 0


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


@dataclass(frozen=True)
class Suci:
    """A concealed subscriber under the null scheme: readable by all (TS 33.501, C.2)."""

    home: Plmn
    msin: str

    @property
    def supi(self) -> str:
        """The IMSI."""
        return self.home.mcc + self.home.mnc + self.msin

    def encode(self) -> bytes:
        """Return the 5GS mobile identity (TS 24.501, 9.11.3.4)."""
        return (
            bytes([_SUCI_IMSI])
            + self.home.encode()
            + _NO_ROUTING_INDICATOR
            + bytes([_NULL_SCHEME, 0])
            + _bcd(self.msin)
        )

    @classmethod
    def decode(cls, data: bytes) -> "Suci":
        """Read a 5GS mobile identity.

        Raises:
            IdentityError: when it is not an IMSI under the null scheme.
        """
        if len(data) < 9 or data[0] != _SUCI_IMSI or data[6] & 0x0F != _NULL_SCHEME:
            raise IdentityError("not a SUCI with the null scheme")
        return cls(Plmn.decode(data[1:4]), _digits(data[8:]).rstrip("f"))


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
