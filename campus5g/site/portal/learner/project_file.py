"""A learner's own project file, to download."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from campus5g.authoring.catalogue import catalogue
from campus5g.courseware.project_file.export import MEDIA_TYPES, Format
from campus5g.site.exports.project_file import file_courses, project_file
from campus5g.site.portal.access import SignedIn
from campus5g.site.portal.database_session import Records
from campus5g.site.portal.downloads import download
from campus5g.site.portal.learner.own_cohorts import own_enrolments
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.portal.surroundings import portal_of

router = APIRouter(prefix="/project-file")


@router.get("/{course}.{kind}")
def fetch(
    request: Request, person: SignedIn, records: Records, course: str, kind: Format
) -> Response:
    """Download the file of a course that the learner is enrolled in."""
    modules = {module.id: module for module in catalogue()}
    for enrolment in own_enrolments(records, person):
        for known in file_courses(enrolment.cohort, modules):
            if known.id == course:
                folders = portal_of(request).folders
                file = project_file(folders, person, known, person.language, kind)
                return download(file, MEDIA_TYPES[kind], f"{course}-{person.name}.{kind}")
    raise NotFoundError
