"""Links that enrol the people who follow them. A link is shown once; its hash is kept."""

import datetime
import hashlib
import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortRecord, Invitation
from campus5g.site.records.people import Person

LONGEST_DAYS, MOST_USES = 90, 300


def invite(records: Session, cohort: CohortRecord, by: Person, days: int, uses: int) -> str:
    """Create the token of a link.

    Args:
        records: takes its hash.
        cohort: in which it enrols.
        by: the trainer who creates it.
        days: its validity.
        uses: number of people who can use it.
    """
    token = secrets.token_urlsafe(24)
    records.add(
        Invitation(
            token_hash=token_hash(token),
            cohort_id=cohort.id,
            made_by_id=by.id,
            expires_at=now() + datetime.timedelta(days=min(max(days, 1), LONGEST_DAYS)),
            uses_left=min(max(uses, 1), MOST_USES),
        )
    )
    return token


def token_hash(token: str) -> str:
    """Return the hash of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_invitations(records: Session, cohort: CohortRecord) -> list[Invitation]:
    """Return the valid links of a cohort, in order of their expiry."""
    return list(
        records.scalars(
            select(Invitation)
            .where(
                Invitation.cohort_id == cohort.id,
                Invitation.expires_at > now(),
                Invitation.uses_left > 0,
            )
            .order_by(Invitation.expires_at)
        )
    )


def revoke(records: Session, cohort: CohortRecord, hash_: str) -> None:
    """Revoke a link."""
    found = records.get(Invitation, hash_)
    if found is not None and found.cohort_id == cohort.id:
        records.delete(found)
