"""The cohorts of a learner."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from campus5g.site.records.cohorts import CohortRecord, Enrolment
from campus5g.site.records.people import Person


def own_enrolments(records: Session, person: Person) -> list[Enrolment]:
    """Return a person's enrolments in current cohorts, the newest first."""
    return list(
        records.scalars(
            select(Enrolment)
            .join(CohortRecord)
            .where(
                Enrolment.person_id == person.id,
                Enrolment.left_at.is_(None),
                CohortRecord.archived.is_(False),
            )
            .order_by(Enrolment.id.desc())
        )
    )
