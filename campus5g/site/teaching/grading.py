"""Grades a module of a cohort: collects, has the autograder run, hands feedback back.

The grades go to nbgrader's gradebook; a `Grading` keeps how the run went, by learner.
"""

from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from campus5g.authoring.cohorts.gradebooks.place import grading_options
from campus5g.authoring.cohorts.nbgrader_course import CONFIG_FILE, NbGraderCourse
from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.closed_attempts import close_collected
from campus5g.site.learning.submission_times import latest_times
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortModule, CohortRecord, Errand, Grading
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person
from campus5g.site.records.texts import storable_data
from campus5g.site.teaching.background import ask_for, correct_states
from campus5g.site.teaching.courses import enrol_learners
from campus5g.site.teaching.dates import write_due_dates


def begin_grading(
    records: Session, folders: SiteFolders, place: CohortModule, by: Person | None
) -> bool:
    """Collect and grade what is new or has changed, in the background.

    Args:
        records: takes the new `Grading`; the run starts after its commit.
        folders: the site's state.
        place: a module of a cohort. Where the cohort is graded at once, feedback follows.
        by: the trainer; None is the site itself.

    Returns:
        False if a run waits or is under way.
    """
    return ask_for(records, folders, place.cohort_id, Grading, by, cohort_module_id=place.id)


def latest_grading(records: Session, folders: SiteFolders, place: CohortModule) -> Grading | None:
    """Return the last run over a module, with its true state; None if there was none."""
    if not place.gradings:
        return None
    last = place.gradings[-1]
    if last.state == "running":
        correct_states(folders, records.get_bind(), place.cohort_id)
        # Its process wrote how it ended before it released its locks.
        records.refresh(last)
    return last


def do_grade(folders: SiteFolders, database: Database, row: int) -> None:
    """Run a `Grading`, and record its progress."""
    with database.session() as records:
        place = records.get_one(CohortModule, records.get_one(Grading, row).cohort_module_id)
        cohort, module, at_once = place.cohort_id, place.module, place.cohort.graded_at_once
    while True:
        seen = latest_times(folders, cohort, module)
        _collect(folders, database, place.id)
        if seen:
            _grade(folders, database, row, cohort, module)
            if at_once:
                _give_feedback(folders, database, place.id)
        # Work handed in meanwhile can't start another run, and must not wait.
        if not at_once or latest_times(folders, cohort, module) == seen:
            return


def do_feedback(folders: SiteFolders, database: Database, row: int) -> None:
    """Run the errand of writing and returning all feedback of a module."""
    with database.session() as records:
        errand = records.get_one(Errand, row)
        cohort = records.get_one(CohortRecord, errand.cohort_id)
        place = next(each.id for each in cohort.modules if each.module == errand.module)
    _give_feedback(folders, database, place)


def _collect(folders: SiteFolders, database: Database, place_id: int) -> None:
    with database.session() as records:
        place = records.get_one(CohortModule, place_id)
        course = _course(folders, place.cohort_id)
        enrol_learners(folders, place.cohort)
        course.collect(place.module)
        close_collected(folders.cohorts / place.cohort_id, place.module)


def _grade(folders: SiteFolders, database: Database, row: int, cohort: str, module: str) -> None:
    from dataclasses import replace
    from functools import partial

    from autograder.batch import Event, Found, SubmissionOutcome, grade_assignment
    from autograder.grading import Settings
    from autograder.plugin.settings import Sandbox
    from autograder.sandbox import Level
    from campus5g.site.teaching.grading_workers import grading_workers

    course = folders.cohorts / cohort
    settings = Settings(course, grading_options(course))
    converter = settings.converter()
    sandbox = Sandbox(config=converter.config)

    def note(event: Event) -> None:
        with database.session() as records:
            grading = records.get_one(Grading, row)
            if isinstance(event, Found):
                grading.total, grading.done = event.count, 0
            elif isinstance(event, SubmissionOutcome):
                grading.done += 1

    # Workers are forked, and must not inherit a connection.
    database.close()
    with grading_workers() as (executor, at_once):
        outcome = grade_assignment(
            module,
            replace(settings, limits=sandbox.limits()),
            workers=at_once,
            executor=executor,
            environment=sandbox.environment(),
            variables_of=partial(sandbox.variables_of, converter.coursedir.course_id),
            check_of=partial(sandbox.check_of, converter.coursedir.course_id),
            level=Level(sandbox.level) if sandbox.level else None,
            on_event=note,
        )
    with database.session() as records:
        grading = records.get_one(Grading, row)
        grading.report = _kept(storable_data(outcome.to_json()), grading.report)
    with database.session() as records:
        place = records.get_one(CohortModule, grading.cohort_module_id)
        write_due_dates(folders, place)


def _kept(new: dict[str, Any], old: dict[str, Any] | None) -> dict[str, Any]:
    """Return a report that keeps the results of earlier rounds of the same run."""
    if old is None:
        return new
    fresh = {each["student"]: each for each in new["submissions"]}
    earlier = {each["student"]: each for each in old["submissions"]}
    for name, each in fresh.items():
        if each["status"] == "skipped" and name in earlier:
            fresh[name] = earlier[name]
    return {**new, "submissions": [fresh[name] for name in sorted(fresh)]}


def _give_feedback(folders: SiteFolders, database: Database, place_id: int) -> None:
    with database.session() as records:
        place = records.get_one(CohortModule, place_id)
        course = _course(folders, place.cohort_id)
        without_unread = place.cohort.without_trainer
    course.generate_feedback(place.module, without_unread=without_unread)
    course.release_feedback(place.module)
    with database.session() as records:
        records.get_one(CohortModule, place_id).feedback_at = now()


def _course(folders: SiteFolders, cohort: str) -> NbGraderCourse:
    folder = folders.cohorts / cohort
    if not (folder / CONFIG_FILE).exists():
        raise CampusError(
            t(fr="Le cours de ce groupe n’est pas prêt.", en="This group’s course is not ready."),
            t(
                fr="Ouvrez d’abord un module aux participants.",
                en="Open a module to the learners first.",
            ),
        )
    return NbGraderCourse(folder, folders.exchange, folders.homes)


def submitted_folder(folders: SiteFolders, cohort: str, learner: str, module: str) -> Path:
    """Return the folder of a collected submission."""
    return folders.cohorts / cohort / "submitted" / learner / module
