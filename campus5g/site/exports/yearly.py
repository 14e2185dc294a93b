"""Figures of a year for the *bilan pédagogique et financier*: people and hours, no names.

Amounts, and the hours that trainers were paid for, stay in the organisation's own books.
"""

import datetime
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from campus5g.site.certificates.achievements import minutes_at_work
from campus5g.site.folders import SiteFolders
from campus5g.site.records.cohorts import CohortRecord, Mode


@dataclass(frozen=True)
class SessionCount:
    """A cohort in the year's figures; planned and recorded hours are separate."""

    title: str
    mode: Mode
    learners: int
    left: int
    planned_learner_hours: float
    recorded_learner_hours: float


@dataclass(frozen=True)
class Year:
    """The figures of a year."""

    year: int
    sessions: list[SessionCount]
    people: int
    """Learners, each counted once."""
    trainers: int

    @property
    def learners(self) -> int:
        """Places taken: a learner of two sessions counts twice."""
        return sum(each.learners for each in self.sessions)

    @property
    def left(self) -> int:
        """Number of learners who left a session."""
        return sum(each.left for each in self.sessions)

    @property
    def planned_learner_hours(self) -> float:
        """Hours planned, times learners."""
        return sum(each.planned_learner_hours for each in self.sessions)

    @property
    def recorded_learner_hours(self) -> float:
        """Hours of activity that the site has recorded."""
        return sum(each.recorded_learner_hours for each in self.sessions)


def figures(records: Session, folders: SiteFolders, year: int) -> Year:
    """Return the figures of the sessions that ended in a year.

    Args:
        records: the database session.
        folders: the site's state.
        year: by the calendar.
    """
    cohorts = records.scalars(
        select(CohortRecord)
        .where(CohortRecord.ends.between(datetime.date(year, 1, 1), datetime.date(year, 12, 31)))
        .order_by(CohortRecord.ends, CohortRecord.id)
    ).all()
    learners = {each.person_id for cohort in cohorts for each in cohort.enrolments}
    trainers = {each.id for cohort in cohorts for each in cohort.trainers}
    return Year(
        year,
        [_count(folders, cohort) for cohort in cohorts],
        people=len(learners),
        trainers=len(trainers),
    )


def _count(folders: SiteFolders, cohort: CohortRecord) -> SessionCount:
    stayed = [each for each in cohort.enrolments if each.left_at is None]
    minutes = sum(minutes_at_work(folders, each) for each in cohort.enrolments)
    return SessionCount(
        title=cohort.title,
        mode=cohort.mode,
        learners=len(cohort.enrolments),
        left=len(cohort.enrolments) - len(stayed),
        planned_learner_hours=cohort.planned_hours * len(stayed),
        recorded_learner_hours=minutes / 60,
    )
