"""Deals people's own servers the cards of their labs, by their Hub tokens.

The server that asks knows neither the site's secret nor the programs that know a lab's cases.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from campus5g.authoring.cohorts.cohort import SOURCES
from campus5g.courseware.lab.dealing import dealt, has_cards
from campus5g.site.learning.draws import draw_of
from campus5g.site.portal.access import own_server
from campus5g.site.portal.learner.released_modules import released_to
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.portal.surroundings import portal_of

router = APIRouter(
    prefix="/own/cards", responses={429: {"description": "Too often: later, as it says."}}
)


@router.get("/{cohort}/{module}")
def card(
    request: Request,
    cohort: str,
    module: Annotated[str, Depends(released_to)],
    name: Annotated[str, Depends(own_server)],
) -> Response:
    """Return the ``card.json`` of the person whose server asks; not found for a module without."""
    portal = portal_of(request)
    lab = portal.folders.cohorts / cohort / SOURCES / module
    if not has_cards(lab):
        raise NotFoundError
    if wait_s := portal.card_allowance.wait_s(name):
        return Response(status_code=429, headers={"Retry-After": str(int(wait_s) + 1)})
    text = dealt(lab, draw_of(portal.folders, name, cohort, module))
    return Response(text, media_type="application/json")
