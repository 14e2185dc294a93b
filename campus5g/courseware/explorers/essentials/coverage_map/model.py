"""The signal level all over the rolling mill, for antennas that the learner places."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from statistics import median
from typing import Literal

from campus5g.air.channel import THERMAL_DBM_HZ, Antenna, Channel, Device, line_of_sight_loss_db
from campus5g.air.frame import Frame
from campus5g.air.link_adaptation import resource_blocks, uplink_scheme
from campus5g.courseware.explorers.essentials.coverage_map.rolling_mill import (
    LENGTH_M,
    OFFICE,
    WIDTH_M,
    Box,
    ZoneId,
    metal,
    zone_of,
)
from campus5g.courseware.explorers.models.tdd_frame import FRENCH_REFERENCE

CELL_M = 4
"""Side of the squares that the map is worked out on."""
COLUMNS = LENGTH_M // CELL_M
ROWS = WIDTH_M // CELL_M

GOOD_DBM = -90.0
USABLE_DBM = -105.0
"""Rules of thumb, no standard's limits; below the second the kit's doctor calls a signal weak."""

SHADOWING_DB = 8.0
"""How far the level at a place stands from the mean that the map shows, two times in three.

The standard deviation of InF-DL is 7.2 dB (TR 38.901, table 7.4.1-1), rounded up: the map draws the
hall's large metal once, and knows nothing of forklifts, pallets and pipes.
"""

EDGE = 0.95
"""The share of the floor by which the uplink is told: all but the worst twentieth."""

DEVICE_HEIGHT_M = Device().height_m

Band = Literal["700", "2600", "4000", "26000"]
Class = Literal["good", "usable", "none"]
CLASSES: tuple[Class, ...] = ("good", "usable", "none")


@dataclass(frozen=True)
class Carrier:
    """A carrier: its frequency, its bandwidth and its subcarrier spacing."""

    frequency_ghz: float
    bandwidth_mhz: int
    scs_khz: int

    @property
    def subcarriers(self) -> int:
        """How many subcarriers share the antenna's power (TS 38.101-1 and -2, table 5.3.2-1)."""
        return 12 * resource_blocks(self.bandwidth_mhz, self.scs_khz)


CARRIERS: dict[Band, Carrier] = {
    "700": Carrier(0.7, 10, 15),
    "2600": Carrier(2.6, 40, 30),
    "4000": Carrier(4.0, 40, 30),
    "26000": Carrier(26.0, 100, 120),
}
"""The widths are choices of the model."""


@dataclass(frozen=True)
class Plan:
    """What the learner decides.

    Args:
        places: of the antennas, x and y in metres.
        band: a key of `CARRIERS`.
        height_m: of the antennas above the floor.
        power_dbm: of each antenna, over the whole carrier.
        full: whether the coil yard is full.
    """

    places: tuple[tuple[float, float], ...]
    band: Band = "4000"
    height_m: float = 12.0
    power_dbm: float = 24.0
    full: bool = True


@dataclass(frozen=True)
class Floor:
    """The levels on a part of the floor, in dBm."""

    rsrp_dbm: tuple[float, ...]

    @property
    def median_dbm(self) -> float:
        """The level that half of it reaches."""
        return median(self.rsrp_dbm)

    @cached_property
    def edge_dbm(self) -> float:
        """The level that `EDGE` of it reaches."""
        return sorted(self.rsrp_dbm)[int((1 - EDGE) * len(self.rsrp_dbm))]

    @property
    def shares(self) -> dict[Class, float]:
        """The share of it in each class, 0 to 1."""
        found = [class_of(level) for level in self.rsrp_dbm]
        return {one: found.count(one) / len(found) for one in CLASSES}

    def good_share(self, shadowing_db: float = 0.0) -> float:
        """Return the share that is good with all its levels raised by some dB, 0 to 1."""
        good = [level + shadowing_db >= GOOD_DBM for level in self.rsrp_dbm]
        return sum(good) / len(good)


