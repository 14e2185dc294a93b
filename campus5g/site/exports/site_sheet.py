"""A learner's site sheet on paper: what they wrote about their own plant, module by module."""

from pathlib import Path

from campus5g.authoring.catalogue import CourseManifest, Module, site_sheet_of
from campus5g.courseware.site_sheet.written import written_rows
from campus5g.language import Language
from campus5g.site.exports.taught import taught_courses
from campus5g.site.folders import SiteFolders
from campus5g.site.paper import laid_out, pdf_of, written
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortRecord
from campus5g.site.records.people import Person

_HERE = Path(__file__).parent / "templates"


def sheet_courses(cohort: CohortRecord, modules: dict[str, Module]) -> list[CourseManifest]:
    """Return the courses with a site sheet that a cohort learns modules of, in its order.

    Args:
        cohort: whose modules.
        modules: the catalogue by id.
    """
    return [course for course in taught_courses(cohort, modules) if course.site_sheet]


def site_sheet(
    folders: SiteFolders, person: Person, course: CourseManifest, language: Language
) -> bytes:
    """Return a learner's sheet of a course as a PDF, rows that are still empty included.

    Args:
        folders: the site's state.
        person: the learner.
        course: one with a site sheet.
        language: of the titles; the learner's text stands as it was written.
    """
    rows = site_sheet_of(course)
    text = written(
        _HERE / "site_sheet.html",
        language,
        person=person,
        course=course,
        rows=rows,
        texts=written_rows(rows, person.name, folders.progress),
        today=now(),
    )
    return pdf_of(laid_out(text, _HERE / "exports.css"))
