"""The catalogue, and the way into a cohort that is open to all."""

import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from campus5g.authoring.catalogue import Audience, catalogue
from campus5g.scenes.drawing import svg_file
from campus5g.scenes.scene import load_scene
from campus5g.site.learning.offer import (
    AUDIENCES,
    TIMES,
    AtMost,
    Wish,
    before,
    open_cohorts,
    shelves,
)
from campus5g.site.learning.standing import Standing, standings
from campus5g.site.portal.access import Browser, SignedIn
from campus5g.site.portal.database_session import Records
from campus5g.site.portal.learner.own_cohorts import own_enrolments
from campus5g.site.portal.pages import page, see
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.portal.safety.forgery import Meant
from campus5g.site.portal.safety.headers import WITH_OWN_STYLES
from campus5g.site.portal.surroundings import portal_of
from campus5g.site.records.cohorts import CohortRecord
from campus5g.site.records.people import Person
from campus5g.site.teaching.enrolling.enrolment import enrol_person

router = APIRouter()


@router.get("/catalogue")
def whole(
    request: Request,
    person: SignedIn,
    browser: Browser,
    records: Records,
    audience: Audience | Literal[""] = "",
    minutes: AtMost | Literal[""] = "",
) -> Response:
    """Show the modules that fit a wish, those of the reader, and the cohorts that are open."""
    modules = catalogue()
    wish = Wish(audience, minutes)
    found = [module for module in modules if wish.fits(module)]
    return page(
        request,
        "learner/catalogue.html",
        person,
        browser,
        shelves=shelves(found),
        found=len(found),
        all=len(modules),
        wish=wish,
        audiences=AUDIENCES,
        times=TIMES,
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
        scene=load_scene(found.folder),
        before=before(found, modules),
        mine=_mine(request, records, person).get(module, []),
        open_cohorts=[each for each in open_ if module in {it.module for it in each.modules}],
    )


@router.get("/catalogue/{module}/scene.svg")
def scene(module: str, person: SignedIn) -> Response:
    """Return the drawing that opens a module, for its row and its page."""
    found = next((each for each in catalogue() if each.id == module), None)
    drawn = load_scene(found.folder) if found else None
    if drawn is None:
        raise NotFoundError
    # The same for everybody, and asked for row by row.
    headers = {"Cache-Control": "private, max-age=3600", **WITH_OWN_STYLES}
    return Response(svg_file(drawn), media_type="image/svg+xml", headers=headers)


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
