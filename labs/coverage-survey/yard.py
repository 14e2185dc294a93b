"""The plan of a yard: its antennas, its stacks, and what stands between two places."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple, Self

from campus5g.air.obstacles import Obstacle

WIDTH_M, DEPTH_M = 120.0, 60.0
FULL, CLEARED = "stock-yard", "stock-yard-cleared"
SURVEYOR, BADGE = "camera", "badge"
STEPS_M = (4, 5, 6, 7, 8, 10)
STACK_DB, DECADE_DB = 28.0, 21.5
"""What a stack takes, and a tenfold distance in a hall with line of sight (TR 38.901)."""

Place = tuple[float, float]

FACING: list[Place] = [(9.5 - step / 2, 30.0) for step in range(12)]
AWAY: list[Place] = [(4 + step / 2, 30.0) for step in range(12)]
"""Two walks before an antenna: towards it, and away from it."""


class Box(NamedTuple):
    """A rectangle of the plan, in metres."""

    west: float
    south: float
    east: float
    north: float

    def places(self, step_m: float) -> Iterator[Place]:
        """Yield the middles of the whole squares that a grid has room for, row by row."""
        columns, rows = int((self.east - self.west) // step_m), int(self.height // step_m)
        left = self.west + (self.east - self.west - columns * step_m) / 2
        below = self.south + (self.height - rows * step_m) / 2
        for row in range(rows):
            for column in range(columns):
                yield left + (column + 0.5) * step_m, below + (row + 0.5) * step_m

    @property
    def height(self) -> float:
        """How far it goes from south to north."""
        return self.north - self.south

    def holds(self, place: Place) -> bool:
        """Return whether a place lies in it or on its edge."""
        return self.west <= place[0] <= self.east and self.south <= place[1] <= self.north


@dataclass(frozen=True)
class Plan:
    """What the plan of a yard shows.

    Args:
        stacks: of coils, from west to east.
        antennas: where they hang, by gNB.
        height_m: that of the antennas.
    """

    stacks: Sequence[Obstacle]
    antennas: Mapping[str, Place]
    height_m: float

    @property
    def gap(self) -> Place:
        """The middle between the two stacks."""
        west, east = self.stacks
        return (west.opposite[0] + east.corner[0]) / 2, (west.corner[1] + west.opposite[1]) / 2

    def distance_m(self, mast: Place, place: Place) -> float:
        """Return the distance from an antenna on a mast to a modem, heights included."""
        return math.hypot(mast[0] - place[0], mast[1] - place[1], self.height_m - 1.5)

    def stacks_between(self, mast: Place, place: Place) -> int:
        """Return how many stacks stand between an antenna on a mast and a modem."""
        return sum(each.blocks(mast, self.height_m, place, 1.5) for each in self.stacks)

    def as_data(self) -> dict[str, Any]:
        """Return the plan in JSON's own types."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Return the plan that `as_data` described."""
        stacks = [Obstacle(**each) for each in data["stacks"]]
        return cls(stacks, data["antennas"], data["height_m"])
