"""The attendance sheet of a cohort as a PDF: recorded attendance, and space to sign."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from campus5g.site.paper import laid_out, pdf_of, written
from campus5g.site.records.cohorts import CohortRecord, HalfDay
from campus5g.site.settings import Provider

_HERE = Path(__file__).parent / "templates"
_HALVES: tuple[HalfDay, HalfDay] = ("morning", "afternoon")
_DAYS_A_PAGE = 3
_MOST_DAYS = 60
_SATURDAY = 5


@dataclass(frozen=True)
class Line:
    """A learner's half-days on a page: present, absent, or not recorded."""

    name: str
    employer: str
    present: list[bool | None]


@dataclass(frozen=True)
class Page:
    """Some days, and a line for each learner."""

    days: list[datetime.date]
    lines: list[Line]


def attendance_sheet(cohort: CohortRecord, provider: Provider) -> bytes:
    """Return the sheet in the cohort's language, a few days per page.

    Args:
        cohort: whose attendance.
        provider: the training organisation.
    """
    text = written(
        _HERE / "attendance.html",
        cohort.language,
        cohort=cohort,
        provider=provider,
        pages=pages(cohort),
    )
    return pdf_of(laid_out(text, _HERE / "exports.css"))


def pages(cohort: CohortRecord) -> list[Page]:
    """Return the pages: the days with recorded attendance, else the cohort's working days."""
    noted = {each.day for enrolment in cohort.enrolments for each in enrolment.attendances}
    days = sorted(noted) or working_days(cohort.starts, cohort.ends)
    return [
        _page(cohort, days[first : first + _DAYS_A_PAGE])
        for first in range(0, max(len(days), 1), _DAYS_A_PAGE)
    ]


def working_days(starts: datetime.date | None, ends: datetime.date | None) -> list[datetime.date]:
    """Return the days from Monday to Friday between two dates, both included; none without them."""
    if starts is None or ends is None:
        return []
    span = (starts + datetime.timedelta(days=n) for n in range((ends - starts).days + 1))
    return [day for day in span if day.weekday() < _SATURDAY][:_MOST_DAYS]


def _page(cohort: CohortRecord, days: Sequence[datetime.date]) -> Page:
    lines = []
    for enrolment in sorted(cohort.enrolments, key=lambda each: each.person.shown_name.casefold()):
        noted = {(each.day, each.half): each.present for each in enrolment.attendances}
        identity = enrolment.person.identity
        lines.append(
            Line(
                name=enrolment.person.shown_name,
                employer=identity.employer if identity else "",
                present=[noted.get((day, half)) for day in days for half in _HALVES],
            )
        )
    return Page(list(days), lines)