@dataclass(frozen=True)
class Coverage:
    """The map: for each square, row by row, the RSRP in dBm, or None where a machine stands."""

    rsrp_dbm: tuple[float | None, ...]

    @property
    def floor(self) -> Floor:
        """The whole floor but what machines stand on."""
        return Floor(tuple(level for level in self.rsrp_dbm if level is not None))

    @property
    def zones(self) -> dict[ZoneId, Floor]:
        """The floor of each zone."""
        levels: dict[ZoneId, list[float]] = {
            "furnace": [],
            "mill": [],
            "coil-yard": [],
            "office": [],
        }
        for square, level in enumerate(self.rsrp_dbm):
            if level is not None:
                levels[zone_of(*_centre(square))].append(level)
        return {zone: Floor(tuple(found)) for zone, found in levels.items()}


def coverage(plan: Plan) -> Coverage:
    """Return the level at each place: that of the strongest antenna there."""
    carrier = CARRIERS[plan.band]
    sent_dbm = plan.power_dbm - 10 * math.log10(carrier.subcarriers)
    gains_db = Antenna().gain_dbi + Device().gain_dbi
    losses = [
        _losses_db(place, plan.height_m, carrier.frequency_ghz, plan.full) for place in plan.places
    ]
    return Coverage(
        tuple(
            None if lowest is None else sent_dbm + gains_db - lowest
            for lowest in map(_lowest, zip(*losses, strict=True))
        )
    )


def uplink_mbit_s(rsrp_dbm: float, plan: Plan) -> float:
    """Return what a device sends that is alone in the cell, from where it measures a level.

    Its path to the antenna loses what the antenna's path to it does; it sends 23 dBm at most,
    whatever the antenna's power, with two slots in ten of the French reference frame on any band.

    Source: bits of a slot as the virtual kit's link adaptation chooses them from the SINR, the
    gNB's noise figure as in `campus5g.air.channel`.
    """
    carrier = CARRIERS[plan.band]
    heard_dbm = rsrp_dbm - plan.power_dbm + Device().power_dbm
    noise_dbm = THERMAL_DBM_HZ + 10 * math.log10(carrier.scs_khz * 1000)
    over_db = -10 * math.log10(
        _ratio(noise_dbm + Channel.GNB_NOISE_FIGURE_DB - heard_dbm)
        + _ratio(-Channel.TRANSMITTER_DB)
    )
    scheme = uplink_scheme(over_db, resource_blocks(carrier.bandwidth_mhz, carrier.scs_khz))
    frame = Frame(FRENCH_REFERENCE, carrier.scs_khz)
    carried = scheme.bits_per_slot * (1 - scheme.error_rate) / frame.slot_s
    return carried * frame.average_share("uplink") / 1e6


def class_of(rsrp_dbm: float) -> Class:
    """Return the class of a level."""
    if rsrp_dbm >= GOOD_DBM:
        return "good"
    return "usable" if rsrp_dbm >= USABLE_DBM else "none"


def low_clutter_loss_db(distance_m: float, frequency_ghz: float) -> float:
    """Return the mean loss between machines, the antenna below their tops.

    Source: 3GPP TR 38.901, table 7.4.1-1, InF-DL, NLOS: 18.6 + 35.7 log10(d) + 20 log10(f), no
    less than InF-SL: 33 + 25.5 log10(d) + 20 log10(f).
    """
    per_frequency_db = 20 * math.log10(frequency_ghz)
    decades = math.log10(distance_m)
    return max(18.6 + 35.7 * decades, 33.0 + 25.5 * decades) + per_frequency_db


def edge_loss_db(above_m: float, before_m: float, after_m: float, frequency_ghz: float) -> float:
    """Return the diffraction loss over an edge.

    Args:
        above_m: how far the edge stands above the straight line; negative if below it.
        before_m: from the antenna to the edge.
        after_m: from the edge to the device.
        frequency_ghz: carrier frequency.

    Source: ITU-R P.526, single knife edge, J(v).
    """
    wavelength_m = 0.299792458 / frequency_ghz
    v = above_m * math.sqrt(2 / wavelength_m * (1 / before_m + 1 / after_m))
    if v <= -0.78:
        return 0.0
    return 6.9 + 20 * math.log10(math.sqrt((v - 0.1) ** 2 + 1) + v - 0.1)


