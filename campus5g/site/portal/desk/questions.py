"""Questions of learners, and the trainer's answers."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response
from sqlalchemy import select

from campus5g.authoring.catalogue import catalogue
from campus5g.site.limits import RowNumber
from campus5g.site.portal.desk.at_desk import AtDesk
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.portal.safety.forgery import Meant
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import Enrolment, HelpRequest

router = APIRouter(prefix="/desk/{cohort}/questions")

_LONGEST_ANSWER = 5000


@router.get("")
def questions(desk: AtDesk) -> Response:
    """Show the group's questions, those without an answer first."""
    found = desk.records.scalars(
        select(HelpRequest)
        .join(Enrolment)
        .where(Enrolment.cohort_id == desk.cohort.id)
        .order_by(HelpRequest.asked_at)
    ).all()
    return desk.page(
        "questions.html",
        waiting=[each for each in found if each.answered_at is None],
        answered=[each for each in reversed(found) if each.answered_at is not None],
        titles={module.id: module.manifest.title for module in catalogue()},
    )


@router.post("/{question}", dependencies=[Meant])
def answer(
    desk: AtDesk,
    question: RowNumber,
    answer: Annotated[str, Form(min_length=1, max_length=_LONGEST_ANSWER)],
) -> Response:
    """Answer a question; the learner sees it on the site."""
    found = desk.records.get(HelpRequest, question)
    if found is None or found.enrolment.cohort_id != desk.cohort.id:
        raise NotFoundError
    found.answer, found.answered_by_id, found.answered_at = answer, desk.person.id, now()
    return desk.see("questions")
