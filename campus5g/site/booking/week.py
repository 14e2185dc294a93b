"""A week of a kit, as its calendar shows it: pure."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from campus5g.site.booking.rules import Span

State = Literal["past", "repair", "mine", "taken", "part", "class", "free"]

FIRST_HOUR, LAST_HOUR = 7, 20
"""Hours of the grid; the list has all hours."""


@dataclass(frozen=True)
class Busy:
    """A span of a kit as its viewer sees it, without names of other people."""

    span: Span
    state: Literal["repair", "mine", "taken", "class"]
    """``class``: kept for a class of the viewer's, who may book turns in it."""
    booking: int | None = None
    """The viewer's own booking, to cancel it."""


@dataclass(frozen=True)
class Cell:
    """One hour of a day."""

    starts: datetime.datetime
    state: State


@dataclass(frozen=True)
class Day:
    """A day of the calendar: its hours, and what is busy in it."""

    date: datetime.date
    cells: tuple[Cell, ...]
    busy: tuple[Busy, ...]
    over: bool


def monday_of(date: datetime.date) -> datetime.date:
    """Return the first day of a date's week."""
    return date - datetime.timedelta(days=date.weekday())


def week(
    first: datetime.date, busy: Iterable[Busy], now: datetime.datetime, zone: ZoneInfo
) -> list[Day]:
    """Return seven days.

    Args:
        first: the first of them.
        busy: of the kit, in any order.
        now: the present moment.
        zone: the time zone of the days.
    """
    sorted_ = sorted(busy, key=lambda each: each.span)
    return [
        _day(first + datetime.timedelta(days=number), sorted_, now, zone) for number in range(7)
    ]


def _day(date: datetime.date, busy: Sequence[Busy], now: datetime.datetime, zone: ZoneInfo) -> Day:
    whole = Span(_at(date, 0, zone), _at(date + datetime.timedelta(days=1), 0, zone))
    return Day(
        date,
        tuple(
            Cell(hour.starts, _state(hour, busy, now))
            for hour in (
                Span(_at(date, number, zone), _at(date, number + 1, zone))
                for number in range(FIRST_HOUR, LAST_HOUR)
            )
        ),
        tuple(each for each in busy if each.span.meets(whole)),
        whole.ends <= now,
    )


def _state(hour: Span, busy: Sequence[Busy], now: datetime.datetime) -> State:
    there = [each for each in busy if each.span.meets(hour)]
    for state in ("repair", "mine"):
        if any(each.state == state for each in there):
            return state
    if hour.ends <= now:
        return "past"
    covered = sum(
        (min(each.span.ends, hour.ends) - max(each.span.starts, hour.starts)).total_seconds()
        for each in there
        if each.state == "taken"
    )
    if covered == 0:
        return "class" if there else "free"
    return "taken" if covered >= (hour.ends - hour.starts).total_seconds() else "part"


def _at(date: datetime.date, hour: int, zone: ZoneInfo) -> datetime.datetime:
    # In UTC, where an hour is always one: clocks go back once a year.
    return datetime.datetime.combine(date, datetime.time(hour), zone).astimezone(datetime.UTC)
