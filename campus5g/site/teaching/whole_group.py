"""A cohort as a whole: what waits for its trainer, and grading and feedback by one action."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campus5g.site.folders import SiteFolders
from campus5g.site.learning.submission_times import latest_times
from campus5g.site.records.cohorts import CohortRecord, Enrolment, HelpRequest
from campus5g.site.records.people import Person
from campus5g.site.teaching.anonymity import show_names
from campus5g.site.teaching.courses import begin_errand
from campus5g.site.teaching.grading import begin_grading
from campus5g.site.teaching.standing_of_module import module_standing


@dataclass(frozen=True)
class Waiting:
    """What waits for the trainer of a cohort."""

    to_grade: int
    """Submissions that the autograder has not seen."""
    to_read: int
    """Submissions of which something is to be marked by hand."""
    questions: int


def what_waits(records: Session, folders: SiteFolders, cohort: CohortRecord) -> Waiting:
    """Return what waits for the trainer of a cohort."""
    standings = [
        module_standing(records, folders, place)
        for place in cohort.modules
        if latest_times(folders, cohort.id, place.module)
    ]
    asked = (
        select(func.count())
        .select_from(HelpRequest)
        .join(Enrolment)
        .where(Enrolment.cohort_id == cohort.id, HelpRequest.answered_at.is_(None))
    )
    return Waiting(
        to_grade=sum(each.waiting for each in standings),
        to_read=sum(each.to_read for each in standings),
        questions=records.scalar(asked) or 0,
    )


def begin_grading_everything(
    records: Session, folders: SiteFolders, cohort: CohortRecord, by: Person
) -> int:
    """Collect and grade, in the background, each module in which submissions wait.

    Args:
        records: takes a `Grading` for each; the first starts after its commit.
        folders: the site's state.
        cohort: with its modules, which take their turns in its course.
        by: the trainer who asks.

    Returns:
        How many modules are graded; one whose run is under way is not asked for again.
    """
    # All are looked at before the first row: from then on others who write have to wait.
    waiting = [
        place for place in cohort.modules if module_standing(records, folders, place).waiting
    ]
    return sum(begin_grading(records, folders, place, by) for place in waiting)


def begin_all_feedback(
    records: Session, folders: SiteFolders, cohort: CohortRecord, by: Person
) -> int:
    """Write and return, in the background, the feedback that nothing holds back any more.

    Names that were hidden return with it.

    Args:
        records: takes an `Errand` for each module; the first starts after its commit.
        folders: the site's state.
        cohort: with its modules. One in which a submission is still to be graded or read waits.
        by: the trainer who asks.

    Returns:
        How many modules are given feedback.
    """
    ready = [
        place
        for place in cohort.modules
        if module_standing(records, folders, place).awaits_feedback
    ]
    for place in ready:
        show_names(place)
    return sum(
        begin_errand(records, folders, cohort.id, "feedback", by, place.module) for place in ready
    )
