"""The first page: what is next for the person who is signed in."""

import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy import select

from campus5g.authoring.catalogue import catalogue
from campus5g.scenes.street import grounds
from campus5g.site.exports.project_file import file_courses
from campus5g.site.exports.site_sheet import sheet_courses
from campus5g.site.learning.offer import open_cohorts
from campus5g.site.learning.standing import Standing, standings
from campus5g.site.learning.statistics.surveys import asks_for_opinion
from campus5g.site.learning.way import next_of, way_of
from campus5g.site.portal.access import SignedIn, session_of
from campus5g.site.portal.database_session import Records
from campus5g.site.portal.learner.own_cohorts import own_enrolments
from campus5g.site.portal.pages import page
from campus5g.site.portal.sign_in import Session
from campus5g.site.portal.surroundings import portal_of
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortRecord, CohortTrainer
from campus5g.site.records.people import Person
from campus5g.site.teaching.attendance import awaits_signature
from campus5g.site.teaching.whole_group import what_waits
from campus5g.site.words import ZONE

router = APIRouter()


@router.get("/")
def home(
    request: Request,
    person: SignedIn,
    session: Annotated[Session, Depends(session_of)],
    records: Records,
) -> Response:
    """Show a learner their modules and what they may join, a trainer what waits in each cohort."""
    if person.role == "learner":
        modules = {module.id: module for module in catalogue()}
        enrolments = own_enrolments(records, person)
        portal = portal_of(request)
        today = datetime.datetime.now(ZONE).date()
        mine = [
            (enrolment.cohort, standings(portal.folders, enrolment, modules))
            for enrolment in enrolments
        ]
        next_ = _next(mine)
        ways = {
            cohort.id: way_of(all_, next_[1] if next_ and next_[0] is cohort else None)
            for cohort, all_ in mine
        }
        if next_ is not None:
            portal.servers.prepare(person.name)
        return page(
            request,
            "learner/home.html",
            person,
            session,
            cohorts=mine,
            next=next_,
            ways=ways,
            grounds=grounds({ground for way in ways.values() for ground in way.grounds}),
            sheets={each.cohort_id: sheet_courses(each.cohort, modules) for each in enrolments},
            files={each.cohort_id: file_courses(each.cohort, modules) for each in enrolments},
            surveys={each.cohort_id for each in enrolments if asks_for_opinion(each, today)},
            to_sign={each.cohort_id for each in enrolments if awaits_signature(each, now())},
            open_cohorts=open_cohorts(records, person, today),
        )
    taught = _taught(records, person)
    folders = portal_of(request).folders
    return page(
        request,
        "home_of_trainer.html",
        person,
        session,
        cohorts=taught,
        # An administrator sees all groups, and leaves the work to their trainers.
        waits={
            cohort.id: what_waits(records, folders, cohort)
            for cohort in taught
            if person in cohort.trainers
        },
    )


def _taught(records: Records, person: Person) -> list[CohortRecord]:
    wanted = select(CohortRecord).where(CohortRecord.archived.is_(False))
    if person.role != "administrator":
        wanted = wanted.join(CohortTrainer).where(CohortTrainer.person_id == person.id)
    return list(records.scalars(wanted.order_by(CohortRecord.created_at.desc())))


def _next(
    cohorts: list[tuple[CohortRecord, list[Standing]]],
) -> tuple[CohortRecord, Standing] | None:
    """Return the module to go on with, of all cohorts."""
    chosen = next_of(standing for _, all_ in cohorts for standing in all_)
    for cohort, all_ in cohorts:
        if chosen and any(each is chosen for each in all_):
            return cohort, chosen
    return None
