"""How far a learner is with each module of a cohort."""

import datetime
from dataclasses import dataclass
from typing import Literal

from campus5g.authoring.catalogue import Module
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.gradebook import Score, scores
from campus5g.site.learning.submission_times import inbound
from campus5g.site.progress.reading import own_work
from campus5g.site.records.cohorts import CohortModule, CohortRecord, Enrolment
from campus5g.site.records.people import Person

State = Literal["closed", "new", "begun", "handed-in", "graded", "returned"]


@dataclass(frozen=True)
class Standing:
    """A module of a cohort for one learner."""

    place: CohortModule
    module: Module
    state: State
    due_at: datetime.datetime | None
    score: Score | None

    @property
    def to_do(self) -> bool:
        """Whether it is the learner's turn."""
        return self.state in {"new", "begun"}

    @property
    def done(self) -> bool:
        """Whether the learner has handed it in."""
        return self.state in {"handed-in", "graded", "returned"}


def standings(
    folders: SiteFolders, enrolment: Enrolment, modules: dict[str, Module]
) -> list[Standing]:
    """Return where a learner stands in a cohort, in teaching order.

    Args:
        folders: the site's state.
        enrolment: the learner in the cohort.
        modules: the catalogue by id; a module that has left it is left out.
    """
    cohort, person = enrolment.cohort, enrolment.person
    grades = scores(folders.cohorts / cohort.id, without_unread=cohort.without_trainer)
    return [
        Standing(
            place=place,
            module=modules[place.module],
            state=_state(folders, cohort, place, person, grades.get((person.name, place.module))),
            due_at=_due(place, person),
            score=grades.get((person.name, place.module)),
        )
        for place in cohort.modules
        if place.module in modules
    ]


def _state(
    folders: SiteFolders,
    cohort: CohortRecord,
    place: CohortModule,
    person: Person,
    score: Score | None,
) -> State:
    course = folders.cohorts / cohort.id
    if place.released_at is None:
        return "closed"
    returned = course / "feedback" / person.name / place.module
    if place.feedback_at and any(returned.glob("*.html")):
        return "returned"
    if score is not None and (course / "autograded" / person.name / place.module).is_dir():
        return "graded"
    if score is not None or (person.name, place.module) in inbound(folders, cohort.id):
        return "handed-in"
    if own_work(folders, person.name, cohort.id, place.module).begun:
        return "begun"
    return "new"


def _due(place: CohortModule, person: Person) -> datetime.datetime | None:
    for extension in place.extensions:
        if extension.person_id == person.id:
            return extension.due_at
    return place.due_at
