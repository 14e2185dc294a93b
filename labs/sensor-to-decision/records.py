"""What is on record: the lines of a night's log, and last year's values of the pumps."""

from typing import NamedTuple


class Row(NamedTuple):
    """One line of the night's log."""

    number: int
    measured_s: float
    """By the gateway's clock, in seconds since midnight."""
    received_s: float
    """By the site's clock."""
    value_mps2: float


class Judged(NamedTuple):
    """A value of a pump, and whether its bearing turned out to be worn."""

    value_mps2: float
    worn: bool
