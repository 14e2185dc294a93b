"""Long steps of a group that ended before they were done: started again by a button."""

from fastapi import APIRouter
from fastapi.responses import Response

from campus5g.site.limits import RowNumber
from campus5g.site.portal.desk.at_desk import AtDesk
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.portal.safety.forgery import Meant
from campus5g.site.records.cohorts import Errand
from campus5g.site.teaching.courses import begin_errand

router = APIRouter(prefix="/desk/{cohort}/errands")


@router.post("/{errand}/again", dependencies=[Meant])
def start_again(desk: AtDesk, errand: RowNumber) -> Response:
    """Ask for the same step once more, unless it waits or runs already."""
    found = desk.records.get(Errand, errand)
    if found is None or found.cohort_id != desk.cohort.id:
        raise NotFoundError
    module = desk.place(found.module).module if found.module else ""
    begin_errand(desk.records, desk.folders, desk.cohort.id, found.kind, desk.person, module)
    return desk.see("modules", module) if module else desk.see()
