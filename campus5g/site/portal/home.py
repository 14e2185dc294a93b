"""The first page: what is next for the person who is signed in."""

import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy import select

from campus5g.authoring.catalogue import catalogue
from campus5g.site.exports.site_sheet import sheet_courses
from campus5g.site.learning.standing import Standing, standings
from campus5g.site.learning.surveys import asks_for_opinion
from campus5g.site.portal.access import SignedIn, session_of
from campus5g.site.portal.database_session import Records
from campus5g.site.portal.learner.own_cohorts import own_enrolments
from campus5g.site.portal.pages import page
from campus5g.site.portal.sign_in import Session
from campus5g.site.portal.surroundings import portal_of
from campus5g.site.records.cohorts import CohortRecord, CohortTrainer
from campus5g.site.records.people import Person
from campus5g.site.words import ZONE

router = APIRouter()


@router.get("/")
def home(
    request: Request,
    person: SignedIn,
    session: Annotated[Session, Depends(session_of)],
    records: Records,
) -> Response:
    """Show a learner their modules, a trainer their cohorts."""
    if person.role == "learner":
        modules = {module.id: module for module in catalogue()}
        enrolments = own_enrolments(records, person)
        today = datetime.datetime.now(ZONE).date()
        mine = [
            (enrolment.cohort, standings(portal_of(request).folders, enrolment, modules))
            for enrolment in enrolments
        ]
        return page(
            request,
            "learner/home.html",
            person,
            session,
            cohorts=mine,
            next=_next(mine),
            sheets={each.cohort_id: sheet_courses(each.cohort, modules) for each in enrolments},
            surveys={each.cohort_id for each in enrolments if asks_for_opinion(each, today)},
        )
    return page(request, "home_of_trainer.html", person, session, cohorts=_taught(records, person))


def _taught(records: Records, person: Person) -> list[CohortRecord]:
    wanted = select(CohortRecord).where(CohortRecord.archived.is_(False))
    if person.role != "administrator":
        wanted = wanted.join(CohortTrainer).where(CohortTrainer.person_id == person.id)
    return list(records.scalars(wanted.order_by(CohortRecord.created_at.desc())))


def _next(
    cohorts: list[tuple[CohortRecord, list[Standing]]],
) -> tuple[CohortRecord, Standing] | None:
    """Return the module to continue: one that was started, else the first new one."""
    to_do = [(cohort, standing) for cohort, all_ in cohorts for standing in all_ if standing.to_do]
    begun = [each for each in to_do if each[1].state == "begun"]
    return next(iter(begun or to_do), None)
