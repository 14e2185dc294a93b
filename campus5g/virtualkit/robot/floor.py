"""The floor plan: walls and walking people, read from YAML."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import Field

from campus5g.air.chance import Dice
from campus5g.manifest import ManifestError, Part, load_manifest

PLANS = Path(__file__).parent / "plans"
PERSON_RADIUS_M = 0.3

Point = tuple[float, float]
Segment = tuple[Point, Point]
Disc = tuple[Point, float]
"""A centre and a radius, in metres."""

Metres = Annotated[float, Field(ge=-2000, le=2000)]
Line = Annotated[list[tuple[Metres, Metres]], Field(min_length=2)]


class PlanError(ManifestError):
    """The floor plan is missing or invalid."""


class PersonPlan(Part):
    """A person who walks along a line and back."""

    path: Line
    speed_mps: Annotated[float, Field(gt=0, le=3)] = 1.0


class FloorPlan(Part):
    """The walls and the people in a hall; coordinates in metres."""

    walls: list[Line]
    people: list[PersonPlan] = Field(default_factory=list)


@dataclass(frozen=True)
class _Walk:
    """A walk along a line and back, starting at a place that the seed determines."""

    path: list[Point]
    speed_mps: float
    offset_m: float

    def place(self, time_s: float) -> Point:
        legs = [math.dist(start, end) for start, end in pairwise(self.path)]
        length_m = sum(legs)
        walked_m = (self.offset_m + self.speed_mps * time_s) % (2 * length_m)
        left_m = min(walked_m, 2 * length_m - walked_m)
        for leg_m, (start, end) in zip(legs, pairwise(self.path), strict=True):
            if left_m <= leg_m and leg_m:
                share = left_m / leg_m
                return (
                    start[0] + share * (end[0] - start[0]),
                    start[1] + share * (end[1] - start[1]),
                )
            left_m -= leg_m
        return self.path[-1]


class Floor:
    """A hall as a robot perceives it.

    Args:
        plan: its walls and people.
        seed: the same seed gives people the same starting places.
        since_s: the time at which they start walking.
    """

    def __init__(self, plan: FloorPlan, seed: int, since_s: float = 0.0) -> None:
        self.segments: list[Segment] = [
            segment for wall in plan.walls for segment in pairwise(wall)
        ]
        self.robots: list[Callable[[], Disc]] = []
        """The other robots on this floor: each returns its current outline."""
        dice = Dice(seed, "people")
        self._since_s = since_s
        self._walks = [
            _Walk(person.path, person.speed_mps, 100 * dice.uniform(number))
            for number, person in enumerate(plan.people)
        ]

    def people(self, time_s: float) -> list[Point]:
        """Return the places of people at a time."""
        return [walk.place(time_s - self._since_s) for walk in self._walks]

    def discs(self, time_s: float) -> list[Disc]:
        """Return the outlines of people and other robots."""
        people = [(place, PERSON_RADIUS_M) for place in self.people(time_s)]
        return people + [robot() for robot in self.robots]

    def clearance_m(self, place: Point, time_s: float) -> float:
        """Return the distance from a place to the nearest wall, person or other robot."""
        return min(self._distances(place, time_s), default=math.inf)

    def _distances(self, place: Point, time_s: float) -> Iterator[float]:
        for segment in self.segments:
            yield _distance_m(place, segment)
        for middle, radius_m in self.discs(time_s):
            yield math.dist(place, middle) - radius_m


def load_plan(name: str, folder: Path = PLANS) -> FloorPlan:
    """Read a floor plan by name.

    Raises:
        PlanError: when it doesn't exist, or isn't a valid floor plan.
    """
    return load_manifest(
        folder / f"{name}.yaml",
        FloorPlan,
        if_unreadable=f"Choose one of: {', '.join(sorted(p.stem for p in folder.glob('*.yaml')))}.",
        error_type=PlanError,
    )


def _distance_m(place: Point, segment: Segment) -> float:
    (x1, y1), (x2, y2) = segment
    dx, dy = x2 - x1, y2 - y1
    length_2 = dx * dx + dy * dy
    share = ((place[0] - x1) * dx + (place[1] - y1) * dy) / length_2 if length_2 else 0.0
    share = max(0.0, min(1.0, share))
    return math.hypot(place[0] - x1 - share * dx, place[1] - y1 - share * dy)
