"""What a requirement leaves blank is filled in by who sells: a warehouse and eight networks.

A day of scans is drawn: where, when, standing or driving, and how many devices are at work. Each
network answers every scan; seven of the eight have one defect each. An acceptance test is a day of
scans too, but under the conditions that the requirement states; where it states none, under the
easiest ones. A network complies if it passes that test. Warehouse, networks and figures are
invented: only the reasoning is meant to be true.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Area = Literal["dock", "picking", "cold", "wash"]
NetworkId = Literal[
    "steady", "average", "silent", "elsewhere", "alone", "standing", "night", "halfway"
]
Delay = Literal["blank", "fast", "mean", "share"]
Blank = Literal["ends", "delay", "silence", "area", "number", "speed", "hours"]

BLANKS: tuple[Blank, ...] = ("ends", "delay", "silence", "area", "number", "speed", "hours")

AREAS: tuple[Area, ...] = ("dock", "picking", "cold", "wash")
NETWORKS: tuple[NetworkId, ...] = (
    "steady",
    "average",
    "silent",
    "elsewhere",
    "alone",
    "standing",
    "night",
    "halfway",
)

SCANS = 4000
"""In a day, by 40 devices."""

IN_TIME_S = 1.0
LATE_ALLOWED = 0.01
MEAN_ALLOWED_S = 0.5
SILENCE_ALLOWED_S = 10.0

_GIVEN_UP_S = 30.0
_AREA_SHARES = (0.3, 0.4, 0.2, 0.1)
_DRIVING_SHARE = 0.35
_PEAKS_H = (5.0, 13.0, 21.0)
_PEAK_LENGTH_H = 0.5
_PEAK_SHARE = 0.3
_EASY_HOURS = (10.0, 11.0)
_STOPS_H = (3.2, 7.2, 11.2, 15.2, 19.2, 23.2)
_STOP_S = 90.0
_UPDATE_H = (2.0, 2.75)
_SEED = 19

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Requirement:
    """What is stated; all else is left to who sells.

    Args:
        delay: nothing, an adjective, a mean, or a share of the scans in time.
        ends: from the scanner to the software and back, not the radio link only.
        silence: no silence longer than `SILENCE_ALLOWED_S`.
        area: in the four areas, not in one of the supplier's choice.
        number: with all 40 devices at work.
        speed: on a driving truck too.
        hours: over 24 hours, changes of shift included.
    """

    delay: Delay = "blank"
    ends: bool = False
    silence: bool = False
    area: bool = False
    number: bool = False
    speed: bool = False
    hours: bool = False

    @property
    def blanks(self) -> tuple[Blank, ...]:
        """What is still left blank; a delay without a share is one."""
        return tuple(
            blank
            for blank in BLANKS
            if not (self.delay == "share" if blank == "delay" else getattr(self, blank))
        )


COMPLETE = Requirement("share", True, True, True, True, True, True)


@dataclass(frozen=True)
class Scans:
    """Scans of a day: when, in which of `AREAS`, driving, in a crowd, and drawn luck, 0 to 1."""

    hour: Numbers
    area: NDArray[np.int64]
    driving: Flags
    crowded: Flags
    to_software: bool
    luck: Numbers
    defect_luck: Numbers


@dataclass(frozen=True)
class Day:
    """How a network answers the scans of a day.

    Args:
        scans: the scans.
        answer_s: how long each waits for its answer; 30 s is given up.
        longest_silence_s: the longest time in which nobody gets an answer.
    """

    scans: Scans
    answer_s: Numbers
    longest_silence_s: float

    @property
    def late(self) -> Flags:
        """Which scans have no answer in time."""
        return self.answer_s > IN_TIME_S

    @property
    def late_count(self) -> int:
        """How many scans have no answer in time."""
        return int(self.late.sum())


@lru_cache(maxsize=64)
def scans(requirement: Requirement | None = None) -> Scans:
    """Return a working day, or a day of the test that a requirement allows."""
    chance = np.random.default_rng(_SEED)
    in_peak = chance.random(SCANS) < _PEAK_SHARE
    any_hour = chance.random(SCANS) * 24
    peak_hour = chance.choice(_PEAKS_H, SCANS) + chance.random(SCANS) * _PEAK_LENGTH_H
    hour = np.where(in_peak, peak_hour, any_hour)
    area = chance.choice(len(AREAS), SCANS, p=_AREA_SHARES)
    driving = chance.random(SCANS) < _DRIVING_SHARE
    luck, defect_luck = chance.random(SCANS), chance.random(SCANS)
    full = requirement is None
    if not (full or requirement.hours):  # type: ignore[union-attr]
        start, end = _EASY_HOURS
        hour = start + (hour / 24) * (end - start)
    peaks = np.zeros(SCANS, dtype=bool)
    for start in _PEAKS_H:
        peaks |= (hour >= start) & (hour < start + _PEAK_LENGTH_H)
    if requirement is not None:
        area = area if requirement.area else np.zeros_like(area)
        driving = driving if requirement.speed else np.zeros_like(driving)
        peaks = peaks if requirement.number else np.zeros_like(peaks)
    to_software = requirement is None or requirement.ends
    return Scans(hour, area, driving, peaks, to_software, luck, defect_luck)


@lru_cache(maxsize=512)
def day(network: NetworkId, requirement: Requirement | None = None) -> Day:
    """Return how a network answers on a working day, or in the test of a requirement."""
    asked = scans(requirement)
    # Log-normal answers: a median of 60 ms, and one in a hundred above 250 ms.
    from scipy.special import ndtri

    answer = 0.06 * np.exp(ndtri(asked.luck) * np.log(0.25 / 0.06) / 2.326)
    unlucky = asked.defect_luck
    silence = 0.0
    match network:
        case "average":
            answer = np.where(unlucky < 0.06, 2 + 100 * unlucky, answer / 3)
        case "silent":
            for start in _STOPS_H:
                left = (start - asked.hour) * 3600 + _STOP_S
                within = (left > 0) & (left <= _STOP_S)
                answer = np.where(within, np.minimum(left + answer, _GIVEN_UP_S), answer)
                silence = max(silence, _STOP_S if within.any() else 0.0)
        case "elsewhere":
            answer = np.where((asked.area >= 2) & (unlucky < 0.7), _GIVEN_UP_S, answer)
        case "alone":
            answer = np.where(asked.crowded & (unlucky < 0.5), 1.5 + 12 * unlucky, answer)
        case "standing":
            answer = np.where(asked.driving & (unlucky < 0.15), 2 + 30 * unlucky, answer)
        case "night":
            start, end = _UPDATE_H
            within = (asked.hour >= start) & (asked.hour < end)
            answer = np.where(within, _GIVEN_UP_S, answer)
            silence = (end - start) * 3600 if within.any() else 0.0
        case "halfway":
            slow = unlucky < 0.25 if asked.to_software else np.zeros(SCANS, dtype=bool)
            answer = np.where(slow, answer + 2.5, answer)
    return Day(asked, answer, silence)


def complies(network: NetworkId, requirement: Requirement) -> bool:
    """Return whether a network passes the test that a requirement allows."""
    test = day(network, requirement)
    if requirement.delay == "mean" and test.answer_s.mean() > MEAN_ALLOWED_S:
        return False
    if requirement.delay == "share" and test.late.mean() > LATE_ALLOWED:
        return False
    return not (requirement.silence and test.longest_silence_s > SILENCE_ALLOWED_S)


def compliant(requirement: Requirement) -> tuple[NetworkId, ...]:
    """Return the networks that comply, the one that serves the working day best first."""
    passing = [network for network in NETWORKS if complies(network, requirement)]
    return tuple(sorted(passing, key=lambda each: day(each).late_count))


@lru_cache(maxsize=len(NETWORKS))
def let_in_by(network: NetworkId) -> tuple[Blank, ...]:
    """Return the blanks of which a single one lets a network comply, all else being stated."""
    if complies(network, COMPLETE):
        return ()
    return tuple(blank for blank in BLANKS if complies(network, _without(blank)))


def _without(blank: Blank) -> Requirement:
    if blank == "delay":
        return replace(COMPLETE, delay="mean")
    left_out: dict[str, Any] = {blank: False}
    return replace(COMPLETE, **left_out)
