"""Presence by half-day: proposed from activity, signed by the trainer, printed."""

import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import RedirectResponse, Response

from campus5g.site.learning.activity import deeds_of, stretches
from campus5g.site.learning.half_days import HALVES, minutes_by_half_day, proposed
from campus5g.site.limits import Date, RowNumber
from campus5g.site.portal.desk.at_desk import AtDesk, Desk
from campus5g.site.portal.safety.forgery import Meant
from campus5g.site.portal.surroundings import portal_of
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import Attendance, HalfDay
from campus5g.site.teaching.standing_of_module import by_name
from campus5g.site.words import ZONE

router = APIRouter(prefix="/desk/{cohort}/attendance")


@router.get("")
def attendance(desk: AtDesk, day: Annotated[Date | None, Query()] = None) -> Response:
    """Show a day: recorded activity, and what is signed."""
    active = _activity(desk)
    days = sorted({date for of_person in active.values() for date, _ in of_person} | _signed(desk))
    shown = day or (days[-1] if days else datetime.datetime.now(ZONE).date())
    signed = {
        (each.person_id, mark.half): mark
        for each in desk.cohort.enrolments
        for mark in each.attendances
        if mark.day == shown
    }
    learners = [
        each
        for each in sorted(desk.cohort.enrolments, key=by_name)
        if each.left_at is None or each.left_at.astimezone(ZONE).date() >= shown
    ]
    minutes = {
        (each.person_id, half): round(active[each.person_id].get((shown, half), 0.0))
        for each in learners
        for half in HALVES
    }
    return desk.page(
        "attendance.html",
        day=shown,
        days=days,
        learners=learners,
        halves=HALVES,
        minutes=minutes,
        signed=signed,
        proposed=proposed,
    )


@router.post("", dependencies=[Meant])
def sign(
    desk: AtDesk,
    day: Annotated[Date, Form()],
    half: Annotated[HalfDay, Form()],
    present: Annotated[list[RowNumber], Form()] = [],  # noqa: B006 -- FastAPI copies it
) -> Response:
    """Sign the attendance of a half-day."""
    for enrolment in desk.cohort.enrolments:
        known = next((a for a in enrolment.attendances if (a.day, a.half) == (day, half)), None)
        if enrolment.left_at is not None and known is None:
            continue
        if known is None:
            known = Attendance(day=day, half=half)
            enrolment.attendances.append(known)
        known.present = enrolment.person_id in present
        known.signed_by_id, known.signed_at = desk.person.id, now()
    there = portal_of(desk.request).path("desk", desk.cohort.id, "attendance")
    return RedirectResponse(f"{there}?day={day.isoformat()}", status_code=303)


def _activity(desk: Desk) -> dict[int, dict[tuple[datetime.date, HalfDay], float]]:
    modules = [place.module for place in desk.cohort.modules]
    return {
        each.person_id: minutes_by_half_day(
            stretches(
                deeds_of(
                    desk.folders.progress,
                    each.person.name,
                    modules,
                    since=each.enrolled_at,
                    until=each.left_at,
                )
            )
        )
        for each in desk.cohort.enrolments
    }


def _signed(desk: Desk) -> set[datetime.date]:
    return {mark.day for each in desk.cohort.enrolments for mark in each.attendances}
