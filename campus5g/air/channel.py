"""The signal at a place: path loss, shadowing, noise and interference.

Indoor factory models of TR 38.901 (table 7.4.1-1; line of sight by table 7.4.2-1) on one carrier.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from campus5g.air.chance import Dice
from campus5g.air.obstacles import Obstacle, obstruction_db, turned_away

Place = tuple[float, float]
"""A place on the floor plan, x and y in metres."""

Clutter = Literal["open", "sparse", "dense"]
"""Clutter between antenna and device: none; few machines (InF-SH); many (InF-DH)."""

THERMAL_DBM_HZ = -174.0

_WAVES = 24
_PATH_LOSS = {
    "open": (31.84, 21.50, 19.00, 4.3),
    "sparse": (32.4, 23.0, 20.0, 5.9),
    "dense": (33.63, 21.9, 20.0, 4.0),
}
"""TR 38.901, InF LOS, InF-SH, InF-DH: constant, per decade of metres and GHz, shadowing in dB."""


@dataclass(frozen=True)
class Antenna:
    """A gNB's antenna and its transmit power."""

    place: Place = (0.0, 0.0)
    height_m: float = 8.0
    gain_dbi: float = 8.0
    power_dbm: float = 24.0
    """The transmit power over the whole carrier."""


@dataclass(frozen=True)
class Device:
    """The radio of a UE."""

    height_m: float = 1.5
    gain_dbi: float = 0.0
    power_dbm: float = 23.0
    """The maximum output power: power class 3 (TS 38.101-1, 6.2.1)."""
    noise_figure_db: float = 9.0
    behind_db: float = 0.0
    """The loss between the device and the hall: a cabinet, a gate, a coil."""
    body_db: float = 0.0
    """The loss by the person who carries it, while their back is turned to the antenna."""
    scale_db: float = 0.0
    """By how much its modem reports more power than there is."""


@dataclass(frozen=True)
class Signal:
    """A modem's measurements (TS 38.215, 5.1), and the gNB's of its uplink."""

    rsrp_dbm: float
    rsrq_db: float
    sinr_db: float
    uplink_sinr_db: float


def line_of_sight_loss_db(distance_m: float, frequency_ghz: float) -> float:
    """Return the mean path loss in a hall with line of sight."""
    return _mean_loss_db("open", distance_m, frequency_ghz)


