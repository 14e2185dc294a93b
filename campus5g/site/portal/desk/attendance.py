"""Presence by half-day: proposed from activity, signed by learners and the trainer, printed."""

import datetime
from bisect import bisect_left
from typing import Annotated

import segno
from fastapi import APIRouter, Form, Query
from fastapi.responses import RedirectResponse, Response

from campus5g.site.alphabetical import class_list
from campus5g.site.learning.half_days import HALVES, minutes_by_half_day, proposed
from campus5g.site.learning.presence import work_of
from campus5g.site.limits import Date, RowNumber
from campus5g.site.portal.desk.at_desk import AtDesk, Desk
from campus5g.site.portal.downloads import public_address
from campus5g.site.portal.safety.forgery import Meant
from campus5g.site.portal.surroundings import portal_of
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import HalfDay
from campus5g.site.teaching.attendance import (
    days_of,
    is_expected,
    open_halves,
    sign_for_all,
    signing,
)
from campus5g.site.teaching.enrolling.namesakes import names_apart
from campus5g.site.words import ZONE

router = APIRouter(prefix="/desk/{cohort}/attendance")

_CHOICES = 15


@router.get("")
def attendance(desk: AtDesk, day: Annotated[Date | None, Query()] = None) -> Response:
    """Show a day: recorded activity, and what is signed."""
    return _day(desk, day)


@router.post("", dependencies=[Meant])
def sign(
    desk: AtDesk,
    day: Annotated[Date, Form()],
    half: Annotated[HalfDay, Form()],
    present: Annotated[list[RowNumber], Form()] = [],  # noqa: B006 -- FastAPI copies it
    all_present: Annotated[bool, Form()] = False,
    sure: Annotated[bool, Form()] = False,
) -> Response:
    """Sign the attendance of a half-day; nobody there at all is asked for once more."""
    learners = [each.person_id for each in desk.cohort.enrolments if is_expected(each, day)]
    there = set(learners if all_present else present)
    if learners and not there and not sure:
        return _day(desk, day, nobody_in=half)
    with signing(desk.records):
        sign_for_all(desk.cohort, day, half, there, desk.person, now())
    path = portal_of(desk.request).path("desk", desk.cohort.id, "attendance")
    return RedirectResponse(f"{path}?day={day.isoformat()}", status_code=303)


def _day(desk: Desk, day: datetime.date | None, nobody_in: HalfDay | None = None) -> Response:
    cohort = desk.cohort
    active = _activity(desk)
    worked = {date for of_person in active.values() for date, _ in of_person}
    days = sorted(worked | set(days_of(cohort)))
    shown = day or _first_shown(days)
    learners = class_list(each for each in cohort.enrolments if is_expected(each, shown))
    address = public_address(desk.request, desk.records, "attendance", cohort.id)
    return desk.page(
        "attendance.html",
        422 if nobody_in else 200,
        day=shown,
        days=_around(days, shown),
        learners=learners,
        names=names_apart(each.person for each in learners),
        halves=HALVES,
        minutes={
            (each.person_id, half): round(active[each.person_id].get((shown, half), 0.0))
            for each in learners
            for half in HALVES
        },
        marks={
            (each.person_id, mark.half): mark
            for each in cohort.enrolments
            for mark in each.attendances
            if mark.day == shown
        },
        proposed=proposed,
        nobody_in=nobody_in,
        signing=address if open_halves(cohort, now()) else "",
        code=segno.make(address, error="m").svg_inline(scale=5, border=2),
    )


def _around(days: list[datetime.date], shown: datetime.date) -> list[datetime.date]:
    """Return the days to choose from: a session's, or of a longer one those around a day."""
    before = bisect_left(days, shown)
    first = max(0, min(before - _CHOICES // 2, len(days) - _CHOICES))
    return days[first : first + _CHOICES]


def _first_shown(days: list[datetime.date]) -> datetime.date:
    """Return today, or the last day before it that has something to show."""
    today = datetime.datetime.now(ZONE).date()
    return max((each for each in days if each <= today), default=today)


def _activity(desk: Desk) -> dict[int, dict[tuple[datetime.date, HalfDay], float]]:
    return {
        each.person_id: minutes_by_half_day(work_of(desk.folders, each))
        for each in desk.cohort.enrolments
    }
