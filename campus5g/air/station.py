"""The radio of one UE: its place, its measurements, and its modulation and coding schemes."""

from dataclasses import dataclass

from campus5g.air.chance import Dice
from campus5g.air.channel import Channel, Device, Place, Signal
from campus5g.air.frame import Direction
from campus5g.air.link_adaptation import Scheme, downlink_scheme, uplink_scheme

_FADING_DB = 0.8
_FADING_S = 0.5


@dataclass
class Station:
    """A UE's radio in a cell; `place`, `channel` and `device` may change at any time.

    Args:
        channel: the cell's channel.
        blocks: the carrier's resource blocks.
        device: the UE's radio.
        place: its place, x and y in metres.
        seed: the same seed gives the same fading.
    """

    channel: Channel
    blocks: int
    device: Device
    place: Place
    seed: int

    def __post_init__(self) -> None:
        self.facing_rad: float | None = None
        """Where the person looks who carries it; None while nobody does."""
        self._fading = Dice(self.seed, "fading")
        self._steps: tuple[int, ...] = ()
        """How many places it was carried to; none for a device that stays or drives."""
        self._known: (
            tuple[Place, float | None, Device, Channel, Signal, dict[Direction, Scheme]] | None
        ) = None

    @property
    def distance_m(self) -> float:
        """The distance from the antenna, in metres."""
        return self.channel.distance_m(self.place, self.device.height_m)

    def carry(self, place: Place, facing_rad: float | None) -> None:
        """Carry it to a place, however fast: the fading is another one there."""
        self.place, self.facing_rad = place, facing_rad
        self._steps = (sum(self._steps) + 1,)

    def signal(self, time_s: float) -> Signal:
        """Return the modem's measurement at a time: the signal at its place, with slight fading."""
        flicker_db = _FADING_DB * self._fading.normal(int(time_s / _FADING_S), *self._steps)
        steady = self._measured()[0]
        return Signal(
            rsrp_dbm=steady.rsrp_dbm + flicker_db + self.device.scale_db,
            rsrq_db=steady.rsrq_db,
            sinr_db=steady.sinr_db + flicker_db,
            uplink_sinr_db=steady.uplink_sinr_db + flicker_db,
        )

    def scheme(self, direction: Direction, time_s: float) -> Scheme:
        """Return the gNB's scheme for one direction, selected from the average signal."""
        return self._measured()[1][direction]

    def _measured(self) -> tuple[Signal, dict[Direction, Scheme]]:
        """Return signal and schemes of the current place and channel, computed once for each."""
        here = (self.place, self.facing_rad, self.device, self.channel)
        if self._known is None or self._known[:4] != here:
            signal = self.channel.signal_at(self.place, self.device, self.facing_rad)
            schemes: dict[Direction, Scheme] = {
                "downlink": downlink_scheme(signal.sinr_db, self.blocks),
                "uplink": uplink_scheme(signal.uplink_sinr_db, self.blocks),
            }
            self._known = (*here, signal, schemes)
        return self._known[4:]
