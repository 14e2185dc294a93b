"""The machines of the learner's site: the speeds that can be set, and the lines of their logs."""

from typing import NamedTuple

SPEEDS_MPS = (0.4, 0.6, 0.8, 1.0, 1.2, 1.5)


class Row(NamedTuple):
    """One line of an AGV's log."""

    time_s: float
    error_cm: float
    """Distance from its line, positive to the left."""
    speed_mps: float
    age_s: float
    """Time since the last command reached it."""
