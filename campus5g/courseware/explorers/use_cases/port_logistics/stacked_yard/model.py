"""The signal level all over a container terminal, hour by hour, for masts that the learner chooses.

The better of two ways, as in the rolling mill of the radio module: over the metal, or past its
ends (line of sight and a knife edge), or between the stacks by reflections.
"""

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from campus5g.air.channel import Antenna
from campus5g.courseware.explorers.essentials.coverage_map.model import (
    CARRIERS,
    GOOD_DBM,
    USABLE_DBM,
)
from campus5g.courseware.explorers.models.radio_reach import path_loss_db
from campus5g.courseware.explorers.use_cases.port_logistics.stacked_yard.terminal import (
    BLOCKS,
    BOXES,
    DEPTH_M,
    HOURS,
    LEGS,
    LENGTH_M,
    QUAY_EDGE_M,
    SITES,
    SiteId,
    ZoneId,
    heights_m,
    zone_of,
)

Band = Literal["2600", "4000"]
Levels = NDArray[np.float64]

CELL_M = 6
"""Side of the squares that the map is worked out on."""
COLUMNS, ROWS = LENGTH_M // CELL_M, DEPTH_M // CELL_M

POWER_DBM = 30.0
"""Of each antenna, over the whole carrier: 38 dBm radiated with its gain of 8 dBi."""
TABLET_M, CARRIER_ROOF_M = 1.5, 12.0
"""Heights of a docker's tablet, and of an antenna on the roof of a straddle carrier."""
NEAREST_M = 0.5


@dataclass(frozen=True)
class Plan:
    """What the learner decides.

    Args:
        sites: where masts stand.
        hour: of the day, one of `HOURS`.
        height_m: of the masts.
        device_m: height of the device.
        band: of the carrier.
    """

    sites: tuple[SiteId, ...]
    hour: int = 12
    height_m: float = 24.0
    device_m: float = TABLET_M
    band: Band = "4000"


@dataclass(frozen=True)
class Coverage:
    """The RSRP in dBm on each of the `worked_squares`."""

    rsrp_dbm: Levels

    def good_share(self, zone: ZoneId | None = None, shadowing_db: float = 0.0) -> float:
        """Return the share that is good, 0 to 1: of a zone, or of all that is worked on."""
        return float(np.mean(self._of(zone) + shadowing_db >= GOOD_DBM))

    def lost_share(self, zone: ZoneId | None = None) -> float:
        """Return the share below what is usable, 0 to 1."""
        return float(np.mean(self._of(zone) < USABLE_DBM))

    def _of(self, zone: ZoneId | None) -> Levels:
        if zone is None:
            return self.rsrp_dbm
        found: Levels = self.rsrp_dbm[_zones() == zone]
        return found


@lru_cache(maxsize=1)
def worked_squares() -> tuple[tuple[int, int], ...]:
    """Return row and column of each square on land that no block and no crane stands on."""
    return tuple(
        (row, column)
        for row in range(ROWS)
        for column in range(COLUMNS)
        if (row + 0.5) * CELL_M > QUAY_EDGE_M and not _is_metal(row, column)
    )


@lru_cache(maxsize=512)
def coverage(plan: Plan) -> Coverage:
    """Return the level at each place: that of the strongest mast there."""
    carrier = CARRIERS[plan.band]
    sent_dbm = POWER_DBM - 10 * math.log10(carrier.subcarriers) + Antenna().gain_dbi
    levels = [
        sent_dbm - _loss_db(site, plan.height_m, plan.device_m, plan.hour, carrier.frequency_ghz)
        for site in plan.sites
    ]
    return Coverage(np.max(levels, axis=0))


def good_by_hour(plan: Plan, zone: ZoneId | None = None) -> dict[int, float]:
    """Return the good share at each hour of the day, 0 to 1."""
    return {hour: coverage(replace(plan, hour=hour)).good_share(zone) for hour in HOURS}


def line_of_sight_db(distance_m: Levels, mast_m: float, device_m: float, ghz: float) -> Levels:
    """Return the mean loss outdoors in line of sight.

    Source: 3GPP TR 38.901, table 7.4.1-1, UMi street canyon, LOS: 32.4 + 21 log10(d) + 20 log10(f)
    up to the breakpoint of 4 (h - 1) (h' - 1) f / c; from there 40 log10(d).
    """
    breakpoint_m = 4 * (mast_m - 1) * max(0.1, device_m - 1) * ghz / 0.299792458
    near_db = 32.4 + 21 * np.log10(distance_m) + 20 * math.log10(ghz)
    far_db = (
        32.4
        + 40 * np.log10(distance_m)
        + 20 * math.log10(ghz)
        - 9.5 * math.log10(breakpoint_m**2 + (mast_m - device_m) ** 2)
    )
    return np.where(distance_m <= breakpoint_m, near_db, far_db)


def edge_db(above_m: Levels, before_m: Levels, after_m: Levels, ghz: float) -> Levels:
    """Return the diffraction loss over edges, as `coverage_map.model.edge_loss_db` does for one.

    Source: ITU-R P.526, single knife edge, J(v).
    """
    v = above_m * np.sqrt(2 * ghz / 0.299792458 * (1 / before_m + 1 / after_m))
    clear = np.maximum(v, -0.78)
    loss_db = 6.9 + 20 * np.log10(np.sqrt((clear - 0.1) ** 2 + 1) + clear - 0.1)
    return np.where(v <= -0.78, 0.0, loss_db)


