"""A signalling message, as all analyses use it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Interface = Literal["N1", "N2", "N3", "N4", "SBI"]
Protocol = Literal["NAS-MM", "NAS-SM", "NGAP", "GTP-U", "PFCP", "HTTP/2", "HTTP/1.1"]
Direction = Literal["up", "down", ""]
Security = Literal["clear", "integrity", "ciphered", ""]


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the control plane; a NAS message has a separate row after its NGAP carrier.

    ``up`` is from the UE to the core, from SMF to UPF, or from an SBI client to its server;
    ``down`` is the opposite; ``""`` means unknown.
    """

    frame: int
    """Frame number, as Wireshark counts."""
    part: int
    """Position among the messages of the frame, from 0."""
    time_s: float
    """Seconds since the first packet of the capture."""
    interface: Interface
    protocol: Protocol
    name: str
    """The specification's name, e.g. ``Registration request`` or ``NGSetupRequest``."""
    code: int | None
    """The message type or NGAP procedure code; None for HTTP/2."""
    outcome: Literal["initiating", "successful", "unsuccessful", ""] = ""
    """NGAP's PDU kind (TS 38.413, 9.4.3); for PFCP and SBI: a request, or the kind of response."""
    source: str = ""
    destination: str = ""
    direction: Direction = ""
    carrier: int | None = None
    """For NAS: the ``part`` of the NGAP message that carries it."""
    amf_ue_id: int | None = None
    ran_ue_id: int | None = None
    association: str = ""
    """SCTP association, PFCP or GTP-U peers or HTTP connection that identifiers are local to."""
    cause: str = ""
    """Cause in words, with its number: ``MAC failure (20)``."""
    security: Security = ""
    """NAS only: from the security header and, if known, the selected algorithms."""
    algorithm: str = ""
    """NAS only: ``NEA0``, ``NEA2``… in force, if the capture shows it."""
    integrity_algorithm: str = ""
    """NAS only: ``NIA1``, ``NIA2``… in force, if the capture shows it."""
    decoded: bool = True
    """False if the content is ciphered or malformed: then the name is ``""``."""
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """tshark field names and their values in this message, in order."""

    def first(self, name: str) -> str | None:
        """Return the first value of a field, or None."""
        values = self.fields.get(name)
        return values[0] if values else None
