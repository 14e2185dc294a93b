"""Defect frequencies of a rolling bearing, from its geometry.

Harris, Rolling Bearing Analysis; Randall and Antoni, Rolling element bearing diagnostics - a
tutorial, Mechanical Systems and Signal Processing 25 (2011), section 2. Without slip.
"""

import math
from typing import Literal

from campus5g.inventory import Bearing

BearingPart = Literal["outer-race", "inner-race", "ball"]


def strikes_per_turn(bearing: Bearing, part: BearingPart) -> float:
    """Return how often a defect is struck during one turn of the shaft.

    For the outer race that is BPFO, for the inner race BPFI, over the rotation frequency. A ball's
    defect strikes both races during each turn of the ball: twice BSF.
    """
    ratio = bearing.ball_mm / bearing.pitch_mm * math.cos(math.radians(bearing.contact_deg))
    match part:
        case "outer-race":
            return bearing.balls / 2 * (1 - ratio)
        case "inner-race":
            return bearing.balls / 2 * (1 + ratio)
        case "ball":
            return bearing.pitch_mm / bearing.ball_mm * (1 - ratio**2)
