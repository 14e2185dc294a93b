"""Percentiles, and only those that so many samples support."""

import math
from collections.abc import Iterable, Sequence

MIDDLE = 50.0
PERCENTILES = (50.0, 90.0, 95.0, 99.0, 99.9)
BEYOND = 5
"""How many samples must lie beyond a percentile for it to mean something."""


def supported_percentiles(
    values: Iterable[float], percentiles: Sequence[float] = PERCENTILES
) -> list[tuple[str, float, int]]:
    """Return name, value and how many samples lie beyond, for each that means something.

    The value is a sample: that of the nearest rank. Beyond are those above, and for a percentile
    below the middle those under it.
    """
    ranked = sorted(values)
    found = []
    for percentile in percentiles:
        rank = max(0, math.ceil(percentile / 100 * len(ranked)) - 1)
        above = len(ranked) - 1 - rank
        beyond = rank if percentile < MIDDLE else above
        if beyond >= BEYOND:
            found.append((f"p{percentile:g}", ranked[rank], beyond))
    return found
