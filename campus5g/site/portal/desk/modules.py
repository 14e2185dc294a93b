"""A module of a group: handed out, its dates, graded, read, handed back."""

from collections import Counter
from typing import Annotated, Literal

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from campus5g.authoring.catalogue import catalogue
from campus5g.authoring.trainer_sheet import trainer_sheet_of
from campus5g.language import Language
from campus5g.site.alphabetical import class_list
from campus5g.site.exports.trainer_sheet import trainer_sheet
from campus5g.site.learning.statistics.measured_minutes import ENOUGH_LEARNERS, measured_minutes
from campus5g.site.limits import RowNumber
from campus5g.site.portal.desk.at_desk import AtDesk
from campus5g.site.portal.downloads import download
from campus5g.site.portal.moments import as_field, read_moment
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.portal.safety.forgery import Meant
from campus5g.site.teaching.anonymity import hide_names, show_names
from campus5g.site.teaching.courses import begin_errand, latest_errands
from campus5g.site.teaching.dates import extend, write_due_dates
from campus5g.site.teaching.grading import begin_grading
from campus5g.site.teaching.queue import reason_for_waiting
from campus5g.site.teaching.standing_of_module import module_standing
from campus5g.site.teaching.unread import unread

router = APIRouter(prefix="/desk/{cohort}/modules/{module}")


@router.get("")
def module_page(desk: AtDesk, module: str) -> Response:
    """Show a module of a group with everybody's submissions."""
    # Before the module's own state: see `module_standing`.
    errands = latest_errands(desk.records, desk.folders, desk.cohort.id)
    place = desk.place(module)
    known = next((each for each in catalogue() if each.id == module), None)
    standing = module_standing(desk.records, desk.folders, place)
    return desk.page(
        "module.html",
        place=place,
        module=known,
        titles={item.id: item.title for item in known.manifest.items} if known else {},
        judged=[item for item in known.manifest.items if item.rubric] if known else [],
        trainer_sheet=known is not None and trainer_sheet_of(known) is not None,
        standing=standing,
        unread=Counter(
            cell for copy in standing.copies for cell in unread(desk.folders, place, copy)
        ),
        errands=errands,
        waits_for=reason_for_waiting(desk.records, desk.cohort.id),
        learners=class_list(each for each in desk.cohort.enrolments if each.left_at is None),
        extensions={each.person_id: each.due_at for each in place.extensions},
        as_field=as_field,
        measured=measured_minutes(desk.folders, [desk.cohort], place.module),
        enough_learners=ENOUGH_LEARNERS,
    )


@router.get("/trainer-sheet.pdf")
def module_trainer_sheet(desk: AtDesk, module: str, language: Language = "fr") -> Response:
    """Print the ten lines to lead the session by."""
    desk.place(module)
    known = next((each for each in catalogue() if each.id == module), None)
    sheet = trainer_sheet_of(known) if known else None
    if known is None or sheet is None:
        raise NotFoundError
    document = trainer_sheet(known, sheet, language)
    return download(document, "application/pdf", f"{module}-{language}.pdf")


@router.get("/present")
def present(desk: AtDesk, module: str) -> Response:
    """Open the module's page on the trainer's own server, part by part for the screen."""
    known = next((each for each in catalogue() if each.id == module), None)
    if desk.place(module).released_at is None or known is None or known.course is None:
        raise NotFoundError
    trainer = desk.person
    opens = f"/user/{trainer.name}/campus5g/open/{desk.cohort.id}/{module}"
    return RedirectResponse(f"{opens}?lang={trainer.language}&present=1", status_code=303)


@router.post("/release", dependencies=[Meant])
def release(desk: AtDesk, module: str) -> Response:
    """Hand a module out to the learners, in the background."""
    place = desk.place(module)
    begin_errand(desk.records, desk.folders, desk.cohort.id, "release", desk.person, place.module)
    return desk.see("modules", module)


@router.post("/opening", dependencies=[Meant])
def set_opening(desk: AtDesk, module: str, opens: Annotated[str, Form()] = "") -> Response:
    """Set when the module is handed out by itself; empty for never."""
    desk.place(module).opens_at = read_moment(opens)
    return desk.see("modules", module)


@router.post("/due", dependencies=[Meant])
def set_due(desk: AtDesk, module: str, due: Annotated[str, Form()] = "") -> Response:
    """Set the deadline of the module; empty for none."""
    place = desk.place(module)
    place.due_at = read_moment(due)
    write_due_dates(desk.folders, place)
    return desk.see("modules", module)


@router.post("/extension", dependencies=[Meant])
def set_extension(
    desk: AtDesk,
    module: str,
    person: Annotated[RowNumber, Form()],
    due: Annotated[str, Form()] = "",
) -> Response:
    """Give one learner more time, or withdraw that."""
    place = desk.place(module)
    extend(place, desk.enrolment(person).person, read_moment(due))
    write_due_dates(desk.folders, place)
    return desk.see("modules", module)


@router.post("/grade", dependencies=[Meant])
def grade(desk: AtDesk, module: str) -> Response:
    """Collect and grade what is new, unless a run is already under way."""
    begin_grading(desk.records, desk.folders, desk.place(module), desk.person)
    return desk.see("modules", module)


@router.post("/anonymous", dependencies=[Meant])
def set_anonymous(
    desk: AtDesk, module: str, hidden: Annotated[Literal["yes", "no"], Form()]
) -> Response:
    """Hide the names on submissions, or show them again."""
    place = desk.place(module)
    if hidden == "yes":
        hide_names(place)
    else:
        show_names(place)
    return desk.see("modules", module)


@router.post("/feedback", dependencies=[Meant])
def give_feedback(desk: AtDesk, module: str) -> Response:
    """Write and return all feedback in the background; names return once all is marked."""
    place = desk.place(module)
    standing = module_standing(desk.records, desk.folders, place)
    if not standing.waiting and not standing.to_read:
        show_names(place)
    begin_errand(desk.records, desk.folders, desk.cohort.id, "feedback", desk.person, place.module)
    return desk.see("modules", module)
