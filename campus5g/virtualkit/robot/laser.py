"""A laser scanner: distances all round, by ray casting against the floor plan."""

import math
from dataclasses import dataclass

from campus5g.air.chance import Dice
from campus5g.virtualkit.robot.floor import Disc, Floor, Point, Segment

RAYS = 360
_STEP_RAD = 2 * math.pi / RAYS


@dataclass(frozen=True)
class Laser:
    """A scanner in the centre of the robot; the first ray points ahead, the next to its left.

    Args:
        floor: the floor that it scans.
        seed: the seed of its noise.
        nearest_m, furthest_m: its measuring range.
        noise_m: the standard deviation of a distance.
    """

    floor: Floor
    seed: int
    nearest_m: float = 0.12
    furthest_m: float = 10.0
    noise_m: float = 0.01

    def scan(self, place: Point, heading_rad: float, time_s: float) -> list[float]:
        """Return the distance along each ray, infinite where nothing is in range."""
        distances = [math.inf] * RAYS
        for segment in self.floor.segments:
            _see_wall(distances, segment, place, heading_rad)
        for disc in self.floor.discs(time_s):
            _see_disc(distances, disc, place, heading_rad)
        noise = Dice(self.seed, "laser")
        moment = int(time_s * 1000)
        return [
            max(self.nearest_m, distance + self.noise_m * noise.normal(moment, ray))
            if distance <= self.furthest_m
            else math.inf
            for ray, distance in enumerate(distances)
        ]


def _see_wall(distances: list[float], segment: Segment, place: Point, heading_rad: float) -> None:
    """Shorten the rays that hit a wall; only those between its ends are computed."""
    x1, y1 = segment[0][0] - place[0], segment[0][1] - place[1]
    x2, y2 = segment[1][0] - place[0], segment[1][1] - place[1]
    first, last = math.atan2(y1, x1), math.atan2(y2, x2)
    turn = math.remainder(last - first, 2 * math.pi)
    if turn < 0:
        first, turn = last, -turn
    across = abs(x1 * y2 - x2 * y1)
    if not across:
        return
    dx, dy = x2 - x1, y2 - y1
    start = math.ceil((first - heading_rad) / _STEP_RAD)
    for number in range(start, math.floor((first + turn - heading_rad) / _STEP_RAD) + 1):
        angle = heading_rad + number * _STEP_RAD
        slope = abs(math.cos(angle) * dy - math.sin(angle) * dx)
        if slope:
            ray = number % RAYS
            distances[ray] = min(distances[ray], across / slope)


def _see_disc(distances: list[float], disc: Disc, place: Point, heading_rad: float) -> None:
    middle, radius_m = disc
    x, y = middle[0] - place[0], middle[1] - place[1]
    away = math.hypot(x, y)
    if away <= radius_m:
        distances[:] = [0.0] * RAYS
        return
    half = math.asin(radius_m / away)
    towards = math.atan2(y, x) - heading_rad
    for number in range(
        math.ceil((towards - half) / _STEP_RAD), math.floor((towards + half) / _STEP_RAD) + 1
    ):
        off = number * _STEP_RAD - towards
        half_chord = math.sqrt(max(0.0, radius_m**2 - (away * math.sin(off)) ** 2))
        ray = number % RAYS
        distances[ray] = min(distances[ray], away * math.cos(off) - half_chord)
