"""The air interface between the gNB and one UE.

What is sent over it, and when it arrives: the radio model (`air`) passes each transmission, from
the time at which it is really sent, through the cell's frame.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from campus5g.air.frame import Direction
from campus5g.air.passage import Access, Passage
from campus5g.virtualkit.codecs.identities import Tmsi
from campus5g.virtualkit.timing import moment
from campus5g.virtualkit.wire.lane import Lane

SIGNALLING_5QI = 69
"""Signalling goes before all data: 5QI 69 has the highest priority of the standardised 5QIs."""
_RADIO_HEADERS_BYTES = 10
"""SDAP, PDCP, RLC and MAC headers of a packet (TS 37.324, 38.323, 38.322, 38.321)."""
_RRC_MESSAGE_BYTES = 24
_UNKNOWN_FLOW_5QI = 9


@dataclass(frozen=True)
class NasTransfer:
    """A NAS message on a signalling radio bearer."""

    pdu: bytes


@dataclass(frozen=True)
class RrcSetup:
    """RRC connection establishment, with the UE's initial NAS message.

    Args:
        pdu: the NAS message.
        cause: the EstablishmentCause (TS 38.331).
        name: the UE's 5G-S-TMSI, if it has one.
    """

    pdu: bytes
    cause: str = "mo-Signalling"
    name: Tmsi | None = None


@dataclass(frozen=True)
class RrcHandover:
    """Handover command to a UE: RRCReconfiguration with sync to another cell.

    Args:
        cell_id: the target cell.
        c_rnti: the UE's C-RNTI there.
    """

    cell_id: int
    c_rnti: int


@dataclass(frozen=True)
class RrcHandoverComplete:
    """RRCReconfigurationComplete of a UE in its target cell, with its C-RNTI there."""

    c_rnti: int


@dataclass(frozen=True)
class Paging:
    """Paging of an idle UE by its 5G-S-TMSI."""

    name: Tmsi


@dataclass(frozen=True)
class UserData:
    """An IP packet on the data radio bearer of one QoS flow."""

    session_id: int
    qfi: int
    packet: bytes


@dataclass(frozen=True)
class RrcRelease:
    """RRCRelease: the gNB releases the connection."""


Transmission = (
    RrcSetup | NasTransfer | UserData | RrcRelease | Paging | RrcHandover | RrcHandoverComplete
)
Watcher = Callable[[Direction, Transmission, Passage], None]
"""Called with every transmission, and how it passes over the air."""


class AirInterface:
    """Both directions between the gNB and one UE; each bearer delivers in order.

    Args:
        access: the radio link, which determines how long a packet takes.
        to_gnb, to_ue: called with what arrives; the gNB changes with the UE's cell.
        clock: returns the time in seconds that the cell's frame is aligned to (UTC for a gNB).
    """

    def __init__(
        self,
        access: Access,
        to_gnb: Callable[[Transmission], None],
        to_ue: Callable[[Transmission], None],
        clock: Callable[[], float] = moment.utc_s,
    ) -> None:
        self.five_qis: dict[int, int] = {}
        """The 5QI of each QoS flow, as signalled to the gNB."""
        self.watchers: list[Watcher] = []
        self.access = access
        """May be replaced; later transmissions use the new link."""
        self._clock = clock
        self.to_gnb = to_gnb
        self._receivers: dict[Direction, Callable[[Transmission], None]] = {
            "uplink": lambda transmission: self.to_gnb(transmission),
            "downlink": to_ue,
        }
        self._bearers: dict[tuple[Direction, int | None], _Bearer] = {}

    def send_up(self, transmission: Transmission) -> None:
        """Send from the UE to the gNB."""
        now_s = self._clock()
        passage = self.access.uplink(now_s, *self.demand(transmission))
        self._cross("uplink", transmission, passage, now_s)

    def send_down(self, transmission: Transmission) -> None:
        """Send from the gNB to the UE."""
        now_s = self._clock()
        passage = self.access.downlink(now_s, *self.demand(transmission))
        self._cross("downlink", transmission, passage, now_s)

    def demand(self, transmission: Transmission) -> tuple[int, int]:
        """Return a transmission's size on the air in bytes, and its 5QI."""
        match transmission:
            case UserData(_, qfi, packet):
                five_qi = self.five_qis.get(qfi, _UNKNOWN_FLOW_5QI)
                return _RADIO_HEADERS_BYTES + len(packet), five_qi
            case RrcSetup(pdu=pdu) | NasTransfer(pdu):
                return _RRC_MESSAGE_BYTES + len(pdu), SIGNALLING_5QI
            case RrcRelease() | Paging() | RrcHandover() | RrcHandoverComplete():
                return _RRC_MESSAGE_BYTES, SIGNALLING_5QI

    def _cross(
        self, direction: Direction, transmission: Transmission, passage: Passage, now_s: float
    ) -> None:
        if passage.arrival_s is not None:
            bearer = self._bearer(direction, transmission)
            passage = bearer.in_order(passage)
            bearer.lane.send(transmission, bearer.last_s - now_s)
        for watcher in self.watchers:
            watcher(direction, transmission, passage)

    def _bearer(self, direction: Direction, transmission: Transmission) -> "_Bearer":
        key = direction, transmission.qfi if isinstance(transmission, UserData) else None
        if key not in self._bearers:
            self._bearers[key] = _Bearer(Lane(self._receivers[direction]))
        return self._bearers[key]


@dataclass
class _Bearer:
    """One direction of a radio bearer, which delivers in order, independently of others."""

    lane: Lane[Transmission]
    last_s: float = 0.0

    def in_order(self, passage: Passage) -> Passage:
        """Delay a packet until those before it have arrived (TS 38.323, 5.2.2.2)."""
        arrival_s = passage.arrival_s or 0.0
        early_s = self.last_s - arrival_s
        if early_s <= 0:
            self.last_s = arrival_s
            return passage
        parts = replace(passage.parts, order_ms=1000 * early_s)
        return replace(passage, arrival_s=self.last_s, parts=parts)
