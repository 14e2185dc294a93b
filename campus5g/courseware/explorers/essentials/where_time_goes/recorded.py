"""What the model gives at every setting of the page's controls, computed beforehand.

Ten thousand round trips take a third of a second: too long for a slider.
``tests/courseware/explorers/recording/record_round_trips.py`` writes ``round_trips.json``; a test
computes some of it again.
"""

import json
from dataclasses import asdict
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, get_args

from campus5g.courseware.explorers.essentials.where_time_goes.model import (
    Cell,
    RoundTrip,
    round_trip,
)

ROUND_TRIPS_FILE = Path(__file__).with_name("round_trips.json")

CELLS: tuple[Cell, ...] = get_args(Cell)
CORE_KM = (0, 10, 50, 100, 250, 500, 1000)
LOADS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9)

_DECIMALS = 4


def recorded_round_trip(core_km: float = 0, load: float = 0.0, cell: Cell = "nominal") -> RoundTrip:
    """Return what `round_trip` gives, to a tenth of a microsecond.

    Args:
        core_km: one of `CORE_KM`.
        load: one of `LOADS`.
        cell: one of `CELLS`.
    """
    return RoundTrip(**_recorded()[_name(core_km, load, cell)])


def compute_all() -> dict[str, dict[str, Any]]:
    """Return the content of the file, computed by the model."""
    return {
        _name(*setting): rounded(round_trip(*setting)) for setting in product(CORE_KM, LOADS, CELLS)
    }


def rounded(trip: RoundTrip) -> dict[str, Any]:
    """Return a round trip as the file holds it."""
    found = asdict(trip)
    for ways in ("there_ms", "back_ms"):
        found[ways] = {part: round(ms, _DECIMALS) for part, ms in found[ways].items()}
    for name in ("median_ms", "p99_ms"):
        found[name] = round(found[name], _DECIMALS)
    return found


@cache
def _recorded() -> dict[str, dict[str, Any]]:
    content: dict[str, dict[str, Any]] = json.loads(ROUND_TRIPS_FILE.read_text("utf-8"))
    return content


def _name(core_km: float, load: float, cell: Cell) -> str:
    return f"{core_km:g} km, {load:g}, {cell}"
