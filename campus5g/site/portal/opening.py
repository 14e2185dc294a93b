"""The way into a module: to the learner's own server, which fetches and shows it.

It comes in the language of the learner's account. A module's page leads here with ``?lang=`` of the
other one, which the account has from then on, as by the switch on the portal's own pages.
"""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from campus5g.language import Language
from campus5g.site.portal.access import Enrolled
from campus5g.site.portal.problems import NotFoundError

router = APIRouter(prefix="/open")


@router.get("/{cohort}/{module}")
def open_module(
    request: Request,
    cohort: str,
    module: str,
    enrolment: Enrolled,
    lang: Language | None = None,
) -> Response:
    """Send a learner to a module of their cohort that has been handed out."""
    places = [place for place in enrolment.cohort.modules if place.module == module]
    if not places or places[0].released_at is None:
        raise NotFoundError
    learner = enrolment.person
    if lang is not None and _is_from_here(request):
        learner.choose_language(lang)
    address = f"/user/{learner.name}/campus5g/open/{cohort}/{module}?lang={learner.language}"
    return RedirectResponse(address, status_code=303)


def _is_from_here(request: Request) -> bool:
    """Return whether no other site led here; browsers say so (Fetch Metadata)."""
    return request.headers.get("sec-fetch-site", "none") in {"same-origin", "none"}
