"""The catalogue, and the way into a cohort that is open to all."""

import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from campus5g.authoring.catalogue import catalogue
from campus5g.site.learning.offer import before, open_cohorts, shelves
from campus5g.site.learning.standing import Standing, standings
from campus5g.site.portal.access import Browser, SignedIn
from campus5g.site.portal.database_session import Records
from campus5g.site.portal.learner.own_cohorts import own_enrolments
from campus5g.site.portal.pages import page, see
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.portal.safety.forgery import Meant
from campus5g.site.portal.surroundings import portal_of
from campus5g.site.records.cohorts import CohortRecord
from campus5g.site.records.people import Person
from campus5g.site.teaching.enrolment import enrol_person

router = APIRouter()


@router.get("/catalogue")
def whole(request: Request, person: SignedIn, browser: Browser, records: Records) -> Response:
    """Show all modules, those of the reader, and the cohorts that are open."""
    modules = catalogue()
    return page(
        request,
        "learner/catalogue.html",
        person,
        browser,
        shelves=shelves(modules),
        mine=_mine(request, records, person),
        open_cohorts=open_cohorts(records, person, _today()),
        titles={module.id: module.manifest.title for module in modules},
    )


@router.get("/catalogue/{module}")
def one(
    request: Request, module: str, person: SignedIn, browser: Browser, records: Records
) -> Response:
    """Show what a module teaches, its audience and duration, and how to join it."""
    modules = catalogue()
    found = next((each for each in modules if each.id == module), None)
    if found is None:
        raise NotFoundError
    open_ = open_cohorts(records, person, _today())
    return page(
        request,
        "learner/module.html",
        person,
        browser,
        module=found,
        before=before(found, modules),
        mine=_mine(request, records, person).get(module, []),
        open_cohorts=[each for each in open_ if module in {it.module for it in each.modules}],
    )


@router.post("/enrol", dependencies=[Meant])
def enrol(
    request: Request, person: SignedIn, records: Records, cohort: Annotated[str, Form()]
) -> Response:
    """Enrol a learner in a cohort that is open to all."""
    for each in open_cohorts(records, person, _today()):
        if each.id == cohort:
            enrol_person(each, person)
            return see(request)
    raise NotFoundError


def _mine(
    request: Request, records: Records, person: Person
) -> dict[str, list[tuple[CohortRecord, Standing]]]:
    """Return, by module, the learner's cohorts with it and their progress."""
    modules = {module.id: module for module in catalogue()}
    found: dict[str, list[tuple[CohortRecord, Standing]]] = {}
    for enrolment in own_enrolments(records, person):
        for standing in standings(portal_of(request).folders, enrolment, modules):
            found.setdefault(standing.module.id, []).append((enrolment.cohort, standing))
    return found


def _today() -> datetime.date:
    return datetime.datetime.now(datetime.UTC).date()
