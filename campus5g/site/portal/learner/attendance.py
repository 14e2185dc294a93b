"""A learner signs for their presence: from their own account, on the day itself."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.site.portal.access import Browser, Enrolled
from campus5g.site.portal.database_session import Records
from campus5g.site.portal.pages import page, see
from campus5g.site.portal.safety.forgery import Meant
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import HalfDay
from campus5g.site.teaching.attendance import (
    marks_of,
    open_halves,
    sign_oneself,
    signing,
)
from campus5g.site.words import ZONE

router = APIRouter(prefix="/attendance/{cohort}")


@router.get("")
def show(request: Request, enrolment: Enrolled, browser: Browser) -> Response:
    """Show the half-days of today to sign, and what is signed."""
    moment = now()
    today = moment.astimezone(ZONE).date()
    marks = marks_of(enrolment)
    return page(
        request,
        "learner/attendance.html",
        enrolment.person,
        browser,
        cohort=enrolment.cohort,
        today=today,
        halves=open_halves(enrolment.cohort, moment),
        of_today={mark.half: mark for mark in marks if mark.day == today},
        earlier=[mark for mark in reversed(marks) if mark.day != today],
    )


@router.post("", dependencies=[Meant])
def sign(
    request: Request, enrolment: Enrolled, records: Records, half: Annotated[HalfDay, Form()]
) -> Response:
    """Sign a half-day of today."""
    moment = now()
    if half not in open_halves(enrolment.cohort, moment):
        raise CampusError(
            t(
                fr="Cette demi-journée ne peut pas être signée maintenant.",
                en="This half-day can’t be signed now.",
            ),
            t(
                fr="On signe le jour même, une fois la demi-journée commencée. Sinon, dites-le à "
                "votre formateur : il signe pour le groupe.",
                en="You sign on the day itself, once the half-day has begun. Otherwise tell your "
                "trainer, who signs for the group.",
            ),
        )
    with signing(records):
        sign_oneself(enrolment, half, moment)
    return see(request, "attendance", enrolment.cohort_id)
