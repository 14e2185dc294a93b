"""A learner's own site sheet, to download."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from campus5g.authoring.catalogue import catalogue
from campus5g.site.exports.site_sheet import sheet_courses, site_sheet
from campus5g.site.portal.access import SignedIn
from campus5g.site.portal.database_session import Records
from campus5g.site.portal.downloads import download
from campus5g.site.portal.learner.own_cohorts import own_enrolments
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.portal.surroundings import portal_of

router = APIRouter(prefix="/site-sheet")


@router.get("/{course}.pdf")
def fetch(request: Request, person: SignedIn, records: Records, course: str) -> Response:
    """Download the sheet of a course that the learner is enrolled in."""
    modules = {module.id: module for module in catalogue()}
    for enrolment in own_enrolments(records, person):
        for known in sheet_courses(enrolment.cohort, modules):
            if known.id == course:
                sheet = site_sheet(portal_of(request).folders, person, known, person.language)
                return download(sheet, "application/pdf", f"{course}-{person.name}.pdf")
    raise NotFoundError
