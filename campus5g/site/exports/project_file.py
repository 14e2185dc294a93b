"""A learner's project file as a document, for them and for their trainer."""

from collections.abc import Mapping

from campus5g.authoring.catalogue import CourseManifest, Module, project_file_of
from campus5g.courseware.project_file.export import Format, exported
from campus5g.courseware.project_file.written import Written, written_fields
from campus5g.language import Language
from campus5g.site.exports.taught import taught_courses
from campus5g.site.folders import SiteFolders
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortRecord
from campus5g.site.records.people import Person
from campus5g.site.words import ZONE


def file_courses(cohort: CohortRecord, modules: Mapping[str, Module]) -> list[CourseManifest]:
    """Return the courses with a project file that a cohort learns modules of, in its order.

    Args:
        cohort: whose modules.
        modules: the catalogue by id.
    """
    return [course for course in taught_courses(cohort, modules) if course.project_file]


def project_file(
    folders: SiteFolders,
    person: Person,
    course: CourseManifest,
    language: Language,
    format_: Format,
    written: Written | None = None,
) -> bytes:
    """Return a learner's file of a course, fields that are still empty included.

    Args:
        folders: the site's state.
        person: the learner.
        course: one with a project file.
        language: of the titles; the learner's text stands as it was written.
        format_: of the document.
        written: what they wrote, if it is not what stands now.
    """
    parts = project_file_of(course)
    return exported(
        format_,
        language,
        course=course.title,
        parts=parts,
        written=written_fields(parts, person.name, folders.progress)
        if written is None
        else written,
        by=person.shown_name,
        at=(person.identity and person.identity.employer) or "",
        today=now().astimezone(ZONE).date(),
    )
