"""The courses whose documents a cohort's learners write."""

from collections.abc import Mapping

from campus5g.authoring.catalogue import CourseManifest, Module
from campus5g.site.records.cohorts import CohortRecord


def taught_courses(cohort: CohortRecord, modules: Mapping[str, Module]) -> list[CourseManifest]:
    """Return the courses that a cohort learns modules of, in its order.

    Args:
        cohort: whose modules.
        modules: the catalogue by id.
    """
    courses = {
        module.course.id: module.course
        for place in cohort.modules
        if (module := modules.get(place.module)) and module.course
    }
    return list(courses.values())
