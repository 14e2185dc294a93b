"""Bookings as the database keeps them: no two people ever have one kit at the same time.

A class has a kit for longer than one person may: within that time its learners and trainers book
their turns as ever, and to everybody else the kit is taken.
"""

import datetime
from collections.abc import Container, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.site.booking.refusals import BookingRefusedError
from campus5g.site.booking.rules import Limits, Refusal, Span, Wish, next_free, refusal, span, turn
from campus5g.site.booking.week import Busy
from campus5g.site.records.bookings import Booking, Maintenance, Waiting
from campus5g.site.records.cohorts import CohortRecord, CohortTrainer, Enrolment
from campus5g.site.records.people import Person
from campus5g.site.settings import settings

OF_A_CLASS = Limits(longest_minutes=12 * 60, at_once=100, days_ahead=180)
"""How much a trainer may book for a class."""

REMINDED_BEFORE = datetime.timedelta(minutes=15)

# Number of PostgreSQL's advisory lock of this ledger, not used for anything else.
_LOCK = 5_130_001


@dataclass(frozen=True)
class Reminder:
    """A booking that runs, or starts within a quarter of an hour."""

    booking: Booking
    running: bool


def limits(records: Session) -> Limits:
    """Return how much one person may book, from the site's settings."""
    booking = settings(records).booking
    return Limits(booking.longest_minutes, booking.at_once, booking.days_ahead)


def book(records: Session, person: Person, kit: str, wish: Span, now: datetime.datetime) -> Booking:
    """Give a kit to a person for a span.

    Raises:
        BookingRefusedError: a rule does not allow it.
    """
    _lock_bookings(records)
    rules = limits(records)
    reason = refusal(
        wish,
        taken=_taken(records, kit, now, classes_of(records, person)),
        repairs=_repairs(records, kit, now),
        own=[_span(each) for each in bookings_of(records, person, now)],
        now=now,
        limits=rules,
    )
    if reason is not None:
        raise BookingRefusedError(reason, rules)
    booking = Booking(kit=kit, person_id=person.id, starts_at=wish.starts, ends_at=wish.ends)
    records.add(booking)
    records.flush()
    return booking


def book_for_class(
    records: Session, by: Person, cohort: CohortRecord, kit: str, wish: Span, now: datetime.datetime
) -> Booking:
    """Keep a kit for a class; turns that its own learners have already booked stay.

    Args:
        records: the database session.
        by: the trainer who books.
        cohort: whose learners and trainers may book turns within it.
        kit: its name.
        wish: from when until when; the limits of one person do not count.
        now: the present moment.

    Raises:
        BookingRefusedError: a rule does not allow it.
    """
    _lock_bookings(records)
    reason = refusal(
        wish,
        taken=_taken_for_class(records, kit, now, cohort),
        repairs=_repairs(records, kit, now),
        own=[],
        now=now,
        limits=OF_A_CLASS,
    )
    if reason is not None:
        raise BookingRefusedError(reason, OF_A_CLASS)
    booking = Booking(
        kit=kit,
        person_id=by.id,
        cohort_id=cohort.id,
        starts_at=wish.starts,
        ends_at=wish.ends,
    )
    records.add(booking)
    records.flush()
    return booking


def extend(
    records: Session,
    booking: Booking,
    minutes: int,
    now: datetime.datetime,
    *,
    by_trainer: bool = False,
) -> None:
    """Let a booking end later, if nobody has the kit then.

    Args:
        records: the database session.
        booking: one that has not ended.
        minutes: how much later.
        now: the present moment.
        by_trainer: the limits of one person do not count.

    Raises:
        BookingRefusedError: a rule does not allow it.
    """
    _lock_bookings(records)
    more, rules = span(booking.ends_at, minutes), limits(records)
    longest = datetime.timedelta(minutes=rules.longest_minutes)
    own: list[Span] = []
    if booking.cohort_id is not None:
        cohort = records.get_one(CohortRecord, booking.cohort_id)
        taken = _taken_for_class(records, booking.kit, now, cohort, but=booking)
    else:
        mine = bookings_of(records, booking.person, now)
        own = [_span(each) for each in mine if each is not booking]
        classes = classes_of(records, booking.person)
        taken = _taken(records, booking.kit, now, classes, but=booking)
    reason: Refusal | None
    if booking.ends_at <= now or booking.cancelled_at is not None:
        reason = "past"
    elif not by_trainer and more.ends - now > longest:
        reason = "too-long"
    else:
        reason = refusal(
            more,
            taken=taken,
            repairs=_repairs(records, booking.kit, now),
            own=own,
            now=now,
            limits=OF_A_CLASS,
        )
    if reason is not None:
        raise BookingRefusedError(reason, rules)
    booking.ends_at = more.ends
    records.flush()


