"""What is due for erasure, and its erasure.

Counted from the last day of a training: certificates, and evidence of the training. A
self-learner's account is counted from when it was last used.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from campus5g.site.administration.people import erase_private_files, erase_rows
from campus5g.site.folders import SiteFolders
from campus5g.site.records.certificates import Certificate
from campus5g.site.records.class_votes import ClassVote
from campus5g.site.records.cohorts import (
    Attendance,
    CohortRecord,
    Enrolment,
    FileMark,
    Grading,
    HelpRequest,
    SurveyAnswer,
)
from campus5g.site.records.people import Person
from campus5g.site.servers.homes import erase_cohort_folders
from campus5g.site.settings import Retention
from campus5g.site.voting.conducting import erase as erase_vote

_DAYS_A_MONTH = 30.44


@dataclass(frozen=True)
class Due:
    """What can be erased today."""

    certificates: Sequence[Certificate]
    cohorts: Sequence[CohortRecord]
    """Cohorts whose work, grades, attendance and questions are due."""
    accounts: Sequence[Person]
    """Accounts of self-learners that have not been used for long."""

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to erase."""
        return not (self.certificates or self.cohorts or self.accounts)


def years_before(day: datetime.date, years: int) -> datetime.date:
    """Return the same day some years ago; 28 February in place of a missing 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def due(records: Session, folders: SiteFolders, retention: Retention, today: datetime.date) -> Due:
    """Return what is due for erasure, without erasing it.

    Args:
        records: the database session.
        folders: the site's state.
        retention: the retention periods.
        today: the day to count from.
    """
    certificates = records.scalars(
        select(Certificate)
        .join(CohortRecord, Certificate.cohort_id == CohortRecord.id)
        .where(CohortRecord.ends < years_before(today, retention.certificate_years))
        .order_by(Certificate.id)
    ).all()
    cohorts = records.scalars(
        select(CohortRecord)
        .where(CohortRecord.ends < years_before(today, retention.proof_years))
        .order_by(CohortRecord.ends)
    ).all()
    idle_since = today - datetime.timedelta(days=_DAYS_A_MONTH * retention.idle_account_months)
    signed_up = records.scalars(
        select(Person).where(Person.signed_up, Person.role == "learner", Person.erased_at.is_(None))
    ).all()
    return Due(
        certificates,
        [each for each in cohorts if (folders.cohorts / each.id).exists()],
        [each for each in signed_up if last_seen(folders, each).date() < idle_since],
    )


def last_seen(folders: SiteFolders, person: Person) -> datetime.datetime:
    """Return when an account last worked at a module, else when it was created."""
    try:
        events = (folders.progress / f"{person.name}.jsonl").stat().st_mtime
    except FileNotFoundError:
        return person.created_at
    return max(person.created_at, datetime.datetime.fromtimestamp(events, datetime.UTC))


def erase(records: Session, folders: SiteFolders, what: Due) -> None:
    """Erase what is due. The figures of a year stay: cohorts and their places, without names."""
    people = {person.id: person for person in what.accounts}
    for cohort in what.cohorts:
        learners = [enrolment.person for enrolment in cohort.enrolments]
        people |= {each.id: each for each in learners if _is_done(records, each, what.cohorts)}
    # Files take their time: first, while nothing of the database is locked.
    for cohort in what.cohorts:
        names = [enrolment.person.name for enrolment in cohort.enrolments]
        erase_cohort_folders(folders, cohort.id, names)
    for person in people.values():
        erase_private_files(records, folders, person)
    for certificate in sorted(what.certificates, key=lambda each: -each.id):
        for successor in records.scalars(
            select(Certificate).where(Certificate.replaces_id == certificate.id)
        ):
            successor.replaces_id = None
        records.flush()
        records.delete(certificate)
    records.flush()
    for cohort in what.cohorts:
        _erase_proofs(records, cohort)
    for person in people.values():
        erase_rows(records, person)


def _erase_proofs(records: Session, cohort: CohortRecord) -> None:
    enrolments = [each.id for each in cohort.enrolments]
    for table in (Attendance, SurveyAnswer, HelpRequest):
        records.execute(delete(table).where(table.enrolment_id.in_(enrolments)))
    places = [each.id for each in cohort.modules]
    records.execute(delete(FileMark).where(FileMark.cohort_module_id.in_(places)))
    records.execute(delete(Grading).where(Grading.cohort_module_id.in_(places)))
    for vote in records.scalars(select(ClassVote).where(ClassVote.cohort_id == cohort.id)):
        erase_vote(records, vote)
    cohort.archived = True


def _is_done(records: Session, person: Person, ending: Sequence[CohortRecord]) -> bool:
    """Return whether a learner has a name, and all that they took part in ends or has ended."""
    if person.role != "learner" or person.identity is None:
        return False
    return not records.scalar(
        select(Enrolment.id)
        .join(CohortRecord)
        .where(
            Enrolment.person_id == person.id,
            CohortRecord.archived.is_(False),
            CohortRecord.id.not_in([each.id for each in ending]),
        )
        .limit(1)
    )
