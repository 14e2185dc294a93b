"""Exports of a cohort's data for its trainer."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from campus5g.authoring.catalogue import Module, catalogue
from campus5g.courseware.project_file.export import MEDIA_TYPES, Format
from campus5g.site.alphabetical import class_list
from campus5g.site.exports.attendance import attendance_sheet
from campus5g.site.exports.grades import grade_table, moodle_table
from campus5g.site.exports.project_file import file_courses, project_file
from campus5g.site.exports.site_sheet import sheet_courses, site_sheet
from campus5g.site.exports.tables import for_programs, for_spreadsheets
from campus5g.site.exports.training_file import training_file
from campus5g.site.exports.xapi import statements
from campus5g.site.limits import Date
from campus5g.site.portal.access import Teaching, Trainer, session_of
from campus5g.site.portal.database_session import Records
from campus5g.site.portal.downloads import download, public_address
from campus5g.site.portal.pages import page
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.portal.sign_in import Session
from campus5g.site.portal.surroundings import portal_of
from campus5g.site.records.cohorts import CohortRecord, Enrolment
from campus5g.site.settings import settings
from campus5g.site.trail import note

router = APIRouter(prefix="/desk/{cohort}/exports")

_CSV = "text/csv; charset=utf-8"


@router.get("")
def show(
    request: Request,
    person: Trainer,
    cohort: Teaching,
    session: Annotated[Session, Depends(session_of)],
) -> Response:
    """Show the exports."""
    return page(
        request,
        "desk/exports.html",
        person,
        session,
        cohort=cohort,
        enrolments=class_list(cohort.enrolments),
        sheets=sheet_courses(cohort, _modules()),
        files=file_courses(cohort, _modules()),
    )


@router.get("/grades.csv")
def grades(request: Request, person: Trainer, cohort: Teaching, records: Records) -> Response:
    """Export the grades for a spreadsheet, in the trainer's language."""
    note(records, person.name, "export grades", cohort.id)
    table = grade_table(portal_of(request).folders, cohort, _modules(), person.language)
    return download(for_spreadsheets(table, person.language), _CSV, f"{cohort.id}-notes.csv")


@router.get("/moodle.csv")
def moodle(request: Request, person: Trainer, cohort: Teaching, records: Records) -> Response:
    """Export the grades as Moodle imports them."""
    note(records, person.name, "export grades for Moodle", cohort.id)
    table = moodle_table(portal_of(request).folders, cohort, _modules())
    return download(for_programs(table), _CSV, f"{cohort.id}-moodle.csv")


@router.get("/trace.jsonl")
def trace(request: Request, person: Trainer, cohort: Teaching, records: Records) -> Response:
    """Export the learning trace as xAPI statements, one per line."""
    note(records, person.name, "export trace", cohort.id)
    home_page = settings(records).place.address or str(request.base_url)
    found = statements(portal_of(request).folders, cohort, home_page)
    lines = "".join(f"{line}\n" for line in found)
    return download(lines.encode(), "application/x-ndjson", f"{cohort.id}-xapi.jsonl")


@router.get("/attendance.pdf")
def attendance(
    person: Trainer, cohort: Teaching, records: Records, day: Date | None = None
) -> Response:
    """Export the attendance sheet: of one day, or of all."""
    note(records, person.name, "export attendance", cohort.id)
    sheet = attendance_sheet(cohort, settings(records).provider, day)
    return download(sheet, "application/pdf", f"{cohort.id}-emargement.pdf")


@router.get("/learners/{learner}.zip")
def learner_file(
    request: Request, person: Trainer, cohort: Teaching, records: Records, learner: str
) -> Response:
    """Export a learner's training file."""
    enrolment = _enrolment(cohort, learner)
    note(records, person.name, "export training file", f"{cohort.id} {learner}")
    content = training_file(
        records,
        portal_of(request).folders,
        enrolment,
        _modules(),
        public_address(request, records, "verify"),
    )
    return download(content, "application/zip", f"{cohort.id}-{learner}.zip")


@router.get("/learners/{learner}/site-sheet/{course}.pdf")
def learner_site_sheet(
    request: Request,
    person: Trainer,
    cohort: Teaching,
    records: Records,
    learner: str,
    course: str,
) -> Response:
    """Export what a learner wrote about their own plant."""
    enrolment = _enrolment(cohort, learner)
    for known in sheet_courses(cohort, _modules()):
        if known.id == course:
            note(records, person.name, "export site sheet", f"{cohort.id} {learner}")
            folders = portal_of(request).folders
            sheet = site_sheet(folders, enrolment.person, known, cohort.language)
            return download(sheet, "application/pdf", f"{course}-{learner}.pdf")
    raise NotFoundError


@router.get("/learners/{learner}/project-file/{course}.{kind}")
def learner_project_file(
    request: Request,
    person: Trainer,
    cohort: Teaching,
    records: Records,
    learner: str,
    course: str,
    kind: Format,
) -> Response:
    """Export a learner's project file as it stands."""
    enrolment = _enrolment(cohort, learner)
    for known in file_courses(cohort, _modules()):
        if known.id == course:
            note(records, person.name, "export project file", f"{cohort.id} {learner}")
            folders = portal_of(request).folders
            file = project_file(folders, enrolment.person, known, cohort.language, kind)
            return download(file, MEDIA_TYPES[kind], f"{course}-{learner}.{kind}")
    raise NotFoundError


def _enrolment(cohort: CohortRecord, learner: str) -> Enrolment:
    for each in cohort.enrolments:
        if each.person.name == learner:
            return each
    raise NotFoundError


def _modules() -> dict[str, Module]:
    return {module.id: module for module in catalogue()}
