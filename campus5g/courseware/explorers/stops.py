"""Positions of a page's controls: a browser may send anything."""

from collections.abc import Sequence
from typing import TypeVar

Stop = TypeVar("Stop")


def stop_at(stops: Sequence[Stop], position: object) -> Stop:
    """Return the stop at a control's position; the first one if the position is invalid."""
    if isinstance(position, int) and 0 <= position < len(stops):
        return stops[position]
    return stops[0]
