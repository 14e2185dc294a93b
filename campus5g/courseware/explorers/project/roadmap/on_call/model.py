"""Failures a year, spares on a shelf and who answers, against availability.

Failures come by chance (Poisson). A spare is a cold standby: it does not fail on its shelf. A
broken unit goes to the supplier and comes back as a spare; while it is away, the next failure
takes another. What is away follows a Poisson law whose mean is the rate of failures times the time
away, whatever the spread of that time (Palm's theorem). The mean wait for a spare follows by
Little's law.

Sources: C. Palm, Ericsson Technics 44, 1938; C. Sherbrooke, Optimal Inventory Modeling of Systems,
2nd ed., 2004, chapter 2; IEC 60050-192 (availability).
"""

import math
from dataclasses import dataclass, replace

HOURS_A_YEAR = 8760.0
DAYS_A_YEAR = 365.0


@dataclass(frozen=True)
class Stock:
    """Units of one kind, their spares, and who answers.

    Args:
        units: how many are in service, at least one.
        failures_a_year: of each unit.
        away_days: until a broken unit is back as a spare.
        spares: how many lie on the shelf.
        answer_h: until somebody stands in front of the broken unit.
        swap_h: to exchange it, and to check it.
    """

    units: int
    failures_a_year: float
    away_days: float
    spares: int
    answer_h: float
    swap_h: float

    @property
    def failures_of_all(self) -> float:
        """How many units fail in a year."""
        return self.units * self.failures_a_year

    @property
    def away(self) -> float:
        """How many units are away at a time, on average."""
        return self.failures_of_all * self.away_days / DAYS_A_YEAR


@dataclass(frozen=True)
class Down:
    """The hours that a failure lasts, on average, by their cause."""

    answer_h: float
    wait_h: float
    swap_h: float

    @property
    def total_h(self) -> float:
        """All hours of a failure."""
        return self.answer_h + self.wait_h + self.swap_h


def chance_of_away(stock: Stock, count: int) -> float:
    """Return the chance that so many units are away at a time."""
    mean = stock.away
    if mean <= 0:
        return 1.0 if count == 0 else 0.0
    return math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))


def chance_of_a_spare(stock: Stock) -> float:
    """Return the chance that a spare is on the shelf when a unit fails."""
    return min(1.0, sum(chance_of_away(stock, count) for count in range(stock.spares)))


def missing(stock: Stock) -> float:
    """Return how many units wait for a spare at a time, on average (expected backorders)."""
    on_shelf = sum(
        (stock.spares - count) * chance_of_away(stock, count) for count in range(stock.spares)
    )
    return max(0.0, stock.away - stock.spares + on_shelf)


def down(stock: Stock) -> Down:
    """Return the hours that a failure lasts, on average."""
    wait_h = missing(stock) / stock.failures_of_all * HOURS_A_YEAR if stock.failures_of_all else 0.0
    return Down(stock.answer_h, wait_h, stock.swap_h)


def availability(stock: Stock) -> float:
    """Return the share of time that a unit works: up time, by up time and down time."""
    return 1 / (1 + stock.failures_a_year * down(stock).total_h / HOURS_A_YEAR)


def hours_lost(stock: Stock) -> float:
    """Return the hours a year that units of this kind are missing, added up over all of them."""
    return stock.units * (1 - availability(stock)) * HOURS_A_YEAR


def spares_for(stock: Stock, wanted: float, most: int = 200) -> int | None:
    """Return the fewest spares that give an availability; None if no number of them does."""
    for spares in range(most + 1):
        if availability(replace(stock, spares=spares)) >= wanted:
            return spares
    return None
