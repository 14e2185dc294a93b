"""Presence by half-day: what activity proposes, and what a trainer signs."""

import datetime
from collections.abc import Iterable

from campus5g.site.learning.activity import Stretch
from campus5g.site.records.cohorts import HalfDay
from campus5g.site.words import ZONE

HALVES: tuple[HalfDay, ...] = ("morning", "afternoon")

_NOON = datetime.time(13)
ENOUGH_MINUTES = 20
"""Minimum activity for which presence is proposed."""


def minutes_by_half_day(
    found: Iterable[Stretch],
) -> dict[tuple[datetime.date, HalfDay], float]:
    """Return how long a learner was at work in each half-day, by the campus's clock.

    The morning ends at one o'clock. A stretch across that counts in both halves.
    """
    minutes: dict[tuple[datetime.date, HalfDay], float] = {}
    for stretch in found:
        began, ended = stretch.began.astimezone(ZONE), stretch.ended.astimezone(ZONE)
        noon = datetime.datetime.combine(began.date(), _NOON, ZONE)
        parts = [(began, noon), (noon, ended)] if began < noon < ended else [(began, ended)]
        for start, end in parts:
            key = start.date(), half_of(start)
            length = max((end - start).total_seconds() / 60, 1.0)
            minutes[key] = minutes.get(key, 0.0) + length
    return minutes


def proposed(minutes: float) -> bool:
    """Return whether so much activity proposes presence."""
    return minutes >= ENOUGH_MINUTES


def half_of(moment: datetime.datetime) -> HalfDay:
    """Return the half-day of a moment, by the campus's clock."""
    return "morning" if moment.astimezone(ZONE).time() < _NOON else "afternoon"
