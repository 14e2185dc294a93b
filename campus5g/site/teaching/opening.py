"""Modules that open by themselves: handed out once their date has come."""

import datetime
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from campus5g.site.folders import SiteFolders
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortModule, CohortRecord, Errand
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person
from campus5g.site.teaching.at_once import MOST_FAILURES, PAUSE_AFTER_FAILURE
from campus5g.site.teaching.courses import WHOLE_COURSE, begin_errand, due_to_open


def open_now(
    records: Session, folders: SiteFolders, places: Sequence[CohortModule], by: Person | None
) -> None:
    """Hand out modules of one cohort, one after the other, in the background.

    Args:
        records: holds them.
        folders: the site's state.
        places: those that are out already stay as they are.
        by: the trainer who asks; None for the site itself.
    """
    closed = [place for place in places if place.released_at is None]
    for place in closed:
        place.opens_at = now()
    if closed:
        begin_errand(records, folders, closed[0].cohort_id, "release", by, WHOLE_COURSE)


def open_what_is_due(folders: SiteFolders, database: Database) -> int:
    """Begin to hand out the modules whose date has come; return in how many cohorts.

    A cohort where this failed is tried again a few times; then a trainer has to look.

    Args:
        folders: the site's state.
        database: holds the dates.
    """
    with database.session() as records:
        waiting = [
            cohort
            for cohort in records.scalars(
                select(CohortModule.cohort_id)
                .join(CohortRecord)
                .where(due_to_open(now()), CohortRecord.archived.is_(False))
                .distinct()
            )
            if _may_begin(records, cohort, now())
        ]
    begun = 0
    for cohort in waiting:
        with database.session() as records:
            begun += begin_errand(records, folders, cohort, "release", None, WHOLE_COURSE)
    return begun


def _may_begin(records: Session, cohort: str, moment: datetime.datetime) -> bool:
    """Return whether nothing is under way, and no failure is too near."""
    since = records.scalars(
        select(CohortModule.opens_at).where(CohortModule.cohort_id == cohort, due_to_open(moment))
    ).all()
    newest = max(each for each in since if each is not None)
    tried = records.scalars(
        select(Errand)
        .where(
            Errand.cohort_id == cohort,
            Errand.kind == "release",
            Errand.module == WHOLE_COURSE,
            Errand.started_at >= newest,
        )
        .order_by(Errand.id)
    ).all()
    if not tried:
        return True
    last = tried[-1]
    if last.not_ended:
        return False
    rested = moment - (last.ended_at or last.started_at) >= PAUSE_AFTER_FAILURE
    failures = sum(each.state == "failed" for each in tried)
    return last.state == "done" or (rested and failures < MOST_FAILURES)
