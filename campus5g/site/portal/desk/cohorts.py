"""The trainer's groups: listed, created, changed, copied, archived."""

from itertools import zip_longest
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session as DatabaseSession

from campus5g.authoring.catalogue import catalogue
from campus5g.site.alphabetical import alphabetical, by_last_name
from campus5g.site.booking.kits import declared_kits
from campus5g.site.learning.offer import shelves
from campus5g.site.portal.access import Trainer, session_of
from campus5g.site.portal.database_session import Records
from campus5g.site.portal.desk.at_desk import AtDesk
from campus5g.site.portal.pages import page, see
from campus5g.site.portal.safety.forgery import Meant
from campus5g.site.portal.sign_in import Session
from campus5g.site.portal.surroundings import portal_of
from campus5g.site.records.cohorts import CohortRecord, CohortTrainer
from campus5g.site.records.people import Person
from campus5g.site.teaching.cohorts import Plan, change, clone, make, problems
from campus5g.site.teaching.courses import begin_errand

router = APIRouter(prefix="/desk")

Browser = Annotated[Session, Depends(session_of)]


def plan_of_form(
    title: Annotated[str, Form()] = "",
    language: Annotated[str, Form()] = "fr",
    modules: Annotated[list[str], Form()] = [],  # noqa: B006 -- FastAPI copies it
    courses: Annotated[list[str], Form()] = [],  # noqa: B006
    known: Annotated[list[str], Form()] = [],  # noqa: B006
    order: Annotated[list[str], Form()] = [],  # noqa: B006
    starts: Annotated[str, Form()] = "",
    ends: Annotated[str, Form()] = "",
    mode: Annotated[str, Form()] = "mixed",
    place: Annotated[str, Form()] = "",
    planned_hours: Annotated[str, Form()] = "",
    half_day_hours: Annotated[str, Form()] = Plan.half_day_hours,
    pass_percent: Annotated[str, Form()] = Plan.pass_percent,
    open_to_all: Annotated[bool, Form()] = False,
    graded_at_once: Annotated[bool, Form()] = False,
    kits: Annotated[list[str], Form()] = [],  # noqa: B006
) -> Plan:
    """Read the form of a group.

    ``known`` and ``order`` number the modules of the catalogue. A ticked course is all of its
    modules.
    """
    place_of = dict(zip_longest(known, order[: len(known)], fillvalue=""))
    last = len(known) + 1

    def number(module: str) -> int:
        wanted = place_of.get(module, "")
        return int(wanted) if wanted.isdecimal() and len(wanted) < 4 else last

    return Plan(
        title=title,
        language=language,
        modules=sorted(dict.fromkeys([*modules, *_of_courses(courses)]), key=number),
        starts=starts,
        ends=ends,
        mode=mode,
        place=place,
        planned_hours=planned_hours,
        half_day_hours=half_day_hours,
        pass_percent=pass_percent,
        open_to_all=open_to_all,
        graded_at_once=graded_at_once,
        kits=kits,
    )


def _of_courses(chosen: list[str]) -> list[str]:
    """Return the modules of the courses whose box is ticked."""
    if not chosen:
        return []
    return [
        module.id
        for shelf in shelves(catalogue())
        if shelf.id in chosen
        for module in shelf.modules
    ]


PlanOfForm = Annotated[Plan, Depends(plan_of_form)]


@router.get("")
def groups(request: Request, person: Trainer, session: Browser, records: Records) -> Response:
    """Show a trainer's groups, archived ones apart."""
    taught = _taught(records, person)
    return page(
        request,
        "desk/groups.html",
        person,
        session,
        cohorts=[each for each in taught if not each.archived],
        archived=[each for each in taught if each.archived],
    )


@router.get("/new")
def new_group(request: Request, person: Trainer, session: Browser, records: Records) -> Response:
    """Show the form of a new group."""
    plan, groups = Plan(language=person.language), _groups_of(records, person)
    return _form(request, person, session, plan, {}, groups=groups)


@router.post("/new", dependencies=[Meant])
def make_group(
    request: Request, person: Trainer, session: Browser, records: Records, plan: PlanOfForm
) -> Response:
    """Create a group; its course is built in the background."""
    wrong = problems(plan, {module.id for module in catalogue()}, {*kits_to_share()})
    if wrong:
        return _form(request, person, session, plan, wrong, groups=_groups_of(records, person))
    cohort = make(records, plan, person)
    begin_errand(records, portal_of(request).folders, cohort.id, "build", person)
    return see(request, "desk", cohort.id)


@router.get("/{cohort}/settings")
def settings(desk: AtDesk) -> Response:
    """Show the settings of a group."""
    return _form(desk.request, desk.person, desk.session, Plan.of(desk.cohort), {}, desk.cohort)


@router.post("/{cohort}/settings", dependencies=[Meant])
def change_group(desk: AtDesk, plan: PlanOfForm) -> Response:
    """Change a group; its course is built again in the background."""
    has = {place.module for place in desk.cohort.modules}
    known = has | {module.id for module in catalogue()}
    wrong = problems(plan, known, {*kits_to_share(), *desk.cohort.kits})
    if wrong:
        return _form(desk.request, desk.person, desk.session, plan, wrong, desk.cohort)
    change(desk.cohort, plan)
    begin_errand(desk.records, desk.folders, desk.cohort.id, "build", desk.person)
    return desk.see()


@router.post("/{cohort}/clone", dependencies=[Meant])
def clone_group(desk: AtDesk) -> Response:
    """Create another group with the same modules and settings."""
    made = clone(desk.records, desk.cohort, desk.person)
    begin_errand(desk.records, desk.folders, made.id, "build", desk.person)
    return see(desk.request, "desk", made.id, "settings")


@router.post("/{cohort}/archive", dependencies=[Meant])
def archive_group(desk: AtDesk, archived: Annotated[bool, Form()] = True) -> Response:
    """Archive a group, or take it out of the archive."""
    desk.cohort.archived = archived
    return see(desk.request, "desk") if archived else desk.see()


def kits_to_share() -> dict[str, str]:
    """Return the locations of the kits that a group can book, by name; not of virtual ones."""
    return {name: str(place) for name, (place, kind) in declared_kits().items() if kind == "real"}


def _taught(records: DatabaseSession, person: Person) -> list[CohortRecord]:
    wanted = select(CohortRecord)
    if person.role != "administrator":
        wanted = wanted.join(CohortTrainer).where(CohortTrainer.person_id == person.id)
    return list(records.scalars(wanted.order_by(CohortRecord.created_at.desc())))


def _groups_of(records: DatabaseSession, person: Person) -> int:
    """Return how many groups a person teaches or has taught."""
    wanted = select(func.count()).where(CohortTrainer.person_id == person.id)
    return records.scalar(wanted) or 0


def _form(
    request: Request,
    person: Person,
    session: Session,
    plan: Plan,
    wrong: dict[str, str],
    cohort: CohortRecord | None = None,
    groups: int = 0,
) -> Response:
    places = kits_to_share()
    return page(
        request,
        "desk/settings.html" if cohort else "desk/new.html",
        person,
        session,
        422 if wrong else 200,
        plan=plan,
        wrong=wrong,
        cohort=cohort,
        groups=groups,
        shelves=shelves(catalogue()),
        out={each.module for each in cohort.modules if each.released_at} if cohort else set(),
        kits={
            name: places.get(name, "") for name in sorted({*places, *plan.kits}, key=alphabetical)
        },
        trainers=sorted(cohort.trainers, key=by_last_name) if cohort else [],
    )
