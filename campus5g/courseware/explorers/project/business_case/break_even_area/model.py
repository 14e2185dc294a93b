"""The cheapest network over areas and numbers of devices, over five years at likely prices."""

import math

from campus5g.courseware.explorers.project.business_case.costs import (
    Adjusted,
    NetworkId,
    Site,
    cheapest,
)
from campus5g.courseware.explorers.project.business_case.prices import Prices

AREAS_HA = (1, 2, 3, 5, 8, 12, 20, 25, 30, 40, 50, 80, 120)
DEVICES = (10, 25, 50, 100, 150, 200, 300, 400, 600, 1000)

_MOST_HA = 150


def map_of_cheapest(
    suits: tuple[NetworkId, ...], prices: Prices, adjusted: Adjusted
) -> dict[tuple[int, int], NetworkId]:
    """Return the cheapest of the networks that suit, by area in hectares and devices."""
    return {
        (area, devices): cheapest(suits, Site(area, devices), prices, adjusted)
        for area in AREAS_HA
        for devices in DEVICES
    }


def crossing_ha(
    suits: tuple[NetworkId, ...], devices: int, prices: Prices, adjusted: Adjusted
) -> int | None:
    """Return the whole hectare from which private 5G is the cheapest and stays so; None if none is.

    Antennas come by whole numbers, so costs rise by steps: just above a crossing the other may be
    cheaper again for a while. The area returned lies above the last of these.
    """
    crossing = None
    for quarter in range(4 * _MOST_HA, 0, -1):
        site = Site(quarter / 4, devices)
        if cheapest(suits, site, prices, adjusted) != "private_5g":
            break
        crossing = quarter
    return None if crossing is None else math.ceil(crossing / 4)