def _loss_db(site: SiteId, mast_m: float, device_m: float, hour: int, ghz: float) -> Levels:
    """Return the smaller of two losses from a mast to each square."""
    seen_db, between_db = _without_metal_db(site, mast_m, device_m, ghz)
    return np.minimum(seen_db + _shadow_db(site, mast_m, device_m, hour, ghz), between_db)


@lru_cache(maxsize=128)
def _without_metal_db(
    site: SiteId, mast_m: float, device_m: float, ghz: float
) -> tuple[Levels, Levels]:
    """Return the loss in line of sight, and between stacks, which is no smaller."""
    distance_m = np.maximum(10.0, np.hypot(_crossings(site).ground_m, mast_m - device_m))
    seen_db = line_of_sight_db(distance_m, mast_m, device_m, ghz)
    # TR 38.901, table 7.4.1-1, UMi NLOS: 0.3 dB less for each metre of the device above 1.5 m.
    higher_db = 0.3 * (device_m - TABLET_M)
    between_db = np.array([path_loss_db(each, ghz) for each in distance_m.tolist()]) - higher_db
    return seen_db, np.maximum(between_db, seen_db)


@lru_cache(maxsize=1)
def _zones() -> NDArray[np.str_]:
    return np.array([zone_of((row + 0.5) * CELL_M) for row, _ in worked_squares()])


def _shadow_db(site: SiteId, mast_m: float, device_m: float, hour: int, ghz: float) -> Levels:
    """Return the diffraction loss to each square: that of the box which costs most.

    Past a box, the wave takes the easiest of three ways: over its top, or around either end.
    """
    met = _crossings(site)
    heights = np.array(heights_m(hour))[met.box]
    distance_m = met.ground_m[met.square]

    def over(share: Levels) -> Levels:
        line_m = mast_m + (device_m - mast_m) * share
        before_m = np.maximum(NEAREST_M, share * distance_m)
        after_m = np.maximum(NEAREST_M, (1 - share) * distance_m)
        return edge_db(heights - line_m, before_m, after_m, ghz)

    def around(beside_m: Levels, along_m: Levels) -> Levels:
        before_m = np.clip(along_m, NEAREST_M, None)
        after_m = np.clip(distance_m - along_m, NEAREST_M, None)
        return edge_db(beside_m, before_m, after_m, ghz)

    top_db = np.maximum(over(met.enters), over(met.leaves))
    ends_db = np.minimum(
        around(met.left_m, met.left_along_m), around(met.right_m, met.right_along_m)
    )
    lost_db = np.where(heights > 0, np.minimum(top_db, ends_db), 0.0)
    shadow_db = np.zeros(len(met.ground_m))
    np.maximum.at(shadow_db, met.square, lost_db)
    return shadow_db


@dataclass(frozen=True)
class _Crossings:
    """Where the lines from a mast to the squares cross boxes, one entry a crossing.

    Args:
        ground_m: for each square, its distance on the ground.
        box, square: which box is crossed on the way to which square.
        enters, leaves: where, as shares of the line.
        left_m, right_m: how far the box reaches to either side of the line.
        left_along_m, right_along_m: how far along the line those corners are.
    """

    ground_m: Levels
    box: NDArray[np.intp]
    square: NDArray[np.intp]
    enters: Levels
    leaves: Levels
    left_m: Levels
    left_along_m: Levels
    right_m: Levels
    right_along_m: Levels


@lru_cache(maxsize=len(SITES))
def _crossings(site: SiteId) -> _Crossings:
    mast = np.array(SITES[site])
    places = (np.array(worked_squares())[:, ::-1] + 0.5) * CELL_M
    steps = places - mast
    ground_m = np.maximum(NEAREST_M, np.hypot(*steps.T))
    low = np.array([(box.x_m, box.y_m) for box in BOXES])
    high = low + np.array([(box.length_m, box.width_m) for box in BOXES])
    safe = np.where(np.abs(steps) < 1e-9, 1e-9, steps)
    first = (low[:, None] - mast) / safe
    second = (high[:, None] - mast) / safe
    enters = np.maximum(0.0, np.minimum(first, second).max(axis=2))
    leaves = np.minimum(1.0, np.maximum(first, second).min(axis=2))
    box, square = np.nonzero(enters < leaves)
    ahead = steps[square] / ground_m[square][:, None]
    corners = np.stack(
        [
            np.stack([x_m[box], y_m[box]], axis=1)
            for x_m in (low[:, 0], high[:, 0])
            for y_m in (low[:, 1], high[:, 1])
        ]
    )
    away = corners - mast
    beside_m = away[..., 0] * ahead[:, 1] - away[..., 1] * ahead[:, 0]
    along_m = away[..., 0] * ahead[:, 0] + away[..., 1] * ahead[:, 1]
    each = np.arange(len(box))
    left, right = beside_m.argmax(axis=0), beside_m.argmin(axis=0)
    return _Crossings(
        ground_m=ground_m,
        box=box,
        square=square,
        enters=enters[box, square],
        leaves=leaves[box, square],
        left_m=beside_m[left, each],
        left_along_m=along_m[left, each],
        right_m=-beside_m[right, each],
        right_along_m=along_m[right, each],
    )


def _is_metal(row: int, column: int) -> bool:
    x_m, y_m = (column + 0.5) * CELL_M, (row + 0.5) * CELL_M
    return any(box.holds(x_m, y_m) for box in (*BLOCKS, *LEGS))
