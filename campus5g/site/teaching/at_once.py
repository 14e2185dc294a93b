"""Grades self-learners' work automatically, wherever it was handed in from."""

import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campus5g.site.folders import SiteFolders
from campus5g.site.learning.handing_in import newest_hand_in
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortModule, CohortRecord, Grading
from campus5g.site.records.database import Database
from campus5g.site.teaching.grading import begin_grading, latest_grading

# A failed run is tried again a few times; then a trainer has to look.
PAUSE_AFTER_FAILURE = datetime.timedelta(minutes=5)
MOST_FAILURES = 3


def grade_what_waits(folders: SiteFolders, database: Database) -> int:
    """Start grading all modules in which something new was handed in; return how many."""
    with database.session() as records:
        places = records.scalars(
            select(CohortModule)
            .join(CohortRecord)
            .where(
                CohortRecord.graded_at_once,
                CohortRecord.archived.is_(False),
                CohortModule.released_at.is_not(None),
            )
        )
        waiting = [place.id for place in places if _waits(records, folders, place)]
    started = 0
    for each in waiting:
        with database.session() as records:
            place = records.get_one(CohortModule, each)
            started += begin_grading(records, folders, place, None)
    return started


def _waits(records: Session, folders: SiteFolders, place: CohortModule) -> bool:
    newest = newest_hand_in(folders, place.cohort_id, place.module)
    if newest is None:
        return False
    last = latest_grading(records, folders, place)
    if last is None:
        return True
    if last.state == "done":
        # Runs keep their start to the second only, and see what comes while they work.
        return newest.replace(microsecond=0) > last.started_at
    return last.state == "failed" and _may_try_again(place.gradings, newest)


def _may_try_again(gradings: list[Grading], newest: datetime.datetime) -> bool:
    """Return whether a failed run is tried again: after a pause, unless it failed too often."""
    last = gradings[-1]
    if newest > last.started_at:
        return True
    tried = [each for each in gradings if each.started_at >= newest]
    rested = now() - (last.ended_at or last.started_at) >= PAUSE_AFTER_FAILURE
    return rested and len(tried) < MOST_FAILURES
