"""Percentiles, and only those that so many samples support."""

import math
from collections.abc import Iterable

PERCENTILES = (50.0, 90.0, 95.0, 99.0, 99.9)
BEYOND = 5
"""How many samples must lie beyond a percentile for it to mean something."""


def supported_percentiles(values: Iterable[float]) -> list[tuple[str, float, int]]:
    """Return name, value and how many samples lie beyond, for each that means something.

    The value is a sample: that of the nearest rank.
    """
    ranked = sorted(values)
    found = []
    for percentile in PERCENTILES:
        rank = max(0, math.ceil(percentile / 100 * len(ranked)) - 1)
        beyond = len(ranked) - 1 - rank
        if beyond >= BEYOND:
            found.append((f"p{percentile:g}", ranked[rank], beyond))
    return found
