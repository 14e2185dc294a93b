"""Half-days as they are signed: by learners from their own accounts, and by a trainer."""

import datetime
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.site.learning.half_days import HALVES, half_of
from campus5g.site.records.cohorts import Attendance, CohortRecord, Enrolment, HalfDay
from campus5g.site.records.people import Person
from campus5g.site.words import ZONE

_MOST_DAYS = 60
_SATURDAY = 5


def open_halves(cohort: CohortRecord, moment: datetime.datetime) -> tuple[HalfDay, ...]:
    """Return the half-days of today that a learner may sign: those that have begun.

    Args:
        cohort: whose dates bound what can be signed, as far as it has any.
        moment: the present one.
    """
    today = moment.astimezone(ZONE).date()
    if (cohort.starts and today < cohort.starts) or (cohort.ends and today > cohort.ends):
        return ()
    return HALVES[: HALVES.index(half_of(moment)) + 1]


def awaits_signature(enrolment: Enrolment, moment: datetime.datetime) -> bool:
    """Return whether a learner should be asked to sign: a day of a session, not signed yet.

    Args:
        enrolment: theirs; a cohort at a distance, or without dates, has no half-days to sign.
        moment: the present one.
    """
    cohort, today = enrolment.cohort, moment.astimezone(ZONE).date()
    if cohort.mode == "distance" or today not in working_days(cohort.starts, cohort.ends):
        return False
    signed = {
        mark.half
        for mark in enrolment.attendances
        if mark.day == today and mark.learner_signed_at is not None
    }
    return half_of(moment) not in signed


def sign_oneself(enrolment: Enrolment, half: HalfDay, moment: datetime.datetime) -> Attendance:
    """Record that a learner confirms that they are there; a first signature stays.

    It says nothing against a trainer who has signed otherwise: both are kept and shown.

    Args:
        enrolment: theirs.
        half: of today, one of `open_halves`.
        moment: the present one.
    """
    mark = _mark(enrolment, moment.astimezone(ZONE).date(), half)
    if mark.learner_signed_at is None:
        mark.learner_signed_at = moment
        if mark.signed_at is None:
            mark.present = True
    return mark


def sign_for_all(
    cohort: CohortRecord,
    day: datetime.date,
    half: HalfDay,
    present: Collection[int],
    by: Person,
    moment: datetime.datetime,
) -> None:
    """Record who was there, signed by a trainer.

    Args:
        cohort: all of whose learners are recorded, present or not.
        day: of the campus's calendar.
        half: of the day.
        present: numbers of the people who were there.
        by: the trainer.
        moment: the present one.
    """
    for enrolment in cohort.enrolments:
        if not is_expected(enrolment, day) and not _known(enrolment, day, half):
            continue
        mark = _mark(enrolment, day, half)
        mark.present = enrolment.person_id in present
        mark.signed_by_id, mark.signed_at = by.id, moment


@contextmanager
def signing(records: Session) -> Iterator[None]:
    """Sign within it; at its end all signatures are written, or none.

    Raises:
        CampusError: somebody else has signed the same half-day at the same moment.
    """
    try:
        with records.no_autoflush:
            yield
        records.flush()
    except IntegrityError as error:
        raise CampusError(
            t(
                fr="Quelqu’un d’autre signait cette demi-journée au même instant.",
                en="Somebody else was signing this half-day at the same moment.",
            ),
            t(fr="Revenez en arrière et signez à nouveau.", en="Go back and sign again."),
        ) from error


def is_expected(enrolment: Enrolment, day: datetime.date) -> bool:
    """Return whether a learner had not left before a day."""
    return enrolment.left_at is None or enrolment.left_at.astimezone(ZONE).date() >= day


def marks_of(enrolment: Enrolment) -> list[Attendance]:
    """Return what is recorded of a learner's half-days, in their order."""
    return sorted(enrolment.attendances, key=lambda mark: (mark.day, HALVES.index(mark.half)))


def days_of(cohort: CohortRecord) -> list[datetime.date]:
    """Return the days of a cohort: its working days, and any other that something is noted of."""
    noted = {mark.day for each in cohort.enrolments for mark in each.attendances}
    return sorted(noted | set(working_days(cohort.starts, cohort.ends)))


def working_days(starts: datetime.date | None, ends: datetime.date | None) -> list[datetime.date]:
    """Return the days from Monday to Friday between two dates, both included; none without them.

    A session at a weekend has its own days.
    """
    if starts is None or ends is None:
        return []
    span = [starts + datetime.timedelta(days=n) for n in range((ends - starts).days + 1)]
    return ([day for day in span if day.weekday() < _SATURDAY] or span)[:_MOST_DAYS]


def _known(enrolment: Enrolment, day: datetime.date, half: HalfDay) -> Attendance | None:
    return next((a for a in enrolment.attendances if (a.day, a.half) == (day, half)), None)


def _mark(enrolment: Enrolment, day: datetime.date, half: HalfDay) -> Attendance:
    mark = _known(enrolment, day, half)
    if mark is None:
        mark = Attendance(day=day, half=half, present=False)
        enrolment.attendances.append(mark)
    return mark
