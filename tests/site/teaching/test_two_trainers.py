"""Trainers who grade at the same moment: each sees the true state, and no mark is lost."""

import shutil
import time
from contextlib import suppress

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import select
from tiny_lab import write_lab
from tiny_site import COHORT, LEARNERS, MODULE, TinySite, person

from campus5g.authoring.cohorts.cohort import Cohort, build, release
from campus5g.authoring.cohorts.gradebook_file import gradebook_address, gradebook_file
from campus5g.authoring.cohorts.nbgrader_course import GradingError, NbGraderCourse
from campus5g.authoring.cohorts.nbgrader_learner import NbGraderLearner
from campus5g.site.learning.gradebook import scores
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortModule, CohortRecord, Enrolment, Grading
from campus5g.site.records.people import Person
from campus5g.site.teaching.grading import begin_grading, latest_grading

WITHIN_S = 180
# What the gradebook holds of each of the class: every third forgot the second rate.
POINTS = {name: 3 if number % 3 == 0 else 5 for number, name in enumerate(LEARNERS)}
OTHER = "autumn"


def begin(site: TinySite, trainer: str, cohort: str = COHORT) -> bool:
    with site.database.session() as records:
        place = records.scalars(select(CohortModule).filter_by(cohort_id=cohort)).one()
        by = records.scalars(select(Person).filter_by(name=trainer)).one()
        return begin_grading(records, site.folders, place, by)


def ended(site: TinySite, cohort: str = COHORT) -> Grading:
    """Wait for the end of the run, as a page at the desk does."""
    end = time.monotonic() + WITHIN_S
    while True:
        with site.database.session() as records:
            place = records.scalars(select(CohortModule).filter_by(cohort_id=cohort)).one()
            found = latest_grading(records, site.folders, place)
        assert found is not None
        if not found.not_ended:
            return found
        assert time.monotonic() < end, "The grading does not end."
        time.sleep(0.2)


def points(site: TinySite, cohort: str = COHORT) -> dict[str, float]:
    found = scores(site.folders.cohorts / cohort)
    return {name: score.points for (name, module), score in found.items() if module == MODULE}


def course_of(site: TinySite) -> NbGraderCourse:
    return NbGraderCourse(site.folders.cohorts / COHORT, site.folders.exchange)


def mark_by_hand(site: TinySite, learner: str, points: float) -> None:
    """Give points to the written answer, as the formgrader does."""
    address = gradebook_address(gradebook_file(site.folders.cohorts / COHORT))
    with Gradebook(address) as gradebook:
        submission = gradebook.find_submission(MODULE, learner)
        (grade,) = [each for each in submission.notebooks[0].grades if each.name == "workplace"]
        grade.manual_score = points
        gradebook.db.commit()


@pytest.mark.proof
def test_nbgraders_own_command_and_a_run_at_the_desk_grade_the_same_class(site: TinySite) -> None:
    course_of(site).collect(MODULE)

    begin(site, "tina")
    for name in LEARNERS[-4:]:
        # nbgrader looks for a row and then adds it, so that it may find itself forestalled.
        with suppress(GradingError):
            course_of(site).autograde(MODULE, name)
    grading = ended(site)

    assert (grading.state, grading.problem) == ("done", "")
    assert points(site) == POINTS


@pytest.mark.proof
def test_manual_marks_given_during_a_run_are_kept(site: TinySite) -> None:
    begin(site, "tina")
    ended(site)
    again, read = LEARNERS[:5], LEARNERS[5:]
    for name in again:
        home = site.folders.homes / name / COHORT
        NbGraderLearner(name, home, COHORT, site.folders.exchange).submit(MODULE)

    begin(site, "tina")
    for name in read:
        mark_by_hand(site, name, 4)
    grading = ended(site)

    assert (grading.state, grading.problem) == ("done", "")
    assert points(site) == POINTS | {name: POINTS[name] + 4 for name in read}


@pytest.fixture
def two_cohorts(site: TinySite) -> TinySite:
    """A second trainer's cohort on the same lab, whose learners submitted the same."""
    folders = site.folders
    module = write_lab(folders.data / "labs")
    values = {"id": OTHER, "title": "Automne", "language": "fr", "modules": [MODULE]}
    cohort = Cohort.model_validate({**values, "trainer": "theo"})
    build(cohort, folders.cohorts / OTHER, [module])
    release(folders.cohorts / OTHER, MODULE, folders.exchange)
    for name in LEARNERS[:3]:
        home = folders.homes / name
        shutil.copytree(home / COHORT, home / OTHER)
        NbGraderLearner(name, home / OTHER, OTHER, folders.exchange).submit(MODULE)
    with site.database.session() as records:
        by_name = {each.name: each for each in records.scalars(select(Person))}
        records.add(
            CohortRecord(
                id=OTHER,
                title="Automne",
                language="fr",
                trainers=[person("theo", "trainer")],
                enrolments=[Enrolment(person=by_name[name]) for name in LEARNERS[:3]],
                modules=[CohortModule(module=MODULE, position=0, released_at=now())],
            )
        )
    return site


@pytest.mark.proof
def test_two_cohorts_are_graded_at_once(two_cohorts: TinySite) -> None:
    assert begin(two_cohorts, "tina")
    assert begin(two_cohorts, "theo", OTHER)

    for cohort in (COHORT, OTHER):
        grading = ended(two_cohorts, cohort)
        assert (grading.state, grading.problem) == ("done", "")
    assert points(two_cohorts) == POINTS
    assert points(two_cohorts, OTHER) == {name: POINTS[name] for name in LEARNERS[:3]}
