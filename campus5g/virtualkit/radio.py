"""The air between the gNB and one UE.

What crosses it, and when it arrives: the radio model (`air`) takes each transmission from the
time at which it is really sent through the cell's frame.
"""

from collections.abc import Callable
from dataclasses import dataclass

from campus5g.virtualkit import moment
from campus5g.virtualkit.air.frame import Direction
from campus5g.virtualkit.air.passage import Link, Passage
from campus5g.virtualkit.lane import Lane

SIGNALLING_5QI = 69
"""Signalling bearers go before all data; 69 has the best priority level of the table."""
_RADIO_HEADERS_BYTES = 10
"""SDAP, PDCP, RLC and MAC around a packet (TS 37.324, 38.323, 38.322, 38.321)."""
_RRC_MESSAGE_BYTES = 24
_UNKNOWN_FLOW_5QI = 9


@dataclass(frozen=True)
class NasTransfer:
    """A NAS message on a signalling bearer."""

    pdu: bytes


@dataclass(frozen=True)
class RrcSetup:
    """A UE asks for a connection, with its first NAS message."""

    pdu: bytes


@dataclass(frozen=True)
class UserData:
    """An IP packet on the data bearer of one QoS flow."""

    session_id: int
    qfi: int
    packet: bytes


@dataclass(frozen=True)
class RrcRelease:
    """The gNB ends the connection."""


Transmission = RrcSetup | NasTransfer | UserData | RrcRelease
Watcher = Callable[[Direction, Transmission, Passage], None]
"""Is told of everything that is sent, and how it crosses."""


class AirInterface:
    """Both directions between the gNB and one UE; each keeps order.

    Parameters:
        link: how long a packet takes.
        to_gnb, to_ue: take what arrives.
        clock: the time in seconds that the cell's frame is aligned to, as a gNB's is to UTC.
    """

    def __init__(
        self,
        link: Link,
        to_gnb: Callable[[Transmission], None],
        to_ue: Callable[[Transmission], None],
        clock: Callable[[], float] = moment.utc_s,
    ) -> None:
        self.five_qis: dict[int, int] = {}
        """The 5QI of each QoS flow, as the core told the gNB."""
        self.watchers: list[Watcher] = []
        self._link = link
        self._clock = clock
        self._uplink = Lane(to_gnb)
        self._downlink = Lane(to_ue)

    def send_up(self, transmission: Transmission) -> None:
        """Send from the UE to the gNB."""
        now_s = self._clock()
        passage = self._link.uplink(now_s, *self._demand(transmission))
        self._send(self._uplink, transmission, passage, now_s)
        for watcher in self.watchers:
            watcher("uplink", transmission, passage)

    def send_down(self, transmission: Transmission) -> None:
        """Send from the gNB to the UE."""
        now_s = self._clock()
        passage = self._link.downlink(now_s, *self._demand(transmission))
        self._send(self._downlink, transmission, passage, now_s)
        for watcher in self.watchers:
            watcher("downlink", transmission, passage)

    def _demand(self, transmission: Transmission) -> tuple[int, int]:
        """Return how many bytes a transmission is on the air, and its 5QI."""
        match transmission:
            case UserData(_, qfi, packet):
                five_qi = self.five_qis.get(qfi, _UNKNOWN_FLOW_5QI)
                return _RADIO_HEADERS_BYTES + len(packet), five_qi
            case RrcSetup(pdu) | NasTransfer(pdu):
                return _RRC_MESSAGE_BYTES + len(pdu), SIGNALLING_5QI
            case RrcRelease():
                return _RRC_MESSAGE_BYTES, SIGNALLING_5QI

    def _send(
        self, lane: Lane[Transmission], transmission: Transmission, passage: Passage, now_s: float
    ) -> None:
        if passage.arrival_s is not None:
            lane.send(transmission, passage.arrival_s - now_s)
