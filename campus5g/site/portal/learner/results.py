"""Results of what a learner handed in: states, points by item, comments, nbgrader's page."""

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response

from campus5g.authoring.catalogue import Module, catalogue
from campus5g.site.certificates.achievements import achieved, in_quiz
from campus5g.site.learning.correction import corrected_final
from campus5g.site.learning.draws import draw_of
from campus5g.site.learning.file_lines import file_line_points
from campus5g.site.learning.handing_in import hand_ins
from campus5g.site.learning.results import feedback_pages, result
from campus5g.site.learning.standing import Standing, standings
from campus5g.site.learning.submission_times import own_hand_ins
from campus5g.site.portal.access import Browser, Enrolled, SignedIn
from campus5g.site.portal.database_session import Records
from campus5g.site.portal.learner.own_cohorts import own_enrolments
from campus5g.site.portal.pages import page
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.portal.safety.confined import CONFINED
from campus5g.site.portal.surroundings import portal_of
from campus5g.site.records.cohorts import Enrolment
from campus5g.site.teaching.marking import written_answers
from campus5g.site.teaching.verdicts import last_outcomes, reasons_by_item, verdicts_in

router = APIRouter(prefix="/results")


@router.get("")
def all_results(request: Request, person: SignedIn, browser: Browser, records: Records) -> Response:
    """Show the states and points of all modules of the learner's cohorts."""
    folders = portal_of(request).folders
    modules = {module.id: module for module in catalogue()}
    mine = [
        (enrolment.cohort, standings(folders, enrolment, modules))
        for enrolment in own_enrolments(records, person)
    ]
    return page(request, "learner/results.html", person, browser, cohorts=mine)


@router.get("/{cohort}/{module}")
def one_result(
    request: Request, cohort: str, module: str, enrolment: Enrolled, browser: Browser
) -> Response:
    """Show one module: when it was handed in, and once it is returned, every point.

    Also what was reached of each objective, as a certificate would say it once all is read; before
    that, without the answers that wait. A final is corrected question by question, returned or not,
    once it is graded or no attempt at it is left; until the rest is returned, the result per
    objective is the final's alone.
    """
    folders = portal_of(request).folders
    course = folders.cohorts / cohort
    modules = {each.id: each for each in catalogue()}
    opened = _opened(request, enrolment, modules)
    standing = _standing_in(opened, module)
    learner = enrolment.person.name
    returned = standing.state == "returned"
    found = result(course, standing.module, learner) if returned else None
    place = next(each for each in enrolment.cohort.modules if each.module == module)
    pieces = verdicts_in(last_outcomes(place).get(learner)) if found else []
    # Without a trainer nobody is waited for: what was not read is left out.
    waits = bool(found and found.to_read and not enrolment.cohort.without_trainer)
    reached = (
        achieved(folders, enrolment, {module: standing.module}, without_unread=waits)
        if found
        else []
    )
    lines = file_line_points(place, enrolment.person_id, standing.module) if found else {}
    draw = draw_of(folders, learner, cohort, module)
    sent = hand_ins(folders, cohort, module, learner)
    # A module has no code, and all that is in its copy is on this page.
    is_lab = standing.module.kind == "lab"
    copies = feedback_pages(folders, cohort, module, learner) if returned and is_lab else []
    newest = max(own_hand_ins(folders, cohort, module, learner), default=None)
    final = (
        corrected_final(course, standing.module, learner, draw, modules, newest)
        if standing.done
        else None
    )
    newer = bool(found and sent and found.handed_in_at and sent[-1] > found.handed_in_at)
    objectives = [
        objective
        for each in reached
        for objective in each.objectives
        if waits or objective.share is not None
    ]
    if final and not found:
        objectives = in_quiz(standing.module, final.objectives, enrolment.cohort.pass_mark)
    return page(
        request,
        "learner/result.html",
        enrolment.person,
        browser,
        cohort=enrolment.cohort,
        standing=standing,
        draw=draw,
        hand_ins=sent,
        newer=newer,
        changes=newer or standing.state in ("handed-in", "graded") or waits,
        result=found,
        answers=written_answers(course, module, learner) if found else {},
        final=final,
        readable={each.module.id for each in opened},
        reasons=reasons_by_item(pieces),
        line_points=lines,
        waits=waits,
        objectives=objectives,
        feedback=[each.name for each in copies],
    )


@router.get("/{cohort}/{module}/feedback/{file}")
def feedback_page(
    request: Request, cohort: str, module: str, file: str, enrolment: Enrolled
) -> Response:
    """Show nbgrader's own page of a returned submission, confined."""
    if standing_of(request, enrolment, module).state != "returned":
        raise NotFoundError
    pages = feedback_pages(portal_of(request).folders, cohort, module, enrolment.person.name)
    for each in pages:
        if each.name == file:
            return FileResponse(
                each,
                media_type="text/html; charset=utf-8",
                headers=CONFINED,
            )
    raise NotFoundError


def standing_of(request: Request, enrolment: Enrolment, module: str) -> Standing:
    """Return the learner's standing in a module that was handed out."""
    modules = {each.id: each for each in catalogue()}
    return _standing_in(_opened(request, enrolment, modules), module)


def _opened(request: Request, enrolment: Enrolment, modules: dict[str, Module]) -> list[Standing]:
    found = standings(portal_of(request).folders, enrolment, modules)
    return [standing for standing in found if standing.state != "closed"]


def _standing_in(opened: list[Standing], module: str) -> Standing:
    for standing in opened:
        if standing.module.id == module:
            return standing
    raise NotFoundError
