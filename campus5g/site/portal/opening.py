"""The way into a module: to the learner's own server, which fetches and shows it."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from campus5g.site.portal.access import Enrolled
from campus5g.site.portal.problems import NotFoundError

router = APIRouter(prefix="/open")


@router.get("/{cohort}/{module}")
def open_module(request: Request, cohort: str, module: str, enrolment: Enrolled) -> Response:
    """Send a learner to a module of their cohort that has been handed out."""
    places = [place for place in enrolment.cohort.modules if place.module == module]
    if not places or places[0].released_at is None:
        raise NotFoundError
    return RedirectResponse(
        f"/user/{enrolment.person.name}/campus5g/open/{cohort}/{module}", status_code=303
    )
