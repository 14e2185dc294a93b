"""A question to the trainer about a module, and the answer."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from sqlalchemy import select

from campus5g.authoring.catalogue import catalogue
from campus5g.site.portal.access import Browser, Enrolled
from campus5g.site.portal.database_session import Records
from campus5g.site.portal.pages import page, see
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.portal.safety.forgery import Meant
from campus5g.site.records.cohorts import Enrolment, HelpRequest
from campus5g.site.settings import settings

router = APIRouter(prefix="/ask")

LONGEST_QUESTION = 2000

# Nobody needs more open questions than this; a program might send them.
MOST_OPEN = 20


@router.get("/{cohort}/{module}")
def questions(
    request: Request,
    cohort: str,
    module: str,
    enrolment: Enrolled,
    browser: Browser,
    records: Records,
) -> Response:
    """Show the learner's questions about a module with their answers, and a form for another."""
    titles = _titles(enrolment)
    if module not in titles:
        raise NotFoundError
    chosen = settings(records)
    return page(
        request,
        "learner/ask.html",
        enrolment.person,
        browser,
        cohort=enrolment.cohort,
        module=module,
        title=titles[module],
        questions=[each for each in _questions(records, enrolment) if each.module == module],
        assistance=chosen.wording.assistance,
        contact=chosen.provider.contact,
        longest=LONGEST_QUESTION,
    )


@router.post("/{cohort}/{module}", dependencies=[Meant])
def ask(
    request: Request,
    cohort: str,
    module: str,
    enrolment: Enrolled,
    records: Records,
    question: Annotated[str, Form(min_length=1, max_length=LONGEST_QUESTION)],
) -> Response:
    """Send a question to the trainers of the cohort."""
    if module not in _titles(enrolment) or not question.strip():
        raise NotFoundError
    open_ = [each for each in _questions(records, enrolment) if each.answered_at is None]
    if len(open_) < MOST_OPEN:
        records.add(
            HelpRequest(enrolment_id=enrolment.id, module=module, question=question.strip())
        )
    return see(request, "ask", cohort, module)


def _questions(records: Records, enrolment: Enrolment) -> list[HelpRequest]:
    return list(
        records.scalars(
            select(HelpRequest)
            .where(HelpRequest.enrolment_id == enrolment.id)
            .order_by(HelpRequest.id.desc())
        )
    )


def _titles(enrolment: Enrolment) -> dict[str, object]:
    there = {place.module for place in enrolment.cohort.modules}
    return {each.id: each.manifest.title for each in catalogue() if each.id in there}