class Channel:
    """The radio channel between one antenna and the places of a hall.

    Args:
        frequency_mhz, bandwidth_mhz, scs_khz, resource_blocks: the carrier.
        antenna: the gNB's antenna.
        clutter: the clutter in the hall.
        interference_dbm: interference on each subcarrier, at device and gNB alike; None for none.
        load: the part of the carrier in use, 0 to 1, which shows in the RSRQ.
        obstacles: stock that stands in the hall.
        seed: the same seed gives the same shadowing.
    """

    GNB_NOISE_FIGURE_DB = 5.0
    TRANSMITTER_DB = 29.0
    """The SINR limit of imperfect transmitters: EVM 3.5 % (TS 38.104, 6.5.2.2)."""
    SHADOW_DISTANCE_M = 10.0
    """The correlation distance of shadowing (TR 38.901, table 7.5-6)."""

    def __init__(
        self,
        *,
        frequency_mhz: float,
        scs_khz: int,
        resource_blocks: int,
        antenna: Antenna,
        clutter: Clutter = "sparse",
        interference_dbm: float | None = None,
        load: float = 0.3,
        obstacles: Sequence[Obstacle] = (),
        seed: int = 0,
    ) -> None:
        self._frequency_ghz = frequency_mhz / 1000
        self._subcarriers = 12 * resource_blocks
        self._noise_dbm = THERMAL_DBM_HZ + 10 * math.log10(scs_khz * 1000)
        self._antenna = antenna
        self._clutter = clutter
        self._interference_mw = 0.0 if interference_dbm is None else _milliwatts(interference_dbm)
        self._load = load
        self._obstacles = tuple(obstacles)
        self._disturbers: list[tuple[Channel, float]] = []
        self._waves = _shadow_waves(Dice(seed, "shadows"), self.SHADOW_DISTANCE_M)

    def disturb(self, other: "Channel", share: float) -> None:
        """Have another transmitter on the same carrier disturb devices in this cell.

        Args:
            other: the channel between that transmitter and the hall.
            share: the part of the time and the carrier on which it sends, 0 to 1.
        """
        self._disturbers.append((other, share))

    def distance_m(self, place: Place, height_m: float) -> float:
        """Return the distance of a place from the antenna, at least 1 m for the models."""
        x_m, y_m = place[0] - self._antenna.place[0], place[1] - self._antenna.place[1]
        return max(1.0, math.hypot(x_m, y_m, self._antenna.height_m - height_m))

    def path_loss_db(self, place: Place, height_m: float) -> float:
        """Return the path loss between the antenna and a place, with shadowing."""
        mean_db = _mean_loss_db(
            self._clutter, self.distance_m(place, height_m), self._frequency_ghz
        )
        return mean_db + _PATH_LOSS[self._clutter][3] * self._shadow(place)

    def loss_db(self, place: Place, device: Device, facing_rad: float | None = None) -> float:
        """Return what is lost between antenna and device: the way, stock, a body, a cabinet.

        Args:
            place: the device's.
            device: its radio.
            facing_rad: where the person looks who carries it; None where nobody does.
        """
        antenna = self._antenna
        loss_db = self.path_loss_db(place, device.height_m) + device.behind_db
        loss_db += obstruction_db(
            self._obstacles, antenna.place, antenna.height_m, place, device.height_m
        )
        if facing_rad is not None and turned_away(facing_rad, place, antenna.place):
            loss_db += device.body_db
        return loss_db

    def received_dbm(self, place: Place, device: Device, facing_rad: float | None = None) -> float:
        """Return the power of one subcarrier at a device; parameters as for `loss_db`."""
        antenna = self._antenna
        sent_dbm = antenna.power_dbm - 10 * math.log10(self._subcarriers)
        gains_db = antenna.gain_dbi + device.gain_dbi
        return sent_dbm + gains_db - self.loss_db(place, device, facing_rad)

    def signal_at(self, place: Place, device: Device, facing_rad: float | None = None) -> Signal:
        """Return what a device at a place measures, and what the gNB measures of it.

        Parameters as for `loss_db`. Other transmitters disturb the device, not the gNB.
        """
        antenna = self._antenna
        loss_db = self.loss_db(place, device, facing_rad)
        gains_db = antenna.gain_dbi + device.gain_dbi
        rsrp_dbm = antenna.power_dbm - 10 * math.log10(self._subcarriers) + gains_db - loss_db
        received_mw = _milliwatts(rsrp_dbm)
        disturbed_mw = self._interference_mw + _milliwatts(self._noise_dbm + device.noise_figure_db)
        for other, share in self._disturbers:
            disturbed_mw += share * _milliwatts(other.received_dbm(place, device, facing_rad))
        # Half of the subcarriers beside a reference signal's carry data when the cell does.
        all_mw = received_mw * self._load + disturbed_mw
        return Signal(
            rsrp_dbm=rsrp_dbm,
            rsrq_db=10 * math.log10(received_mw / (12 * (all_mw + received_mw / 6))),
            sinr_db=self._over(received_mw, disturbed_mw),
            uplink_sinr_db=self.uplink_sinr_db(rsrp_dbm, device.power_dbm),
        )

    def uplink_sinr_db(self, rsrp_dbm: float, power_dbm: float) -> float:
        """Return what the gNB measures of a device's uplink: the way is the downlink's.

        Args:
            rsrp_dbm: what the device measures of the gNB.
            power_dbm: the power that it sends with.
        """
        heard_dbm = rsrp_dbm - self._antenna.power_dbm + power_dbm
        over_mw = self._interference_mw + _milliwatts(self._noise_dbm + self.GNB_NOISE_FIGURE_DB)
        return self._over(_milliwatts(heard_dbm), over_mw)

    def _over(self, received_mw: float, disturbed_mw: float) -> float:
        """Return the SINR in dB, with the transmitter's own noise."""
        own_mw = received_mw / _milliwatts(self.TRANSMITTER_DB)
        return _dbm(received_mw / (disturbed_mw + own_mw))

    def _shadow(self, place: Place) -> float:
        """Return a standard normal number that changes slowly from place to place."""
        x_m, y_m = place
        waves = (math.cos(kx * x_m + ky * y_m + phase) for kx, ky, phase in self._waves)
        return math.sqrt(2 / _WAVES) * sum(waves)


def _mean_loss_db(clutter: Clutter, distance_m: float, frequency_ghz: float) -> float:
    constant, per_distance, per_frequency, _ = _PATH_LOSS[clutter]
    return (
        constant + per_distance * math.log10(distance_m) + per_frequency * math.log10(frequency_ghz)
    )


def _shadow_waves(dice: Dice, distance_m: float) -> list[tuple[float, float, float]]:
    """Return plane waves whose sum is a field that decorrelates over a distance.

    A sum of sinusoids as in Cai and Giannakis, IEEE Trans. Vehicular Technology 52 (2003).
    """
    waves = []
    for number in range(_WAVES):
        angle = 2 * math.pi * dice.uniform(number, 0)
        # Wave numbers from the spectrum of exp(-r / distance) in the plane.
        wave_number = math.sqrt((1 - dice.uniform(number, 1)) ** -2 - 1) / distance_m
        waves.append(
            (
                wave_number * math.cos(angle),
                wave_number * math.sin(angle),
                2 * math.pi * dice.uniform(number, 2),
            )
        )
    return waves


def _milliwatts(dbm: float) -> float:
    return math.pow(10, dbm / 10)


def _dbm(milliwatts: float) -> float:
    return 10 * math.log10(milliwatts)
