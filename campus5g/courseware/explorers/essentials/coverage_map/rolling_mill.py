"""The floor plan of a rolling mill: where metal stands, and how high.

An invented hall of 240 m by 80 m, with the sizes of a hot strip mill's equipment in round numbers.
"""

from dataclasses import dataclass
from typing import Literal

LENGTH_M = 240
WIDTH_M = 80

ZoneId = Literal["furnace", "mill", "coil-yard", "office"]


@dataclass(frozen=True)
class Box:
    """A rectangle of the plan, in metres from the plan's upper left corner, and its height."""

    id: str
    x_m: float
    y_m: float
    length_m: float
    width_m: float
    height_m: float

    def holds(self, x_m: float, y_m: float) -> bool:
        """Return whether a place lies within it."""
        return (
            self.x_m <= x_m < self.x_m + self.length_m and self.y_m <= y_m < self.y_m + self.width_m
        )


FURNACE = Box("furnace", 14, 26, 36, 26, 9)
OFFICE = Box("office", 84, 62, 20, 14, 4)
MACHINES = (
    FURNACE,
    Box("rougher", 68, 32, 8, 16, 9),
    *(Box("finishing", x_m, 32, 5, 16, 9) for x_m in (100, 111, 122, 133)),
    Box("coiler", 152, 33, 10, 14, 5),
)
COILS = tuple(Box("coils", 178, y_m, 54, 5, 4.5) for y_m in (8, 21, 34, 47, 60))
"""Rows of coils, two high, when the yard is full."""

FURNACE_END_M = 60
COIL_YARD_M = 170
"""Where the zone around the stands begins, and where it ends; the office is a zone of its own."""


def metal(full: bool) -> tuple[Box, ...]:
    """Return the obstacles: the machines, and the coils if the yard is full."""
    return MACHINES + (COILS if full else ())


def zone_of(x_m: float, y_m: float) -> ZoneId:
    """Return the zone that a place belongs to."""
    if OFFICE.holds(x_m, y_m):
        return "office"
    if x_m < FURNACE_END_M:
        return "furnace"
    return "mill" if x_m < COIL_YARD_M else "coil-yard"
