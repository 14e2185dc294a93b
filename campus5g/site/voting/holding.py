"""One change of a vote at a time, whatever the database."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from campus5g.site.records.class_votes import ClassVote


def hold(records: Session, vote: int) -> None:
    """Keep other votes and steps waiting until the transaction ends: nothing comes between."""
    records.execute(
        update(ClassVote)
        .where(ClassVote.id == vote)
        .values(revision=ClassVote.revision)
        .execution_options(synchronize_session=False)
    )
