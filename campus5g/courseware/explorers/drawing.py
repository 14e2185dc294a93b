"""What an explorer puts on paper: a picture of one run, without its script."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable


@dataclass(frozen=True)
class Drawing:
    """A picture of what an explorer shows.

    Args:
        svg: one SVG element that loads nothing.
        title: what it shows.
        reading: the answer in a sentence.
        settings: the positions of the controls that it came from.
    """

    svg: str
    title: str
    reading: str = ""
    settings: str = ""


@runtime_checkable
class Drawable(Protocol):
    """An explorer's own widget that can be put on paper, as a `ChartPanel` can."""

    def drawing(self) -> Drawing | None:
        """Return what is shown now; None while there is nothing to show."""
