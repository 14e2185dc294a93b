"""The yard that a draw gives: what the virtual kit plays, and what is true at every place of it."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from campus5g.air.channel import Signal
from campus5g.air.obstacles import Obstacle
from campus5g.draw import Draw
from campus5g.inventory import Inventory, load_inventory
from campus5g.places import KITS
from campus5g.virtualkit.ran.coverage import Coverage, coverages
from campus5g.virtualkit.scenarios.scenario import Scenario, load_scenario

WIDTH_M, DEPTH_M = 120.0, 60.0
FULL, CLEARED = "stock-yard", "stock-yard-cleared"
SURVEYOR, BADGE = "camera", "badge"
NEIGHBOUR = "gnb-halle-2"
STACK_DB, DECADE_DB = 28.0, 21.5
"""What a stack takes, and a tenfold distance in a hall with line of sight (TR 38.901)."""

_TRUTH_STEP_M = 4.0

Place = tuple[float, float]


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


@dataclass(frozen=True, eq=False)
class Yard:
    """A yard: its scenario, and its cells.

    Args:
        scenario: as the kit plays it.
        cells: its coverage, by gNB.
    """

    scenario: Scenario
    cells: Mapping[str, Coverage]

    def heard(self, place: Place) -> list[Signal]:
        """Return what a modem with a true scale reads of each cell, the stronger one first."""
        device = self.scenario.devices[SURVEYOR]
        signals = (cell.signal_at(place, device) for cell in self.cells.values())
        return sorted(signals, key=lambda signal: -signal.rsrp_dbm)

    def share(self, box: Box, rsrp_dbm: float, sinr_db: float) -> float:
        """Return the share of a rectangle in which both limits are met."""
        best = [self.heard(place)[0] for place in box.places(_TRUTH_STEP_M)]
        met = sum(each.rsrp_dbm >= rsrp_dbm and each.sinr_db >= sinr_db for each in best)
        return met / len(best)

    @property
    def stacks(self) -> list[Obstacle]:
        """The stacks of coils."""
        return [Obstacle(**each.model_dump()) for each in self.scenario.radio.obstacles.values()]

    @property
    def antennas(self) -> dict[str, Place]:
        """Where the antennas hang, by gNB."""
        radio = self.scenario.radio
        first = next(iter(self.cells))
        return {first: radio.antenna.place, NEIGHBOUR: radio.neighbours[NEIGHBOUR].place}

    @property
    def gap(self) -> Place:
        """The middle between the two stacks."""
        west, east = self.stacks
        return (west.opposite[0] + east.corner[0]) / 2, (west.corner[1] + west.opposite[1]) / 2

    @property
    def stranger(self) -> Place:
        """Where somebody else sends on the same carrier."""
        return self.scenario.radio.interferers["stranger"].place

    @property
    def badge_scale_db(self) -> float:
        """By how much the badge reads more than there is."""
        return self.scenario.devices[BADGE].scale_db

    @property
    def badge_body_db(self) -> float:
        """What its wearer's body takes from a badge at the belt."""
        return self.scenario.devices[BADGE].body_db

    def distance_m(self, mast: Place, place: Place) -> float:
        """Return the distance from an antenna on a mast to a modem, heights included."""
        return math.hypot(mast[0] - place[0], mast[1] - place[1], self._height_m - 1.5)

    def stacks_between(self, mast: Place, place: Place) -> int:
        """Return how many stacks stand between an antenna on a mast and a modem."""
        return sum(each.blocks(mast, self._height_m, place, 1.5) for each in self.stacks)

    @property
    def _height_m(self) -> float:
        return self.scenario.radio.antenna.height_m


@cache
def yard_of(draw: Draw, mast: Place | None = None) -> Yard:
    """Return a draw's yard.

    Args:
        draw: the learner's.
        mast: where the second antenna is moved to; None where it stays.
    """
    kit = _kit()
    scenario = load_scenario(FULL, kit, variation=draw.variation)
    if mast is not None:
        radio = scenario.radio
        antenna = radio.neighbours[NEIGHBOUR].model_copy(update={"place": mast})
        moved = radio.model_copy(update={"neighbours": {**radio.neighbours, NEIGHBOUR: antenna}})
        scenario = scenario.model_copy(update={"radio": moved})
    names = [kit.gnb.name, *(each.name for each in kit.neighbours)]
    return Yard(scenario, coverages(kit.cell, scenario, names, 0))


@cache
def _kit() -> Inventory:
    return load_inventory(KITS / "virtual.yaml")
