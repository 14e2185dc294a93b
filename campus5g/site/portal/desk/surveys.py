"""Surveys: the learners' form, and what a group thinks."""

import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from campus5g.site.learning.statistics.surveys import QUESTIONS, SCALE, open_surveys, results, taken
from campus5g.site.portal.access import Enrolled, session_of
from campus5g.site.portal.database_session import Records
from campus5g.site.portal.desk.at_desk import AtDesk
from campus5g.site.portal.downloads import public_address
from campus5g.site.portal.pages import page, see
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.portal.safety.forgery import Meant
from campus5g.site.portal.sign_in import Session
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import Survey, SurveyAnswer
from campus5g.site.words import ZONE

router = APIRouter()


async def form_of(request: Request) -> FormData:
    """Read the whole form: its fields are the questions."""
    return await request.form(max_files=0, max_fields=50)


@router.get("/survey/{cohort}")
def survey(
    request: Request, enrolment: Enrolled, session: Annotated[Session, Depends(session_of)]
) -> Response:
    """Show a learner the open survey, with their earlier answers."""
    kinds = open_surveys(enrolment.cohort, _today())
    kind = kinds[-1] if kinds else None
    given = next((each for each in enrolment.surveys if each.kind == kind), None)
    return page(
        request,
        "learner/survey.html",
        enrolment.person,
        session,
        cohort=enrolment.cohort,
        kind=kind,
        questions=QUESTIONS[kind] if kind else (),
        scale=range(1, SCALE + 1),
        given=given.answers if given else {},
        answered=given is not None,
    )


@router.post("/survey/{cohort}/{kind}", dependencies=[Meant])
def answer_survey(
    request: Request,
    enrolment: Enrolled,
    records: Records,
    kind: Survey,
    form: Annotated[FormData, Depends(form_of)],
) -> Response:
    """Save a learner's answers; later ones replace them."""
    if kind not in open_surveys(enrolment.cohort, _today()):
        raise NotFoundError
    answers = taken(kind, {name: str(value) for name, value in form.items()})
    given = records.get(SurveyAnswer, (enrolment.id, kind))
    if given is None:
        enrolment.surveys.append(SurveyAnswer(kind=kind, answers=answers))
    else:
        given.answers, given.given_at = answers, now()
    return see(request, "survey", enrolment.cohort_id)


@router.get("/desk/{cohort}/surveys")
def survey_results(desk: AtDesk) -> Response:
    """Show what the group thinks, without names."""
    answers = [answer for each in desk.cohort.enrolments for answer in each.surveys]
    return desk.page(
        "surveys.html",
        surveys={kind: results(kind, answers) for kind in QUESTIONS},
        counts={kind: sum(answer.kind == kind for answer in answers) for kind in QUESTIONS},
        learners=len([each for each in desk.cohort.enrolments if each.left_at is None]),
        open_now=open_surveys(desk.cohort, _today()),
        scale=SCALE,
        link=public_address(desk.request, desk.records, "survey", desk.cohort.id),
    )


def _today() -> datetime.date:
    return datetime.datetime.now(ZONE).date()
