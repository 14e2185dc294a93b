"""A worker alone with a radio device: how long its battery lasts, and who notices a fall.

A fallen person does not walk out of a place without coverage. Their alarm arrives if they lie where
there is coverage; if not, only the missing check-ins tell. Stays without coverage are of random
(exponential) length: one that swallows as many check-ins as the control room waits for sends
someone for nothing.

All powers are assumptions, but for the 23 dBm that a device sends at most (TS 38.101-1, power
class 3).
"""

import math
from dataclasses import dataclass

SHIFT_H = 8.0

BATTERY_WH = 10.0
IDLE_W = 0.6
"""Processor and sensors, nothing shown."""
CALL_W = 2.4
"""Camera, coding and display during a call."""
RADIO_AWAKE_W = 0.5
AWAKE_AFTER_S = 10.0
"""How long the radio stays awake after each message."""
SENT_W = 0.2
AMPLIFIER_EFFICIENCY = 0.25
NEAR_SHARE = 0.01
"""Near the antenna a device sends about a hundredth of its power."""


@dataclass(frozen=True)
class Round:
    """A round of someone who works alone.

    Args:
        check_in_s: between two check-ins; above 0.
        missed: how many missing ones send someone; 1 or more.
        hole_share: the share of the round without coverage, 0 to below 1.
        hole_s: how long a stay without coverage lasts on average.
        call_share: the share of the time in a video call, 0 to 1.
        far: whether the device is far from the antenna, and sends at full power.
    """

    check_in_s: float
    missed: int
    hole_share: float
    hole_s: float
    call_share: float
    far: bool


@dataclass(frozen=True)
class Draw:
    """The mean power drawn by each use, in watts."""

    idle_w: float
    call_w: float
    radio_w: float

    @property
    def hours(self) -> float:
        """How long the battery lasts."""
        return BATTERY_WH / (self.idle_w + self.call_w + self.radio_w)


def draw(one: Round) -> Draw:
    """Return what the battery gives to each use, on average."""
    amplifier_w = SENT_W / AMPLIFIER_EFFICIENCY * (1.0 if one.far else NEAR_SHARE)
    # In a call the radio is awake all the time; outside, after each check-in.
    awake = min(1.0, AWAKE_AFTER_S / one.check_in_s)
    awake_share = one.call_share + (1 - one.call_share) * awake
    radio_w = RADIO_AWAKE_W * awake_share + amplifier_w * one.call_share
    return Draw(IDLE_W, CALL_W * one.call_share, radio_w)


def arrives(one: Round) -> float:
    """Return the chance that the alarm of someone who does not move arrives, 0 to 1."""
    return 1 - one.hole_share


def noticed_within_s(one: Round) -> float:
    """Return how long after a fall in a hole the missing check-ins tell, at the latest."""
    return one.missed * one.check_in_s


def false_alarms(one: Round, hours: float = SHIFT_H) -> float:
    """Return how often someone is sent for nothing.

    A stay of mean length S misses at least m check-ins T apart with the chance
    (S/T) (1 - exp(-T/S)) exp(-(m - 1) T/S): the first one comes at any moment of an interval.
    """
    if one.hole_share == 0:
        return 0.0
    stays = hours * 3600 * one.hole_share / one.hole_s
    ratio = one.check_in_s / one.hole_s
    missing = -math.expm1(-ratio) / ratio * math.exp(-(one.missed - 1) * ratio)
    return stays * missing
