"""The signal level in a building whose outline is drawn, around it, and at the fence.

Levels are means: what stands in the hall is not drawn, and shadowing spreads them by several dB.
In the open the loss is that of a line of sight; it sees no trees and no lorries, so that the level
at the fence is more likely lower than higher.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from campus5g.courseware.explorers.essentials.coverage_map.model import (
    CARRIERS,
    EDGE,
    Band,
    uplink_mbit_s,
)
from campus5g.courseware.explorers.essentials.coverage_map.model import Plan as HallPlan

Point = tuple[float, float]
Levels = NDArray[np.float64]
Wall = Literal["plain", "coated"]
Direction = Literal["round", "north", "east", "south", "west"]
OwnBand = Literal["2600", "4000"]

LENGTH_M, WIDTH_M = 300, 200
"""The site, from fence to fence."""
CELL_M = 5
COLUMNS, ROWS = LENGTH_M // CELL_M, WIDTH_M // CELL_M
MOST_CORNERS, MOST_ANTENNAS = 12, 4

MAST_M, DEVICE_M = 8.0, 1.5
ROUND_DBI = 3.0
"""Of an antenna that sends all around: a choice of the model."""
SECTOR_DBI = 8.0
_SECTOR_DEGREES, _SECTOR_MOST_DB = 65.0, 30.0
_FACES: dict[Direction, float] = {"north": -90.0, "east": 0.0, "south": 90.0, "west": 180.0}
"""Degrees on the plan, where y goes down."""
MOST_WALLS = 2
"""Beyond two walls the waves come another way: over the roof, or by the doors."""


@dataclass(frozen=True)
class Mast:
    """An antenna: its place in metres from the upper left corner, and where it looks."""

    place: Point
    direction: Direction = "round"


@dataclass(frozen=True)
class SitePlan:
    """What the learner draws and sets.

    Args:
        outline: the corners of the building, in metres; fewer than three make no building.
        masts: the antennas.
        band: a key of `CARRIERS`.
        power_dbm: of each antenna, over the whole carrier.
        wall: what the walls are made of.
    """

    outline: tuple[Point, ...]
    masts: tuple[Mast, ...]
    band: OwnBand = "4000"
    power_dbm: float = 24.0
    wall: Wall = "plain"


@dataclass(frozen=True)
class Found:
    """The levels of a plan.

    Args:
        rsrp_dbm: of each square, row by row.
        inside: which squares lie in the building.
        fence_dbm: along the fence, every `CELL_M`.
        plan: what it was worked out for.
    """

    rsrp_dbm: Levels
    inside: NDArray[np.bool_]
    fence_dbm: Levels
    plan: SitePlan

    @property
    def highest_at_fence_dbm(self) -> float:
        """The highest level along the fence."""
        return float(self.fence_dbm.max())

    @cached_property
    def edge_dbm(self) -> float | None:
        """The level that `EDGE` of the building's floor reaches; None without a building."""
        levels = np.sort(self.rsrp_dbm[self.inside])
        return float(levels[int((1 - EDGE) * len(levels))]) if len(levels) else None

    @property
    def uplink_mbit_s(self) -> float | None:
        """What a device that is alone sends from there; None without a building."""
        if self.edge_dbm is None:
            return None
        band: Band = self.plan.band
        return uplink_mbit_s(self.edge_dbm, HallPlan((), band, MAST_M, self.plan.power_dbm))


def levels(plan: SitePlan) -> Found:
    """Return the levels of a plan: at each place, that of the strongest antenna."""
    rows, columns = np.mgrid[0:ROWS, 0:COLUMNS]
    squares = np.column_stack([columns.ravel(), rows.ravel()]) * CELL_M + CELL_M / 2.0
    inside = within(squares, plan.outline)
    fence = _fence()
    everywhere = np.vstack([squares, fence])
    indoors = np.concatenate([inside, np.zeros(len(fence), dtype=bool)])
    found = np.max([_rsrp_dbm(mast, everywhere, indoors, plan) for mast in plan.masts], axis=0)
    return Found(found[: len(squares)], inside, found[len(squares) :], plan)


def within(places: Levels, outline: tuple[Point, ...]) -> NDArray[np.bool_]:
    """Return which places lie in an outline: a ray from each crosses it an odd number of times."""
    odd = np.zeros(len(places), dtype=bool)
    if len(outline) < 3:
        return odd
    x, y = places[:, 0], places[:, 1]
    for (x1, y1), (x2, y2) in _edges(outline):
        if y1 == y2:
            continue
        spans = (y1 > y) != (y2 > y)
        odd ^= spans & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    return odd


