"""The look of a ladder: the colours and dash patterns of the drawings.

Colours have a contrast of 4.5 on their background and are distinguishable for the colour-blind;
the dash pattern and the interface's name on each rung convey the same without colour.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from campus5g.capture.messages.message import Interface

FONT = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif"


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours on one background."""

    ground: str
    ink: str
    line: str
    interfaces: Mapping[Interface, str]


LIGHT = Theme(
    ground="#ffffff",
    ink="#10222e",
    line="#8396a2",
    interfaces={
        "N1": "#0064ab",
        "N2": "#9c4a00",
        "N3": "#00704f",
        "N4": "#8e2f74",
        "SBI": "#4b5a63",
    },
)
DARK = Theme(
    ground="#13232d",
    ink="#e9f1f4",
    line="#6b8290",
    interfaces={
        "N1": "#7cc4ff",
        "N2": "#ffb454",
        "N3": "#5fd6ad",
        "N4": "#f3a6d8",
        "SBI": "#b4cad5",
    },
)

DASHES: Mapping[Interface, tuple[int, ...]] = {
    "N1": (),
    "N2": (9, 4),
    "N3": (2, 3),
    "N4": (9, 3, 2, 3),
    "SBI": (16, 4),
}
"""Lengths of dash and gap in pixels; an empty one is a solid line."""


def dash_text(interface: Interface) -> str:
    """Return the dash pattern as plotly and SVG write it."""
    return ",".join(f"{length}px" for length in DASHES[interface]) or "solid"
