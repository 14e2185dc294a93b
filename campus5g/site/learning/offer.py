"""What a learner may choose: the catalogue course by course, and the cohorts that are open."""

import datetime
from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from campus5g.authoring.catalogue import Audience, CourseManifest, Module
from campus5g.site.alphabetical import alphabetical
from campus5g.site.records.cohorts import CohortRecord, Enrolment
from campus5g.site.records.people import Person

AtMost = Literal["30", "60", "90", "120"]
"""The times that the catalogue can be narrowed to, in minutes."""

AUDIENCES: tuple[Audience, ...] = get_args(Audience)
TIMES: tuple[AtMost, ...] = get_args(AtMost)


@dataclass(frozen=True)
class Wish:
    """What a reader of the catalogue looks for; empty for anything.

    Modules and labs are all in French and in English: there is no language to choose by.
    """

    audience: Audience | Literal[""] = ""
    at_most: AtMost | Literal[""] = ""

    def __bool__(self) -> bool:
        """Whether it narrows the catalogue."""
        return bool(self.audience or self.at_most)

    def fits(self, module: Module) -> bool:
        """Return whether a module is for this audience and not longer than this."""
        manifest = module.manifest
        return (not self.audience or self.audience in manifest.audience) and (
            not self.at_most or manifest.minutes <= int(self.at_most)
        )


@dataclass(frozen=True)
class Shelf:
    """Modules that belong together: those of a course in teaching order, or the labs."""

    course: CourseManifest | None
    modules: tuple[Module, ...]

    @property
    def id(self) -> str:
        """The course's, or a word for the labs."""
        return self.course.id if self.course else "labs"

    @property
    def minutes(self) -> int:
        """How long all of it takes."""
        return sum(module.manifest.minutes for module in self.modules)


def shelves(modules: list[Module]) -> list[Shelf]:
    """Return the catalogue by course, the labs last."""
    courses: dict[str, list[Module]] = {}
    for module in modules:
        courses.setdefault(module.course.id if module.course else "", []).append(module)
    labs = courses.pop("", [])
    found = [Shelf(each[0].course, tuple(each)) for each in courses.values()]
    return [*found, Shelf(None, tuple(labs))] if labs else found


def before(module: Module, modules: list[Module]) -> Module | None:
    """Return the module of the same course that comes before, None for a first one or a lab."""
    if module.course is None:
        return None
    same = [each for each in modules if each.course and each.course.id == module.course.id]
    place = [each.id for each in same].index(module.id)
    return same[place - 1] if place else None


def open_cohorts(records: Session, person: Person, today: datetime.date) -> list[CohortRecord]:
    """Return the cohorts that a learner may enrol in by themselves and has not, by title.

    Args:
        records: the site's database.
        person: who would enrol; only learners may.
        today: nobody can join a cohort that has ended.
    """
    if person.role != "learner":
        return []
    mine = select(Enrolment.cohort_id).where(
        Enrolment.person_id == person.id, Enrolment.left_at.is_(None)
    )
    found = records.scalars(
        select(CohortRecord).where(
            CohortRecord.open_to_all,
            CohortRecord.archived.is_(False),
            CohortRecord.ends.is_(None) | (CohortRecord.ends >= today),
            CohortRecord.id.not_in(mine),
        )
    )
    return sorted(found, key=lambda each: (alphabetical(each.title), each.id))
