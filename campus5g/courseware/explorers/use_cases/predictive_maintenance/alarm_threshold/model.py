"""An alarm's threshold: false alarms against missed faults, in euros a year.

A figure of each machine is judged once a week, in decibels above what the machine itself shows when
it is sound. Sound machines spread around 0 dB, worn ones around the rise that the vibration model
gives, both normally: signal detection with equal spreads (Green and Swets, Signal Detection Theory
and Psychophysics, 1966). Averaging readings takes away their own part of the spread, not that of
speed, load and mounting. Spreads, machines and faults are this model's choices.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from campus5g.courseware.explorers.use_cases.predictive_maintenance.worn_machine import (
    FAN,
    condition,
)

Figure = Literal["overall", "envelope"]

FIGURES: tuple[Figure, ...] = ("envelope", "overall")
AVERAGED = (1, 4, 16, 1000)
THRESHOLDS_DB = tuple(range(31))

MACHINES = 60
WEEKS_A_YEAR = 52
FAULTS_A_YEAR = 3
MACHINES_SPREAD_DB = 5.0
READINGS_SPREAD_DB = 3.3


@dataclass(frozen=True)
class Costs:
    """What mistakes cost, in euros.

    Args:
        false_alarm: to look at a sound machine.
        missed: a worn machine that stops the line, beyond what a planned repair would have cost.
    """

    false_alarm: float
    missed: float


@dataclass(frozen=True)
class Watch:
    """What is watched.

    Args:
        figure: the overall vibration, or the envelope at the bearing's frequency.
        week: how old a defect of the outer race is when it has to be found.
        averaged: readings behind each judgement.
    """

    figure: Figure
    week: int
    averaged: int = 1

    @property
    def rise_db(self) -> float:
        """By how much a worn machine exceeds its own sound level."""
        return _rise_db(self.figure, self.week)

    @property
    def spread_db(self) -> float:
        """Standard deviation of a judgement."""
        return math.sqrt(MACHINES_SPREAD_DB**2 + READINGS_SPREAD_DB**2 / self.averaged)


@dataclass(frozen=True)
class Year:
    """What a threshold does in a year.

    Args:
        false_alarms: sound machines that alarmed.
        found, missed: worn machines that did, and that did not.
    """

    false_alarms: float
    found: float
    missed: float

    def euros(self, costs: Costs) -> float:
        """Return what the mistakes of the year cost."""
        return self.false_alarms * costs.false_alarm + self.missed * costs.missed


def year(watch: Watch, threshold_db: float, machines: int = MACHINES) -> Year:
    """Return what happens with a threshold.

    Args:
        watch: what is watched.
        threshold_db: above a machine's own sound level.
        machines: how many are judged each week; one in twenty wears a year.
    """
    faults = machines * FAULTS_A_YEAR / MACHINES
    missed = faults * (1 - _beyond((threshold_db - watch.rise_db) / watch.spread_db))
    false_alarms = machines * WEEKS_A_YEAR * _beyond(threshold_db / watch.spread_db)
    return Year(false_alarms, faults - missed, missed)


def best_threshold_db(watch: Watch, costs: Costs) -> float:
    """Return the threshold that costs least, where the two bells, each in euros, cross."""
    ratio = (MACHINES * WEEKS_A_YEAR * costs.false_alarm) / (FAULTS_A_YEAR * costs.missed)
    return watch.rise_db / 2 + watch.spread_db**2 / watch.rise_db * math.log(ratio)


def never_euros(costs: Costs) -> float:
    """Return what a year without any alarm costs."""
    return FAULTS_A_YEAR * costs.missed


@lru_cache(maxsize=64)
def _rise_db(figure: Figure, week: int) -> float:
    now, sound = condition(FAN, "outer-race", week), condition(FAN, "outer-race", 0)
    if figure == "overall":
        return 20 * math.log10(now.overall_mps2 / sound.overall_mps2)
    return 20 * math.log10(now.struck_mps2 / sound.struck_mps2)


def _beyond(deviations: float) -> float:
    """Return the share of a normal distribution beyond some standard deviations."""
    return math.erfc(deviations / math.sqrt(2)) / 2
