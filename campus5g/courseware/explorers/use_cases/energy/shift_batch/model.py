"""A batch on top of a measured day: what it costs by when it runs.

The bill is an exercise's: the energy at two prices, and the day's highest quarter of an hour above
the subscribed power at a price a kW. A real contract counts its overruns in its own way (in France
TURPE, for a high-voltage connection, by the square root of the sum of their squares).
"""

from dataclasses import dataclass

import numpy as np

from campus5g.courseware.explorers.use_cases.energy.steel_load import (
    QUARTER_H,
    QUARTERS_A_DAY,
    Kilowatts,
)

OFF_PEAK_H = (22.0, 6.0)
"""From ten in the evening to six in the morning: this exercise's off-peak hours."""

STARTS_H = tuple(half / 2 for half in range(48))


@dataclass(frozen=True)
class Batch:
    """A furnace's batch at steady power.

    Args:
        start_h: when it starts, a multiple of a quarter of an hour; past midnight it goes on at
            the day's beginning, as the batch of the day before would.
        power_kw: what it draws.
        hours: how long it runs.
    """

    start_h: float
    power_kw: float
    hours: float


@dataclass(frozen=True)
class Tariff:
    """What electricity costs; the learner's own figures.

    Args:
        peak_eur_mwh, off_peak_eur_mwh: the energy's price, in euros a MWh.
        over_eur_kw: the price of a kW above the subscribed power.
        subscribed_kw: the subscribed power.
    """

    peak_eur_mwh: float
    off_peak_eur_mwh: float
    over_eur_kw: float
    subscribed_kw: float


@dataclass(frozen=True)
class Bill:
    """What a day costs.

    Args:
        energy_eur, over_eur: the energy, and the overrun.
        highest_kw: the day's highest quarter.
        over_kw: how far it is above the subscribed power.
    """

    energy_eur: float
    over_eur: float
    highest_kw: float
    over_kw: float

    @property
    def total_eur(self) -> float:
        """Energy and overrun."""
        return self.energy_eur + self.over_eur


def with_batch(day_kw: Kilowatts, batch: Batch) -> Kilowatts:
    """Return a day with a batch on top."""
    first = round(batch.start_h / QUARTER_H)
    runs = (first + np.arange(round(batch.hours / QUARTER_H))) % QUARTERS_A_DAY
    together = day_kw.copy()
    np.add.at(together, runs, batch.power_kw)
    return together


def off_peak(quarters: int = QUARTERS_A_DAY) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return for each quarter of a day whether it is off peak."""
    hours = np.arange(quarters) * QUARTER_H
    start, end = OFF_PEAK_H
    return (hours >= start) | (hours < end)


def bill(day_kw: Kilowatts, tariff: Tariff) -> Bill:
    """Return what a day costs."""
    prices = np.where(off_peak(), tariff.off_peak_eur_mwh, tariff.peak_eur_mwh)
    energy_eur = float((day_kw * QUARTER_H / 1000 * prices).sum())
    highest = float(day_kw.max())
    over = max(0.0, highest - tariff.subscribed_kw)
    return Bill(energy_eur, over * tariff.over_eur_kw, highest, over)


def bills(day_kw: Kilowatts, batch: Batch, tariff: Tariff) -> list[tuple[float, Bill]]:
    """Return every half-hour start and the bill of a batch that starts then."""
    return [
        (
            start,
            bill(with_batch(day_kw, Batch(start, batch.power_kw, batch.hours)), tariff),
        )
        for start in STARTS_H
    ]


def cheapest(found: list[tuple[float, Bill]]) -> tuple[float, Bill]:
    """Return the cheapest start; of equal ones the earliest."""
    return min(found, key=lambda each: (round(each[1].total_eur, 6), each[0]))
