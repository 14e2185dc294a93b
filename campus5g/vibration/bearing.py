"""Defect frequencies of a rolling bearing, from its geometry.

Harris, Rolling Bearing Analysis; Randall and Antoni, Rolling element bearing diagnostics - a
tutorial, Mechanical Systems and Signal Processing 25 (2011), section 2. Without slip.
"""

import math
from dataclasses import dataclass
from typing import Literal, Protocol

BearingPart = Literal["outer-race", "inner-race", "ball"]


class BearingGeometry(Protocol):
    """What the defect frequencies follow from; an inventory's `Bearing` has it too."""

    @property
    def balls(self) -> int:
        """How many balls or rollers a row has."""

    @property
    def ball_mm(self) -> float:
        """Diameter of a ball."""

    @property
    def pitch_mm(self) -> float:
        """Diameter of the circle that the balls' centres run on."""

    @property
    def contact_deg(self) -> float:
        """Contact angle of balls and races."""


@dataclass(frozen=True)
class Bearing:
    """The geometry of a rolling bearing."""

    balls: int
    ball_mm: float
    pitch_mm: float
    contact_deg: float = 0.0


@dataclass(frozen=True)
class DefectFrequencies:
    """How often a bearing's defects are struck, in hertz (BPFO, BPFI, BSF, FTF of the literature).

    `bsf_hz` is how often a ball turns: a defect on it strikes twice as often.
    """

    bpfo_hz: float
    bpfi_hz: float
    bsf_hz: float
    ftf_hz: float


def strikes_per_turn(bearing: BearingGeometry, part: BearingPart) -> float:
    """Return how often a defect is struck during one turn of the shaft.

    For the outer race that is BPFO, for the inner race BPFI, over the rotation frequency. A ball's
    defect strikes both races during each turn of the ball: twice BSF.
    """
    ratio = _ratio(bearing)
    match part:
        case "outer-race":
            return bearing.balls / 2 * (1 - ratio)
        case "inner-race":
            return bearing.balls / 2 * (1 + ratio)
        case "ball":
            return bearing.pitch_mm / bearing.ball_mm * (1 - ratio**2)


def defect_frequencies(bearing: BearingGeometry, rotation_hz: float) -> DefectFrequencies:
    """Return the defect frequencies of a bearing, the outer race standing still.

    Args:
        bearing: its geometry.
        rotation_hz: of the shaft.
    """
    return DefectFrequencies(
        bpfo_hz=strikes_per_turn(bearing, "outer-race") * rotation_hz,
        bpfi_hz=strikes_per_turn(bearing, "inner-race") * rotation_hz,
        bsf_hz=strikes_per_turn(bearing, "ball") / 2 * rotation_hz,
        ftf_hz=(1 - _ratio(bearing)) / 2 * rotation_hz,
    )


def _ratio(bearing: BearingGeometry) -> float:
    return bearing.ball_mm / bearing.pitch_mm * math.cos(math.radians(bearing.contact_deg))
