"""The health of the site: for administrators, and as metrics for Prometheus."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from campus5g.site.administration.health import examine
from campus5g.site.administration.metrics import CONTENT_TYPE, exposition
from campus5g.site.portal.access import metrics_reader
from campus5g.site.portal.administration.office import InOffice
from campus5g.site.portal.database_session import Records
from campus5g.site.portal.surroundings import portal_of

router = APIRouter()


@router.get("/administration")
def overview(office: InOffice) -> Response:
    """Show the state of the site's parts, and what to do about problems."""
    return office.page("health.html", findings=list(examine(office.records, office.folders)))


@router.get("/metrics", dependencies=[Depends(metrics_reader)])
def metrics(request: Request, records: Records) -> Response:
    """Return the metrics for Prometheus."""
    return Response(exposition(records, portal_of(request).folders), media_type=CONTENT_TYPE)
