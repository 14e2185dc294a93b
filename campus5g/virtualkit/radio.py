"""The air between the gNB and one UE.

This is the one place that says how long a transmission takes. Today that is a constant
and a seeded spread; the radio model takes the place of `AirInterface._delay_s`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from campus5g.virtualkit.lane import Lane
from campus5g.virtualkit.scenario import RadioProfile


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


class AirInterface:
    """Both directions between the gNB and one UE; each keeps order.

    Parameters:
        profile: the delays.
        random: where the spread comes from.
        to_gnb, to_ue: take what arrives.
    """

    def __init__(
        self,
        profile: RadioProfile,
        random: Random,
        to_gnb: Callable[[Transmission], None],
        to_ue: Callable[[Transmission], None],
    ) -> None:
        self._profile = profile
        self._random = random
        self._uplink = Lane(to_gnb)
        self._downlink = Lane(to_ue)

    def send_up(self, transmission: Transmission) -> None:
        """Send from the UE to the gNB."""
        self._uplink.send(transmission, self._delay_s(self._profile.uplink_ms))

    def send_down(self, transmission: Transmission) -> None:
        """Send from the gNB to the UE."""
        self._downlink.send(transmission, self._delay_s(self._profile.downlink_ms))

    def _delay_s(self, constant_ms: float) -> float:
        return (constant_ms + self._random.uniform(0, self._profile.jitter_ms)) / 1000
