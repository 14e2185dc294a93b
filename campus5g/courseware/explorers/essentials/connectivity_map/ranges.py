"""Where each network's range stands on one need, beside what is asked.

One method for all networks: `models.technology`, whose figures each have one source. Every scale
goes by ratios, and what is better stands to the right: a short delay, too.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from campus5g.courseware.explorers.models.technology import (
    Assessment,
    Axis,
    Need,
    Technology,
    Verdict,
    ranking,
)

DRAWN_AXES: tuple[Axis, ...] = ("rate", "delay", "devices", "distance", "speed")
"""Those with a scale; power is a rank."""

SCALES: dict[Axis, tuple[float, float]] = {
    "rate": (0.0001, 10_000_000),
    "delay": (1_000_000, 0.5),
    "devices": (0.1, 1_000_000),
    "distance": (1, 100_000),
    "speed": (1, 1000),
}
"""The left and the right end of what is drawn, in the units of `Need`."""


@dataclass(frozen=True)
class Drawn:
    """A network's range, by the share of the scale to the left of each end.

    Args:
        assessment: the network against the need, on all axes.
        verdict: what it is worth on what is drawn.
        bad: where it stands in bad conditions, 0 to 1.
        good: where it stands in good ones.
    """

    assessment: Assessment
    verdict: Verdict
    bad: float
    good: float


def on_axis(need: Need, axis: Axis, networks: Iterable[Technology]) -> list[Drawn]:
    """Return every network's range on one axis, the advised network first."""
    return [
        Drawn(
            found,
            found.verdict_on(axis),
            place(axis, found.offer[axis].bad),
            place(axis, found.offer[axis].good),
        )
        for found in ranking(need, networks)
    ]


def on_the_whole(need: Need, networks: Iterable[Technology]) -> list[Drawn]:
    """Return every network's range on the axis that decides; just enough is half way."""
    return [
        Drawn(found, found.verdict, *(score / 100 for score in found.scores))
        for found in ranking(need, networks)
    ]


def place(axis: Axis, value: float) -> float:
    """Return the share of an axis's scale to the left of a value, 0 to 1."""
    left, right = SCALES[axis]
    if value <= 0:
        return 0.0
    if math.isinf(value):
        return 0.0 if left > right else 1.0
    share = math.log(value / left) / math.log(right / left)
    return min(1.0, max(0.0, share))
