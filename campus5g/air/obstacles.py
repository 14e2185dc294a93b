"""Obstacles between an antenna and a device: stacks of stock, and the person who carries it.

Each obstacle in the way costs its own fixed loss: a plainer model than the blockage of TR 38.901
(7.6.4), whose four knife edges need no more than the same outline.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Place = tuple[float, float]


@dataclass(frozen=True)
class Obstacle:
    """A block with its sides along the axes of the floor plan.

    Args:
        corner, opposite: two opposite corners, x and y in metres.
        height_m: its height above the floor.
        loss_db: what it takes from a signal that passes through or close over it.
    """

    corner: Place
    opposite: Place
    height_m: float
    loss_db: float

    def blocks(self, start: Place, start_m: float, end: Place, end_m: float) -> bool:
        """Return whether it stands in the straight way between two points.

        Args:
            start: the place of the first.
            start_m: its height above the floor.
            end: the place of the second.
            end_m: its height above the floor.
        """
        span = _inside(start, end, self.corner, self.opposite)
        if span is None:
            return False
        lowest_m = min(start_m + share * (end_m - start_m) for share in span)
        return lowest_m < self.height_m


def obstruction_db(
    obstacles: Sequence[Obstacle], start: Place, start_m: float, end: Place, end_m: float
) -> float:
    """Return the loss of all obstacles in the straight way between two points."""
    return sum(each.loss_db for each in obstacles if each.blocks(start, start_m, end, end_m))


def turned_away(facing_rad: float, place: Place, antenna: Place) -> bool:
    """Return whether a person at a place has their back to an antenna.

    Args:
        facing_rad: where they look, anticlockwise from the x axis.
        place: where they stand.
        antenna: the antenna's place.
    """
    ahead_m = (antenna[0] - place[0]) * math.cos(facing_rad) + (antenna[1] - place[1]) * math.sin(
        facing_rad
    )
    return ahead_m < 0


def _inside(start: Place, end: Place, corner: Place, opposite: Place) -> tuple[float, float] | None:
    """Return the part of a line inside a rectangle, as shares of its length; None if it misses."""
    enters, leaves = 0.0, 1.0
    for a, b, c, d in zip(start, end, corner, opposite, strict=True):
        low, high = min(c, d), max(c, d)
        if a == b:
            if not low <= a <= high:
                return None
            continue
        first, last = sorted(((low - a) / (b - a), (high - a) / (b - a)))
        enters, leaves = max(enters, first), min(leaves, last)
    return (enters, leaves) if enters < leaves else None
