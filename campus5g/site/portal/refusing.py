"""Pages for refused requests; people who are signed in keep the navigation."""

import logging
from typing import Any

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from campus5g.errors import CampusError
from campus5g.site.portal.access import account_if_any, person_if_any, session_if_any
from campus5g.site.portal.pages import page
from campus5g.site.portal.problems import (
    ForbiddenError,
    ForgedError,
    NotFoundError,
    NotJoinedError,
    UnreadableError,
)
from campus5g.site.portal.sign_in import Session
from campus5g.site.portal.surroundings import portal_of
from campus5g.site.records.database import is_busy
from campus5g.site.records.people import Person

_REFUSALS: dict[type[Exception], tuple[str, int]] = {
    ForbiddenError: ("forbidden", 403),
    ForgedError: ("forged", 403),
    NotFoundError: ("not_found", 404),
    NotJoinedError: ("not_joined", 404),
    UnreadableError: ("unreadable", 400),
    RequestValidationError: ("not_understood", 400),
}
_OF_STATUS = {400: "not_understood", 413: "too_big"}

_TRY_AGAIN_S = "5"

_log = logging.getLogger(__name__)

REFUSED = (*_REFUSALS, HTTPException)
"""The exceptions that `no_page` answers, besides unexpected ones."""


async def no_page(request: Request, error: Exception) -> Response:
    """Answer a request for a page that does not exist."""
    if isinstance(error, HTTPException):
        kind = (
            "broken" if error.status_code >= 500 else _OF_STATUS.get(error.status_code, "not_found")
        )
        return await _refuse(request, "no_page.html", error.status_code, kind=kind)
    kind, status = _REFUSALS[type(error)]
    return await _refuse(request, "no_page.html", status, kind=kind)


async def broken(request: Request, error: Exception) -> Response:
    """Answer after an unexpected error, which may also hide who is signed in."""
    return page(request, "no_page.html", None, status=500, kind="broken")


async def busy(request: Request, error: Exception) -> Response:
    """Answer while the database is locked or away; any other trouble with it is a defect."""
    assert isinstance(error, OperationalError)  # noqa: S101 -- it is the handler of these
    if not is_busy(error):
        raise error
    _log.warning("The database did not answer in time: %s", error.orig)
    answer = page(request, "no_page.html", None, status=503, kind="busy")
    answer.headers["Retry-After"] = _TRY_AGAIN_S
    return answer


async def problem(request: Request, error: Exception) -> Response:
    """Answer with a sentence on what is wrong, and the remedy."""
    assert isinstance(error, CampusError)  # noqa: S101 -- it is the handler of these
    return await _refuse(request, "problem.html", 409, problem=error.problem, remedy=error.remedy)


async def _refuse(request: Request, template: str, status: int, **shown: Any) -> Response:
    person, session = await _person_and_session(request)
    return page(request, template, person, session, status, **shown)


async def _person_and_session(request: Request) -> tuple[Person | None, Session | None]:
    """Return who is signed in, by a new session: the page's own was rolled back."""
    session = await session_if_any(request)
    if session is None:
        return None, None
    portal = portal_of(request)

    def found() -> tuple[Person | None, Session | None]:
        with portal.database.session() as records:
            return account_if_any(session, records)

    async with portal.places:
        who = await run_in_threadpool(found)
    return await person_if_any(request, who)
