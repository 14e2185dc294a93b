"""Frames and the protocol messages in them, as tshark's two outputs give them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Fields = dict[str, tuple[str, ...]]
Kind = Literal["NGAP", "NAS-MM", "NAS-SM", "PFCP", "GTP-U", "HTTP"]


@dataclass(frozen=True, slots=True)
class Pdu:
    """One message with the fields that are its own."""

    kind: Kind
    fields: Mapping[str, tuple[str, ...]]
    carrier: int | None = None
    """For NAS: the position of its NGAP message among the frame's."""
    tsn: str = ""
    """SCTP transmission sequence number of its chunk."""

    def first(self, name: str) -> str:
        """Return the first value of a field, or ``""``."""
        values = self.fields.get(name)
        return values[0] if values else ""


@dataclass(slots=True)
class Frame:
    """A frame with signalling; ``pdus`` is None until the careful run has filled it."""

    number: int
    time_s: float
    about: Fields
    """Addresses, ports and the like: the fields of `signalling_fields.FRAME`."""
    pdus: list[Pdu] | None = None

    def last(self, name: str) -> str:
        """Return the last value of a frame field, that of the innermost header, or ``""``."""
        values = self.about.get(name)
        return values[-1] if values else ""
