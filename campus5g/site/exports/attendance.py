"""The attendance sheet of a cohort as a PDF: recorded attendance, and space to sign."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from campus5g.site.alphabetical import by_last_name, class_list
from campus5g.site.learning.half_days import HALVES
from campus5g.site.paper import laid_out, pdf_of, written
from campus5g.site.records.cohorts import Attendance, CohortRecord, HalfDay
from campus5g.site.settings import Provider
from campus5g.site.teaching.attendance import days_of

_HERE = Path(__file__).parent / "templates"
_DAYS_A_PAGE = 3


@dataclass(frozen=True)
class Line:
    """A learner's half-days on a page; None where nothing is recorded."""

    name: str
    employer: str
    marks: list[Attendance | None]


@dataclass(frozen=True)
class Page:
    """Some days, a line for each learner, and who signed for all."""

    days: list[datetime.date]
    lines: list[Line]
    countersigned: list[Attendance | None]
    """By half-day: a mark with the trainer's last signature."""


def attendance_sheet(
    cohort: CohortRecord, provider: Provider, day: datetime.date | None = None
) -> bytes:
    """Return the sheet in the cohort's language, a few days per page.

    Args:
        cohort: whose attendance.
        provider: the training organisation.
        day: the only one to print; all of the cohort's if not given.
    """
    text = written(
        _HERE / "attendance.html",
        cohort.language,
        cohort=cohort,
        provider=provider,
        trainers=sorted(cohort.trainers, key=by_last_name),
        pages=pages(cohort, [day] if day else days_of(cohort)),
    )
    return pdf_of(laid_out(text, _HERE / "exports.css"))


def pages(cohort: CohortRecord, days: Sequence[datetime.date]) -> list[Page]:
    """Return the pages of some days: what is signed, and space to sign the others.

    Args:
        cohort: whose attendance.
        days: also those to come; none for a page without days.
    """
    return [
        _page(cohort, days[first : first + _DAYS_A_PAGE])
        for first in range(0, max(len(days), 1), _DAYS_A_PAGE)
    ]


def _page(cohort: CohortRecord, days: Sequence[datetime.date]) -> Page:
    half_days = [(day, half) for day in days for half in HALVES]
    lines = []
    for enrolment in class_list(cohort.enrolments):
        noted = {(each.day, each.half): each for each in enrolment.attendances}
        identity = enrolment.person.identity
        lines.append(
            Line(
                name=enrolment.person.shown_name,
                employer=identity.employer if identity else "",
                marks=[noted.get(each) for each in half_days],
            )
        )
    return Page(list(days), lines, [_last_signed(cohort, *each) for each in half_days])


def _last_signed(cohort: CohortRecord, day: datetime.date, half: HalfDay) -> Attendance | None:
    signed = [
        (mark.signed_at, mark)
        for enrolment in cohort.enrolments
        for mark in enrolment.attendances
        if (mark.day, mark.half) == (day, half) and mark.signed_at is not None
    ]
    return max(signed, key=lambda each: each[0])[1] if signed else None