def classes_of(records: Session, person: Person) -> set[str]:
    """Return the ids of the current cohorts that a person learns in or teaches."""
    learns = select(Enrolment.cohort_id).where(
        Enrolment.person_id == person.id, Enrolment.left_at.is_(None)
    )
    teaches = select(CohortTrainer.cohort_id).where(CohortTrainer.person_id == person.id)
    return {*records.scalars(learns), *records.scalars(teaches)}


def bookings_of_kits(
    records: Session, kits: Sequence[str], now: datetime.datetime
) -> list[Booking]:
    """Return everybody's bookings of some kits that have not ended, in order."""
    return list(
        records.scalars(
            select(Booking)
            .where(Booking.kit.in_(kits), Booking.cancelled_at.is_(None), Booking.ends_at > now)
            .order_by(Booking.starts_at, Booking.id)
        )
    )


def give_back(booking: Booking, now: datetime.datetime) -> None:
    """Cancel a booking that has not started, or end a running one: the kit is free from now on."""
    if booking.starts_at < now < booking.ends_at:
        booking.ends_at = now
    elif now <= booking.starts_at:
        booking.cancelled_at = now


def wait_for(records: Session, person: Person, kit: str, minutes: int) -> Waiting:
    """Put a person at the end of the queue of a kit; once per kit.

    Raises:
        CampusError: they are already waiting for it, or want it for too long.
    """
    rules = limits(records)
    if minutes > rules.longest_minutes:
        raise BookingRefusedError("too-long", rules)
    if any(each.kit == kit for each in waiting_of(records, person)):
        raise CampusError(
            t(fr="Vous êtes déjà dans la file.", en="You are already in the queue."),
            t(
                fr="Attendez votre tour, ou quittez la file pour changer de durée.",
                en="Wait for your turn, or leave the queue to change the duration.",
            ),
        )
    waiting = Waiting(kit=kit, person_id=person.id, minutes=minutes)
    records.add(waiting)
    records.flush()
    return waiting


def serve_queues(records: Session, now: datetime.datetime) -> list[Booking]:
    """Give each free kit to the next person in its queue; return the new bookings."""
    kits = records.scalars(select(Waiting.kit).distinct()).all()
    if not kits:
        return []
    _lock_bookings(records)
    given: list[Booking] = []
    for kit in kits:
        while (booking := _serve(records, kit, now)) is not None:
            given.append(booking)
    return given


def bookings_of(records: Session, person: Person, now: datetime.datetime) -> list[Booking]:
    """Return a person's bookings that have not ended, the next one first."""
    return list(
        records.scalars(
            select(Booking)
            .where(
                Booking.person_id == person.id,
                Booking.cohort_id.is_(None),
                Booking.cancelled_at.is_(None),
                Booking.ends_at > now,
            )
            .order_by(Booking.starts_at)
        )
    )


def waiting_of(records: Session, person: Person) -> list[Waiting]:
    """Return the queues that a person is in."""
    return list(
        records.scalars(select(Waiting).where(Waiting.person_id == person.id).order_by(Waiting.id))
    )


def queue(records: Session, kit: str) -> list[Waiting]:
    """Return who waits for a kit, in order."""
    return list(records.scalars(select(Waiting).where(Waiting.kit == kit).order_by(Waiting.id)))


def reminder(records: Session, person: Person, now: datetime.datetime) -> Reminder | None:
    """Return the booking to remind a person of, None if none is near."""
    for booking in bookings_of(records, person, now):
        if booking.starts_at <= now:
            return Reminder(booking, running=True)
        if booking.starts_at - now <= REMINDED_BEFORE:
            return Reminder(booking, running=False)
    return None


def running_booking(records: Session, person: Person, now: datetime.datetime) -> Booking | None:
    """Return the booking that a person has now."""
    found = reminder(records, person, now)
    return found.booking if found and found.running else None


