"""When a kit can be booked: pure rules about spans of time."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

SHORTEST_MINUTES = 15

# A form that was filled in a moment ago may ask for now.
GRACE = datetime.timedelta(minutes=15)

Refusal = Literal[
    "past", "too-short", "too-long", "too-far", "repair", "taken", "elsewhere", "too-many"
]


@dataclass(frozen=True, order=True)
class Span:
    """From ``starts`` until before ``ends``."""

    starts: datetime.datetime
    ends: datetime.datetime

    @property
    def minutes(self) -> float:
        """Its duration in minutes."""
        return (self.ends - self.starts).total_seconds() / 60

    def meets(self, other: "Span") -> bool:
        """Whether the two have a moment in common."""
        return self.starts < other.ends and other.starts < self.ends


@dataclass(frozen=True)
class Limits:
    """How much one person may book."""

    longest_minutes: int
    at_once: int
    """Bookings that have not ended."""
    days_ahead: int


@dataclass(frozen=True)
class Wish:
    """A person who waits for a kit."""

    id: int
    person: int
    minutes: int


def span(starts: datetime.datetime, minutes: float) -> Span:
    """Return the span with this start and length."""
    return Span(starts, starts + datetime.timedelta(minutes=minutes))


def refusal(
    wish: Span,
    *,
    taken: Iterable[Span],
    repairs: Iterable[Span],
    own: Sequence[Span],
    now: datetime.datetime,
    limits: Limits,
) -> Refusal | None:
    """Return why a kit can't be booked for a span, None if it can.

    Args:
        wish: what is asked for.
        taken: the kit's bookings.
        repairs: when the kit is under maintenance.
        own: the person's bookings of any kit that have not ended.
        now: the present moment.
        limits: how much one person may book.
    """
    if wish.starts < now - GRACE:
        return "past"
    if wish.minutes < SHORTEST_MINUTES or wish.ends <= now:
        return "too-short"
    if wish.minutes > limits.longest_minutes:
        return "too-long"
    if wish.starts > now + datetime.timedelta(days=limits.days_ahead):
        return "too-far"
    if any(wish.meets(each) for each in repairs):
        return "repair"
    if any(wish.meets(each) for each in taken):
        return "taken"
    if any(wish.meets(each) for each in own):
        return "elsewhere"
    if len(own) >= limits.at_once:
        return "too-many"
    return None


def next_free(busy: Iterable[Span], earliest: datetime.datetime, minutes: float) -> Span:
    """Return the first span of this length in which nothing is busy.

    Args:
        busy: bookings and repairs.
        earliest: when it may start.
        minutes: its length.
    """
    spans = sorted(each for each in busy if each.ends > earliest)
    free = span(earliest, minutes)
    for each in spans:
        if free.meets(each):
            free = span(each.ends, minutes)
    return free


def turn(
    waiting: Sequence[Wish],
    *,
    busy: Iterable[Span],
    own: Mapping[int, Sequence[Span]],
    now: datetime.datetime,
) -> tuple[Wish, Span] | None:
    """Return whose turn it is, and for when; None while nobody fits.

    It is the first in the queue whose time fits before the next booking: a shorter wish that goes
    first does not delay the others.

    Args:
        waiting: in the order they came.
        busy: bookings and repairs of the kit.
        own: bookings of any kit by person.
        now: when the turn would start.
    """
    spans = list(busy)
    for wish in waiting:
        wanted = span(now, wish.minutes)
        if not any(wanted.meets(each) for each in (*spans, *own.get(wish.person, ()))):
            return wish, wanted
    return None
