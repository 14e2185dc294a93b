"""A load curve read by different steps, and what it is made of.

Within a quarter of an hour nothing was measured: what is finer is a model. Above the night's level
a quarter is filled with passes of three minutes (the bar enters, is rolled, comes back) that keep
its measured mean. Base, cycle and peak are parts of the same energy: what runs all the time, what
comes and goes below the subscribed power, and what is above it.
"""

from dataclasses import dataclass

import numpy as np

from campus5g.courseware.explorers.use_cases.energy.steel_load import QUARTER_H, Kilowatts

STEPS_MIN = (1, 5, 10, 15, 30, 60)
MEASURED_MIN = 15
"""The finest step that was measured: below it the model speaks."""

PASS_WEIGHTS = (0.4, 1.9, 0.7)
"""A pass, minute by minute, over its mean; chosen, not measured. Their mean is 1."""

BASE_SHARE = 0.1
"""The base is exceeded 90 % of the time."""


@dataclass(frozen=True)
class Highest:
    """The highest step of a curve.

    Args:
        step_min: the length of its steps.
        power_kw: the mean power of the highest.
        starts_min: when it starts, from the curve's beginning.
        above: how many steps are above the subscribed power.
    """

    step_min: int
    power_kw: float
    starts_min: int
    above: int


@dataclass(frozen=True)
class Parts:
    """Base, cycle and peak of a curve.

    Args:
        base_kw: the power that is exceeded 90 % of the time.
        over_kw: how far the highest quarter is above the subscribed power; 0 if it is not.
        base_kwh, cycle_kwh, peak_kwh: the energy of each part.
    """

    base_kw: float
    over_kw: float
    base_kwh: float
    cycle_kwh: float
    peak_kwh: float

    @property
    def shares(self) -> tuple[float, float, float]:
        """The share of the energy that each part has, 0 to 1."""
        total = self.base_kwh + self.cycle_kwh + self.peak_kwh
        return self.base_kwh / total, self.cycle_kwh / total, self.peak_kwh / total


def base_kw(mean_kw: Kilowatts) -> float:
    """Return the power that the curve exceeds 90 % of the time."""
    return float(np.quantile(mean_kw, BASE_SHARE))


def minutes_kw(mean_kw: Kilowatts, base: float) -> Kilowatts:
    """Return a curve of quarters minute by minute: the model's passes, with the measured means.

    Args:
        mean_kw: the measured quarters.
        base: the level below which a quarter is taken as steady, in kW.
    """
    steady = np.minimum(mean_kw, base)
    passes = np.tile(PASS_WEIGHTS, MEASURED_MIN // len(PASS_WEIGHTS))
    minutes: Kilowatts = (steady[:, None] + (mean_kw - steady)[:, None] * passes).ravel()
    return minutes


def by_step_kw(mean_kw: Kilowatts, step_min: int, base: float) -> Kilowatts:
    """Return a curve of quarters as means of another step.

    Args:
        mean_kw: the measured quarters.
        step_min: one of `STEPS_MIN`; finer than a quarter it is the model.
        base: as for `minutes_kw`.
    """
    minutes = minutes_kw(mean_kw, base)
    means: Kilowatts = minutes.reshape(-1, step_min).mean(axis=1)
    return means


def highest(mean_kw: Kilowatts, step_min: int, base: float, subscribed_kw: float) -> Highest:
    """Return the highest step of a curve of quarters that is read by another step."""
    curve = by_step_kw(mean_kw, step_min, base)
    at = int(np.argmax(curve))
    above = int((curve > subscribed_kw + 1e-9).sum())
    return Highest(step_min, float(curve[at]), at * step_min, above)


def parts(mean_kw: Kilowatts, subscribed_kw: float) -> Parts:
    """Return base, cycle and peak of a curve of quarters."""
    base = base_kw(mean_kw)
    over = np.maximum(mean_kw - max(subscribed_kw, base), 0)
    below = np.minimum(mean_kw, base)
    peak_kwh, base_kwh = (float(each.sum()) * QUARTER_H for each in (over, below))
    return Parts(
        base,
        float(max(0.0, mean_kw.max() - subscribed_kw)),
        base_kwh,
        float(mean_kw.sum()) * QUARTER_H - base_kwh - peak_kwh,
        peak_kwh,
    )
