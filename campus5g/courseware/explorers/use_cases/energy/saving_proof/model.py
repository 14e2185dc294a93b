"""Is a lower consumption a saving? Before and after, with and without a baseline.

The baseline is a straight line through the weeks before: energy over hours run. It says what would
have been used, had nothing changed (the principle of ISO 50006). What is saved is that energy less
what was used. Its uncertainty, at 95 % confidence, is that of a mean predicted by a least-squares
line (Draper and Smith, Applied Regression Analysis, 3rd edition, chapter 1).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

import numpy as np
from scipy import stats

from campus5g.courseware.explorers.use_cases.energy.steel_load import WeekTotals

Verdict = Literal["saved", "used-more", "not-proven"]

FEWEST_BEFORE = 10
"""Weeks that the baseline needs."""

CONFIDENCE = 0.95
WEEK_H = 168


@dataclass(frozen=True)
class Comparison:
    """Weeks before and after a date.

    Args:
        apparent: the share by which the energy went down, after against before, nothing corrected.
        hours: the change of the hours run, as a share.
        saved: the share saved against the baseline.
        margin: its uncertainty, plus or minus, as a share.
        saved_kwh_week: the same saving, in kWh a week.
        before_kwh, after_kwh: mean energy a week.
        before_h, after_h: mean hours run a week.
        expected_kwh: mean energy a week by the baseline.
    """

    apparent: float
    hours: float
    saved: float
    margin: float
    saved_kwh_week: float
    before_kwh: float
    after_kwh: float
    before_h: float
    after_h: float
    expected_kwh: float

    @property
    def verdict(self) -> Verdict:
        """Saved or used more, only if the uncertainty does not reach 0."""
        if self.saved - self.margin > 0:
            return "saved"
        return "used-more" if self.saved + self.margin < 0 else "not-proven"


@dataclass(frozen=True)
class Baseline:
    """Energy of a week by its hours run: a line, and how far the weeks lie from it."""

    base_kwh: float
    per_hour_kwh: float
    spread_kwh: float
    weeks: int
    mean_h: float
    squares_h: float

    def expected_kwh(self, hours: float) -> float:
        """Return the energy of a week with so many hours run."""
        return self.base_kwh + self.per_hour_kwh * hours

    def margin_kwh(self, hours: float, weeks: int) -> float:
        """Return the uncertainty of the mean of some weeks with so many hours on average."""
        spread = self.spread_kwh * math.sqrt(
            1 / weeks + 1 / self.weeks + (hours - self.mean_h) ** 2 / self.squares_h
        )
        return float(stats.t.ppf((1 + CONFIDENCE) / 2, self.weeks - 2)) * spread


def baseline(weeks: Sequence[WeekTotals]) -> Baseline:
    """Return the line through some weeks, at least three of different lengths."""
    hours = np.array([each.running_h for each in weeks])
    energy = np.array([each.energy_kwh for each in weeks])
    line = stats.linregress(hours, energy)
    left = energy - line.intercept - line.slope * hours
    return Baseline(
        float(line.intercept),
        float(line.slope),
        math.sqrt(float((left**2).sum()) / (len(weeks) - 2)),
        len(weeks),
        float(hours.mean()),
        float(((hours - hours.mean()) ** 2).sum()),
    )


def compare(year: Sequence[WeekTotals], change: int, length: int) -> Comparison:
    """Compare some weeks before a change with as many after it.

    Args:
        year: the weeks in order.
        change: the number of the first week after; at least `FEWEST_BEFORE`.
        length: how many weeks on each side.
    """
    before, after = year[change - length : change], year[change : change + length]

    before_kwh, after_kwh = (fmean(each.energy_kwh for each in side) for side in (before, after))
    before_h, after_h = (fmean(each.running_h for each in side) for side in (before, after))
    line = baseline(year[:change])
    expected = line.expected_kwh(after_h)
    return Comparison(
        1 - after_kwh / before_kwh,
        after_h / before_h - 1,
        1 - after_kwh / expected,
        line.margin_kwh(after_h, len(after)) / expected,
        expected - after_kwh,
        before_kwh,
        after_kwh,
        before_h,
        after_h,
        expected,
    )


def changes(year: Sequence[WeekTotals], length: int) -> range:
    """Return the weeks in which a change can be compared, with as many weeks on both sides."""
    return range(max(FEWEST_BEFORE, length), len(year) - length + 1)


def apparent_by_chance(year: Sequence[WeekTotals], length: int, share: float) -> tuple[int, int]:
    """Return at how many dates the energy fell by a share or more, and of how many dates.

    Nothing is known to have been changed at the works: whoever picks the date picks the saving.
    """
    fallen = [compare(year, change, length).apparent >= share for change in changes(year, length)]
    return sum(fallen), len(fallen)


def network_kwh_week(network_w: float, meters: int, meter_w: float) -> float:
    """Return what a network and its meters use in a week.

    Args:
        network_w: antennas, core and switches together.
        meters: how many meters.
        meter_w: what each draws.
    """
    return (network_w + meters * meter_w) * WEEK_H / 1000
