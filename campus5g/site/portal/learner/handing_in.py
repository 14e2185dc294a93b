"""Handing in a lab: what would be handed in, a confirmation, then its state."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from campus5g.site.learning.handing_in import hand_in, hand_ins, work
from campus5g.site.portal.access import Browser, Enrolled
from campus5g.site.portal.database_session import Records
from campus5g.site.portal.learner.results import standing_of
from campus5g.site.portal.pages import page, see
from campus5g.site.portal.safety.forgery import Meant
from campus5g.site.portal.surroundings import portal_of
from campus5g.site.teaching.grading import begin_grading

router = APIRouter(prefix="/hand-in")


@router.get("/{cohort}/{module}")
def ask(
    request: Request, cohort: str, module: str, enrolment: Enrolled, browser: Browser
) -> Response:
    """Show what would be handed in, and ask."""
    folders, learner = portal_of(request).folders, enrolment.person.name
    return page(
        request,
        "learner/hand_in.html",
        enrolment.person,
        browser,
        cohort=enrolment.cohort,
        standing=standing_of(request, enrolment, module),
        work=work(folders, cohort, module, learner),
        hand_ins=hand_ins(folders, cohort, module, learner),
    )


@router.post("/{cohort}/{module}", dependencies=[Meant])
def do(
    request: Request, cohort: str, module: str, enrolment: Enrolled, records: Records
) -> Response:
    """Hand the learner's folder in as it is now."""
    place = standing_of(request, enrolment, module).place
    folders = portal_of(request).folders
    hand_in(folders, cohort, module, enrolment.person.name)
    if enrolment.cohort.graded_at_once:
        begin_grading(records, folders, place, None)
    return see(request, "results", cohort, module)
