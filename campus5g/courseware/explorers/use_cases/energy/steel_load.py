"""The measured load that the module's explorers show: a Korean steel works, 2018.

Source: UCI 851, doi 10.24432/C52G8C, CC BY 4.0; ``data/ATTRIBUTION.md`` says what was cut. A day is
96 quarters of an hour; nothing finer was measured.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from campus5g.errors import CampusError
from campus5g.language import t

Kilowatts = npt.NDArray[np.float64]
"""Mean power of consecutive steps of equal length, in kW."""

DAYS = 7
QUARTERS_A_DAY = 96
QUARTERS_A_WEEK = DAYS * QUARTERS_A_DAY
QUARTER_H = 0.25

DATA = Path(__file__).parent / "data"


class SteelDataError(CampusError):
    """A file of the measured load is missing or damaged."""


@dataclass(frozen=True, eq=False)
class Week:
    """A week of quarters of an hour, from Monday 0:00.

    Args:
        start: its Monday.
        mean_kw: the mean power of its 672 quarters.
    """

    start: date
    mean_kw: Kilowatts

    def day_kw(self, day: int) -> Kilowatts:
        """Return the 96 quarters of a day; Monday is 0."""
        return self.mean_kw[day * QUARTERS_A_DAY : (day + 1) * QUARTERS_A_DAY]

    @property
    def peak(self) -> int:
        """The number of the quarter with the highest mean power."""
        return int(np.argmax(self.mean_kw))


@dataclass(frozen=True)
class WeekTotals:
    """What a week adds up to.

    Args:
        start: its Monday.
        energy_kwh, reactive_kvarh: active and lagging reactive energy.
        running_h: hours of the quarters of 15 kWh and more.
        idle_kwh, idle_kvarh: both energies of the other quarters.
    """

    start: date
    energy_kwh: float
    reactive_kvarh: float
    running_h: float
    idle_kwh: float
    idle_kvarh: float


def steel_weeks(folder: Path = DATA) -> tuple[Week, ...]:
    """Return the six weeks that are kept quarter by quarter.

    Raises:
        SteelDataError: their file is missing or damaged.
    """
    return _weeks(folder)


def steel_week(start: str, folder: Path = DATA) -> Week:
    """Return one of the six weeks, by its Monday (ISO 8601); the first one if there is no such.

    Raises:
        SteelDataError: their file is missing or damaged.
    """
    weeks = steel_weeks(folder)
    return next((week for week in weeks if week.start.isoformat() == start), weeks[0])


def steel_year(folder: Path = DATA) -> tuple[WeekTotals, ...]:
    """Return the totals of the 52 weeks of the year.

    Raises:
        SteelDataError: their file is missing or damaged.
    """
    return _year(folder)


@cache
def _weeks(folder: Path) -> tuple[Week, ...]:
    heads, *rows = _rows(folder / "weeks.csv")
    try:
        used_kwh = np.array(rows, dtype=np.float64)
        starts = [date.fromisoformat(head) for head in heads]
    except ValueError as damage:
        raise _damaged(folder / "weeks.csv") from damage
    if used_kwh.shape != (QUARTERS_A_WEEK, len(starts)) or not np.isfinite(used_kwh).all():
        raise _damaged(folder / "weeks.csv")
    return tuple(
        Week(start, column / QUARTER_H) for start, column in zip(starts, used_kwh.T, strict=True)
    )


@cache
def _year(folder: Path) -> tuple[WeekTotals, ...]:
    _, *rows = _rows(folder / "year.csv")
    try:
        return tuple(
            WeekTotals(date.fromisoformat(start), *(float(each) for each in totals))
            for start, *totals in rows
        )
    except (ValueError, TypeError) as damage:
        raise _damaged(folder / "year.csv") from damage


def _rows(file: Path) -> list[list[str]]:
    try:
        with file.open(encoding="utf-8", newline="") as opened:
            rows = list(csv.reader(opened))
    except (OSError, UnicodeError) as damage:
        raise _damaged(file) from damage
    if len(rows) < 2:
        raise _damaged(file)
    return rows


def _damaged(file: Path) -> SteelDataError:
    return SteelDataError(
        t(
            fr=f"Les mesures de l’aciérie (fichier {file.name}) manquent ou sont abîmées.",
            en=f"The steel works’ measurements (file {file.name}) are missing or damaged.",
        ),
        t(
            fr="Le reste de la page fonctionne ; prévenez votre formateur.",
            en="The rest of the page works; tell your trainer.",
        ),
    )
