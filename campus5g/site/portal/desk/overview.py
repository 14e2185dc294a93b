"""A group at a glance: its modules, and what the trainer has to do."""

from fastapi import APIRouter
from fastapi.responses import Response

from campus5g.authoring.catalogue import catalogue
from campus5g.site.portal.desk.at_desk import AtDesk
from campus5g.site.portal.safety.forgery import Meant
from campus5g.site.teaching.courses import latest_errands
from campus5g.site.teaching.queue import reason_for_waiting
from campus5g.site.teaching.standing_of_module import module_standing
from campus5g.site.teaching.whole_group import begin_all_feedback, begin_grading_everything

router = APIRouter(prefix="/desk")


@router.get("/{cohort}")
def overview(desk: AtDesk) -> Response:
    """Show how far each module is, and what to do next."""
    # Before the modules' own state: see `module_standing`.
    errands = latest_errands(desk.records, desk.folders, desk.cohort.id)
    return desk.page(
        "overview.html",
        titles={module.id: module.manifest.title for module in catalogue()},
        standings=[
            module_standing(desk.records, desk.folders, place) for place in desk.cohort.modules
        ],
        errands=errands,
        waits_for=reason_for_waiting(desk.records, desk.cohort.id),
        learners=[each for each in desk.cohort.enrolments if each.left_at is None],
    )


@router.post("/{cohort}/grade", dependencies=[Meant])
def grade_everything(desk: AtDesk) -> Response:
    """Collect and grade what is new in all modules, one after the other."""
    begin_grading_everything(desk.records, desk.folders, desk.cohort, desk.person)
    return desk.see()


@router.post("/{cohort}/feedback", dependencies=[Meant])
def give_all_feedback(desk: AtDesk) -> Response:
    """Write and return the feedback of all modules in which everything is graded and read."""
    begin_all_feedback(desk.records, desk.folders, desk.cohort, desk.person)
    return desk.see()
