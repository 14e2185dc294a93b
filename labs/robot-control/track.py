"""The line on the floor that the robot follows: a closed curve through given points."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal

Point = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Track:
    """A closed line.

    Args:
        corners: its points in metres, in the direction of travel; the last joins the first.
    """

    corners: Sequence[Point]

    @cached_property
    def points(self) -> list[Point]:
        """Its points, the first again at the end."""
        return [*self.corners, self.corners[0]]

    @cached_property
    def length_m(self) -> float:
        """How long it is."""
        return sum(self._lengths)

    @cached_property
    def _lengths(self) -> list[float]:
        return [math.dist(a, b) for a, b in pairwise(self.points)]

    def distance(self, x_m: float, y_m: float) -> float:
        """Return how far a place is from the line, in metres."""
        along_m = self.nearest_m(x_m, y_m)
        return math.dist((x_m, y_m), self.at(along_m))

    def goal(self, x_m: float, y_m: float, ahead_m: float) -> Point:
        """Return the point of the line that lies some way ahead of a place, along the line."""
        return self.at(self.nearest_m(x_m, y_m) + ahead_m)

    def heading_rad(self, along_m: float) -> float:
        """Return where the line leads at some way from its beginning, in radians."""
        (x1, y1), (x2, y2) = self.at(along_m - 0.01), self.at(along_m + 0.01)
        return math.atan2(y2 - y1, x2 - x1)

    def nearest_m(self, x_m: float, y_m: float) -> float:
        """Return the way from the line's beginning to its point nearest to a place."""
        best_m, best_along_m, passed_m = math.inf, 0.0, 0.0
        for (a, b), length_m in zip(pairwise(self.points), self._lengths, strict=True):
            dx, dy = b[0] - a[0], b[1] - a[1]
            share = ((x_m - a[0]) * dx + (y_m - a[1]) * dy) / length_m**2
            share = max(0.0, min(1.0, share))
            away_m = math.dist((x_m, y_m), (a[0] + share * dx, a[1] + share * dy))
            if away_m < best_m:
                best_m, best_along_m = away_m, passed_m + share * length_m
            passed_m += length_m
        return best_along_m

    def at(self, along_m: float) -> Point:
        """Return the point at some way from the line's beginning; past its end it goes round."""
        along_m %= self.length_m
        for (a, b), length_m in zip(pairwise(self.points), self._lengths, strict=True):
            if along_m <= length_m:
                share = along_m / length_m
                return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])
            along_m -= length_m
        return self.points[0]


def oval(
    centre: Point,
    straight_m: float = 1.2,
    radius_m: float = 0.7,
    side: Literal["left", "right"] = "left",
) -> Track:
    """Return an oval: two straights that two half circles join.

    Args:
        centre: its middle.
        straight_m: length of each straight.
        radius_m: of the half circles.
        side: to which it turns; left is anticlockwise.
    """
    half_m, steps = straight_m / 2, 16
    x, y = centre
    turns = [math.pi * step / steps for step in range(steps + 1)]
    right = [
        (x + half_m + radius_m * math.sin(turn), y - radius_m * math.cos(turn)) for turn in turns
    ]
    left = [
        (x - half_m - radius_m * math.sin(turn), y + radius_m * math.cos(turn)) for turn in turns
    ]
    corners = right + left
    return Track(corners if side == "left" else corners[::-1])


def middle(fence: Sequence[Point]) -> Point:
    """Return the middle of a fenced area."""
    xs, ys = [x for x, _ in fence], [y for _, y in fence]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
