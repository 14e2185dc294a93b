"""The hours that a learner has followed."""

import datetime

from campus5g.site.learning.activity import Stretch
from campus5g.site.learning.presence import presence
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import Attendance, CohortRecord, Enrolment, HalfDay
from campus5g.site.words import ZONE

MONDAY = datetime.date(2026, 11, 2)


def enrolment(*marks: tuple[HalfDay, bool]) -> Enrolment:
    return Enrolment(
        cohort=CohortRecord(id="quay", title="Quai", language="fr", half_day_hours=3.5),
        attendances=[
            Attendance(day=MONDAY, half=half, present=present, signed_at=now())
            for half, present in marks
        ],
    )


def work(hour: int, minutes: int) -> Stretch:
    began = datetime.datetime.combine(MONDAY, datetime.time(hour), ZONE)
    return Stretch("essentials-why-5g", began, began + datetime.timedelta(minutes=minutes))


def test_a_signed_half_day_counts_whole_and_activity_in_it_is_not_added() -> None:
    found = presence(enrolment(("morning", True)), [work(9, 40)])

    assert (found.half_days, found.absences, found.minutes) == (1, 0, 210)


def test_activity_outside_signed_half_days_is_added() -> None:
    found = presence(enrolment(("morning", True)), [work(9, 40), work(20, 30)])

    assert found.minutes == 240


def test_a_half_day_signed_absent_counts_nothing() -> None:
    found = presence(enrolment(("morning", False)), [work(9, 5)])

    assert (found.half_days, found.absences, found.minutes) == (0, 1, 0)


def test_what_a_learner_alone_has_signed_is_not_counted_as_a_half_day() -> None:
    mine = enrolment()
    mine.attendances.append(
        Attendance(day=MONDAY, half="morning", present=True, learner_signed_at=now())
    )

    found = presence(mine, [work(9, 30)])

    assert (found.half_days, found.minutes) == (0, 30)
