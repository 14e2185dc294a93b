"""A route through the robot's area: parallel lanes, as long as the time allows."""

import math
from collections.abc import Sequence

Point = tuple[float, float]

_MARGIN_M = 0.8
"""Margin to the fence: the gateway stops robots closer to it anyway."""
_NARROWEST_M = 1.0
_STEP_M = 2.0
"""So that a place behind an obstacle is left out, and not the whole lane with it."""


def inside(point: Point, fence: Sequence[Point]) -> bool:
    """Return whether a point lies inside a polygon (the even-odd rule)."""
    x, y = point
    crossings = 0
    for (x1, y1), (x2, y2) in zip(fence, [*fence[1:], fence[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            crossings += 1
    return crossings % 2 == 1


def lanes(fence: Sequence[Point], start: Point, length_m: float) -> list[Point]:
    """Return places along parallel lanes inside the fence, at most two metres apart on a lane.

    Args:
        fence: the area's corners, in metres.
        start: where the robot is; the nearer end of the way comes first.
        length_m: about how long the way may be; it decides how far apart the lanes lie.
    """
    xs, ys = [x for x, _ in fence], [y for _, y in fence]
    left, right = min(xs) + _MARGIN_M, max(xs) - _MARGIN_M
    low, high = min(ys) + _MARGIN_M, max(ys) - _MARGIN_M
    if left >= right or low >= high:
        return []
    most = max(2, math.floor((high - low) / _NARROWEST_M) + 1)
    count = min(most, max(2, math.floor(length_m / (right - left))))
    way: list[Point] = []
    for lane in range(count):
        y = low + (high - low) * lane / (count - 1)
        steps = math.ceil((right - left) / _STEP_M)
        along = [(left + (right - left) * step / steps, y) for step in range(steps + 1)]
        way += along if lane % 2 == 0 else along[::-1]
    way = [point for point in way if inside(point, fence)]
    if way and math.dist(start, way[-1]) < math.dist(start, way[0]):
        way.reverse()
    return way
