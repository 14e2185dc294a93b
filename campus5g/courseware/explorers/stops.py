"""Where a page's controls stand: what comes from a browser may be anything."""

from collections.abc import Sequence
from typing import TypeVar

Stop = TypeVar("Stop")


def stop_at(stops: Sequence[Stop], position: object) -> Stop:
    """Return the stop at which a control stands; the first where that is no position of it."""
    if isinstance(position, int) and 0 <= position < len(stops):
        return stops[position]
    return stops[0]