def walls_crossed(start: Point, places: Levels, outline: tuple[Point, ...]) -> NDArray[np.int_]:
    """Return how many walls stand between a place and others."""
    crossed = np.zeros(len(places), dtype=int)
    if len(outline) < 3:
        return crossed
    toward = places - np.asarray(start)
    for (x1, y1), (x2, y2) in _edges(outline):
        along = (x2 - x1, y2 - y1)
        turned = toward[:, 0] * along[1] - toward[:, 1] * along[0]
        off = (x1 - start[0], y1 - start[1])
        with np.errstate(divide="ignore", invalid="ignore"):
            on_way = (off[0] * along[1] - off[1] * along[0]) / turned
            on_wall = (off[0] * toward[:, 1] - off[1] * toward[:, 0]) / turned
        hit = (np.abs(turned) > 1e-9) & (on_way > 0) & (on_way < 1) & (on_wall >= 0) & (on_wall < 1)
        crossed += hit
    return crossed


def open_loss_db(distance_m: Levels, frequency_ghz: float) -> Levels:
    """Return the loss in the open.

    Source: 3GPP TR 38.901, table 7.4.1-1, UMi street canyon, line of sight, before the break point:
    32.4 + 21 log10(d) + 20 log10(f).
    """
    found: Levels = 32.4 + 21 * np.log10(distance_m) + 20 * math.log10(frequency_ghz)
    return found


def indoor_loss_db(distance_m: Levels, frequency_ghz: float) -> Levels:
    """Return the loss in a hall with few machines, the antenna above them.

    Source: 3GPP TR 38.901, table 7.4.1-1, InF-SH, NLOS: 32.4 + 23 log10(d) + 20 log10(f).
    """
    found: Levels = 32.4 + 23 * np.log10(distance_m) + 20 * math.log10(frequency_ghz)
    return found


def wall_loss_db(wall: Wall, frequency_ghz: float) -> float:
    """Return the loss through a wall.

    Source: 3GPP TR 38.901, tables 7.4.3-1 and 7.4.3-2: 30 % standard glass and 70 % concrete, or
    70 % coated glass and 30 % concrete, and 5 dB for waves that come in at an angle.
    """
    concrete_db = 5 + 4 * frequency_ghz
    glass_db = 2 + 0.2 * frequency_ghz if wall == "plain" else 23 + 0.3 * frequency_ghz
    glass = 0.3 if wall == "plain" else 0.7
    passed = glass * 10 ** (-glass_db / 10) + (1 - glass) * 10 ** (-concrete_db / 10)
    return 5 - 10 * math.log10(passed)


def gain_dbi(direction: Direction, start: Point, places: Levels) -> Levels:
    """Return an antenna's gain towards places.

    Source: 3GPP TR 38.901, table 7.3-1, horizontal cut: 8 dBi − min(12 (φ / 65°)², 30).
    """
    if direction == "round":
        return np.full(len(places), ROUND_DBI)
    toward = places - np.asarray(start)
    degrees = np.degrees(np.arctan2(toward[:, 1], toward[:, 0])) - _FACES[direction]
    off = (degrees + 180) % 360 - 180
    found: Levels = SECTOR_DBI - np.minimum(12 * (off / _SECTOR_DEGREES) ** 2, _SECTOR_MOST_DB)
    return found


def level_in_the_open_dbm(power_dbm: float, gain: float, distance_m: float, band: OwnBand) -> float:
    """Return the RSRP at a distance in the open, in an antenna's main direction."""
    carrier = CARRIERS[band]
    loss_db = open_loss_db(np.array([distance_m]), carrier.frequency_ghz)[0]
    return float(power_dbm - 10 * math.log10(carrier.subcarriers) + gain - loss_db)


def _rsrp_dbm(mast: Mast, places: Levels, indoors: NDArray[np.bool_], plan: SitePlan) -> Levels:
    carrier = CARRIERS[plan.band]
    ground_m = np.hypot(places[:, 0] - mast.place[0], places[:, 1] - mast.place[1])
    distance_m = np.maximum(1.0, np.hypot(ground_m, MAST_M - DEVICE_M))
    walls = np.minimum(walls_crossed(mast.place, places, plan.outline), MOST_WALLS)
    mast_indoors = within(np.array([mast.place]), plan.outline)[0]
    same_hall = indoors & mast_indoors
    loss_db = np.where(
        same_hall,
        indoor_loss_db(distance_m, carrier.frequency_ghz),
        open_loss_db(distance_m, carrier.frequency_ghz),
    ) + walls * wall_loss_db(plan.wall, carrier.frequency_ghz)
    sent_dbm = plan.power_dbm - 10 * math.log10(carrier.subcarriers)
    found: Levels = sent_dbm + gain_dbi(mast.direction, mast.place, places) - loss_db
    return found


def _fence() -> Levels:
    across = np.arange(0, LENGTH_M + 1, CELL_M, dtype=float)
    down = np.arange(0, WIDTH_M + 1, CELL_M, dtype=float)
    return np.vstack(
        [
            *(np.column_stack([across, np.full(len(across), y)]) for y in (0.0, float(WIDTH_M))),
            *(np.column_stack([np.full(len(down), x), down]) for x in (0.0, float(LENGTH_M))),
        ]
    )


def _edges(outline: tuple[Point, ...]) -> list[tuple[Point, Point]]:
    return list(zip(outline, (*outline[1:], outline[0]), strict=True))
