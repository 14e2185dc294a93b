"""The plan of a container terminal by the hour: ship, cranes and stacks, and how high they stand.

An invented terminal of 420 m by 270 m, basin included, in round numbers. Containers are 2.59 m high
(ISO 668).
"""

from dataclasses import dataclass
from typing import Literal

LENGTH_M, DEPTH_M = 420, 270
QUAY_EDGE_M = 60
"""From the far bank, which is the plan's upper edge, to the quay: the basin."""
APRON_END_M = 112
YARD_END_M = 250

CONTAINER_M = 2.59
SHIP_M = 22.0
"""Hull and deck load above the quay."""
CRANE_M = 40.0

HOURS = (0, 3, 6, 9, 12, 15, 18, 21)
_SHIP_FROM_H, _SHIP_TO_H = 6, 18

SiteId = Literal["far-bank", "west", "east", "gate", "quay"]
ZoneId = Literal["quay", "yard", "gate"]

SITES: dict[SiteId, tuple[float, float]] = {
    "far-bank": (210.0, 0.0),
    "west": (5.0, 147.0),
    "east": (415.0, 147.0),
    "gate": (210.0, 260.0),
    "quay": (210.0, 108.0),
}
"""Where a mast may stand: x and y in metres from the plan's upper left corner."""


@dataclass(frozen=True)
class Box:
    """A rectangle of metal on the plan, in metres from its upper left corner."""

    x_m: float
    y_m: float
    length_m: float
    width_m: float

    def holds(self, x_m: float, y_m: float) -> bool:
        """Return whether a place lies within it."""
        return (
            self.x_m <= x_m < self.x_m + self.length_m and self.y_m <= y_m < self.y_m + self.width_m
        )


SHIP = Box(40, 22, 340, 34)
LEGS = tuple(
    Box(x_m + across_m, y_m, 3, 3)
    for x_m in (50, 145, 245, 340)
    for across_m in (0, 18)
    for y_m in (63, 93)
)
"""The legs of four quay cranes, with their stairs; between them a crane is open."""
BLOCKS = tuple(
    Box(12 + 102 * column, 118 + 36 * row, 90, 22) for row in range(4) for column in range(4)
)
BOXES = (SHIP, *LEGS, *BLOCKS)


def ship_berthed(hour: int) -> bool:
    """Return whether the ship is at the quay."""
    return _SHIP_FROM_H <= hour < _SHIP_TO_H


def tiers(block: int, hour: int) -> int:
    """Return how many containers high a block stands at an hour, 0 to 3.

    The two columns on the left take what the ship brings and fill up while it is berthed; lorries
    empty them after. The two on the right wait for the ship and empty into it.
    """
    row, column = divmod(block, 4)
    worked = min(1.0, max(0.0, (hour - _SHIP_FROM_H) / (_SHIP_TO_H - _SHIP_FROM_H)))
    if hour < _SHIP_FROM_H:
        worked = 0.0
    low_to_high = 1 + round(2 * worked)
    height = low_to_high if column < 2 else 4 - low_to_high
    return max(0, height - (row + column + hour // 3) % 4 // 3)


def heights_m(hour: int) -> tuple[float, ...]:
    """Return the height of each of `BOXES` at an hour; 0 where nothing stands."""
    return (
        SHIP_M if ship_berthed(hour) else 0.0,
        *(CRANE_M for _ in LEGS),
        *(CONTAINER_M * tiers(block, hour) for block in range(len(BLOCKS))),
    )


def zone_of(y_m: float) -> ZoneId:
    """Return the zone that a place on land belongs to."""
    if y_m < APRON_END_M:
        return "quay"
    return "yard" if y_m < YARD_END_M else "gate"