def busy(
    records: Session, kit: str, person: Person, since: datetime.datetime, until: datetime.datetime
) -> list[Busy]:
    """Return the busy spans of a kit between two moments, as this person may see them."""
    bookings = records.scalars(
        select(Booking).where(
            Booking.kit == kit,
            Booking.cancelled_at.is_(None),
            Booking.starts_at < until,
            Booking.ends_at > since,
        )
    )
    repairs = records.scalars(
        select(Maintenance).where(
            Maintenance.kit == kit, Maintenance.starts_at < until, Maintenance.ends_at > since
        )
    )
    classes = classes_of(records, person)
    return [
        *(_busy(each, person, classes) for each in bookings),
        *(Busy(_span(each), "repair") for each in repairs),
    ]


def _busy(booking: Booking, person: Person, classes: Container[str | None]) -> Busy:
    if booking.cohort_id is not None:
        return Busy(_span(booking), "class" if booking.cohort_id in classes else "taken")
    if booking.person_id == person.id:
        return Busy(_span(booking), "mine", booking.id)
    return Busy(_span(booking), "taken")


def first_free(
    records: Session, kit: str, person: Person, minutes: int, now: datetime.datetime
) -> Span:
    """Return when a kit is free for somebody for so long next."""
    earliest = now.replace(second=0, microsecond=0)
    taken = _taken(records, kit, now, classes_of(records, person))
    return next_free([*taken, *_repairs(records, kit, now)], earliest, minutes)


def _serve(records: Session, kit: str, now: datetime.datetime) -> Booking | None:
    waiting = queue(records, kit)
    people = {each.person_id for each in waiting}
    own: dict[int, list[Span]] = {person: [] for person in people}
    for booking in records.scalars(
        select(Booking).where(
            Booking.person_id.in_(people),
            Booking.cohort_id.is_(None),
            Booking.cancelled_at.is_(None),
            Booking.ends_at > now,
        )
    ):
        own[booking.person_id].append(_span(booking))
    current = _current(records, kit, now)
    for each in waiting:
        # Another class's time is busy for some of those who wait only.
        classes = classes_of(records, each.person)
        own[each.person_id] += [
            _span(one) for one in current if one.cohort_id and one.cohort_id not in classes
        ]
    found = turn(
        [Wish(each.id, each.person_id, each.minutes) for each in waiting],
        busy=[
            *(_span(each) for each in current if each.cohort_id is None),
            *_repairs(records, kit, now),
        ],
        own=own,
        now=now,
    )
    if found is None:
        return None
    wish, when = found
    records.delete(records.get_one(Waiting, wish.id))
    booking = Booking(kit=kit, person_id=wish.person, starts_at=when.starts, ends_at=when.ends)
    records.add(booking)
    records.flush()
    return booking


def _current(records: Session, kit: str, now: datetime.datetime) -> Sequence[Booking]:
    return records.scalars(
        select(Booking).where(
            Booking.kit == kit, Booking.cancelled_at.is_(None), Booking.ends_at > now
        )
    ).all()


def _taken(
    records: Session,
    kit: str,
    now: datetime.datetime,
    classes: Container[str | None],
    but: Booking | None = None,
) -> list[Span]:
    """Return when a kit is taken for people of some classes: not by these classes themselves."""
    return [
        _span(each)
        for each in _current(records, kit, now)
        if each is not but and (each.cohort_id is None or each.cohort_id not in classes)
    ]


def _taken_for_class(
    records: Session,
    kit: str,
    now: datetime.datetime,
    cohort: CohortRecord,
    but: Booking | None = None,
) -> list[Span]:
    """Return when a kit is taken by others than the people of a class."""
    mates = {each.person_id for each in cohort.enrolments if each.left_at is None}
    mates |= {each.id for each in cohort.trainers}
    return [
        _span(each)
        for each in _current(records, kit, now)
        if each is not but and (each.cohort_id is not None or each.person_id not in mates)
    ]


def _repairs(records: Session, kit: str, now: datetime.datetime) -> Sequence[Span]:
    found = records.scalars(
        select(Maintenance).where(Maintenance.kit == kit, Maintenance.ends_at > now)
    )
    return [_span(each) for each in found]


def _span(each: Booking | Maintenance) -> Span:
    return Span(each.starts_at, each.ends_at)


def _lock_bookings(records: Session) -> None:
    """Keep other sessions from booking until this one is committed or rolled back."""
    if records.get_bind().dialect.name == "postgresql":
        records.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    else:
        # SQLite has one writer at a time, from its first statement that writes.
        records.execute(update(Booking).where(Booking.id == -1).values(kit=""))