def office_wall_loss_db(frequency_ghz: float) -> float:
    """Return the loss through the wall of a building with windows.

    Source: 3GPP TR 38.901, table 7.4.3-2, low-loss model: 30 % standard glass (2 + 0.2 f dB),
    70 % concrete (5 + 4 f dB), and 5 dB for waves that come in at an angle.
    """
    glass = 0.3 * 10 ** (-(2 + 0.2 * frequency_ghz) / 10)
    concrete = 0.7 * 10 ** (-(5 + 4 * frequency_ghz) / 10)
    return 5 - 10 * math.log10(glass + concrete)


@lru_cache(maxsize=64)
def _losses_db(
    place: tuple[float, float], height_m: float, frequency_ghz: float, full: bool
) -> tuple[float | None, ...]:
    """Return the loss from an antenna to each square; None where a machine stands."""
    boxes = metal(full)
    return tuple(
        None
        if any(box.holds(*_centre(square)) for box in boxes)
        else _loss_db(place, height_m, _centre(square), frequency_ghz, boxes)
        for square in range(COLUMNS * ROWS)
    )


def _loss_db(
    antenna: tuple[float, float],
    height_m: float,
    device: tuple[float, float],
    frequency_ghz: float,
    boxes: Sequence[Box],
) -> float:
    """Return the smaller of two losses: over the edges of the metal, or by reflections."""
    ground_m = math.dist(antenna, device)
    distance_m = max(1.0, math.hypot(ground_m, height_m - DEVICE_HEIGHT_M))
    over_db = line_of_sight_loss_db(distance_m, frequency_ghz) + max(
        (_shadow_db(antenna, height_m, device, frequency_ghz, box) for box in boxes), default=0.0
    )
    reflected_db = low_clutter_loss_db(distance_m, frequency_ghz)
    inside = OFFICE.holds(*device) and not OFFICE.holds(*antenna)
    wall_db = office_wall_loss_db(frequency_ghz) if inside else 0.0
    return min(over_db, max(reflected_db, line_of_sight_loss_db(distance_m, frequency_ghz))) + (
        wall_db
    )


def _shadow_db(
    antenna: tuple[float, float],
    height_m: float,
    device: tuple[float, float],
    frequency_ghz: float,
    box: Box,
) -> float:
    """Return the diffraction loss of a box: that of its edge nearer to the device."""
    crossed = _crossed(antenna, device, box)
    if crossed is None:
        return 0.0
    _, leaves = crossed
    ground_m = max(1.0, math.dist(antenna, device))
    # The line falls from the antenna to the device: the far edge is the one that stands out.
    line_m = height_m + (DEVICE_HEIGHT_M - height_m) * leaves
    before_m, after_m = max(0.5, leaves * ground_m), max(0.5, (1 - leaves) * ground_m)
    return edge_loss_db(box.height_m - line_m, before_m, after_m, frequency_ghz)


def _crossed(
    start: tuple[float, float], end: tuple[float, float], box: Box
) -> tuple[float, float] | None:
    """Return where a line enters and leaves a box, as shares of its length; None if it misses."""
    enters, leaves = 0.0, 1.0
    sides = (
        (start[0], end[0], box.x_m, box.x_m + box.length_m),
        (start[1], end[1], box.y_m, box.y_m + box.width_m),
    )
    for from_m, to_m, low_m, high_m in sides:
        step_m = to_m - from_m
        if abs(step_m) < 1e-9:
            if not low_m <= from_m <= high_m:
                return None
            continue
        first, second = sorted(((low_m - from_m) / step_m, (high_m - from_m) / step_m))
        enters, leaves = max(enters, first), min(leaves, second)
        if enters >= leaves:
            return None
    return enters, leaves


def _centre(square: int) -> tuple[float, float]:
    row, column = divmod(square, COLUMNS)
    return (column + 0.5) * CELL_M, (row + 0.5) * CELL_M


def _lowest(losses: tuple[float | None, ...]) -> float | None:
    # A machine stands in the way of all antennas, or of none.
    known = [loss for loss in losses if loss is not None]
    return min(known) if known else None


def _ratio(decibels: float) -> float:
    return math.pow(10, decibels / 10)
