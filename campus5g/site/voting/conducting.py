"""A trainer conducts a vote: start, step by step, end, erase."""

import datetime
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from campus5g.site.records.base import now
from campus5g.site.records.class_votes import CastVote, ClassVote, ClassVoter
from campus5g.site.records.cohorts import CohortRecord
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person
from campus5g.site.voting.counting import counts_of, results_of
from campus5g.site.voting.holding import hold
from campus5g.site.voting.joining import new_code
from campus5g.site.voting.questions import Question
from campus5g.site.voting.rules import Agenda, Progress, Step, after

LASTS = datetime.timedelta(hours=4)
"""A half-day: a vote that nobody ends is ended by the site."""

MOST_QUESTIONS = 30


def start(
    records: Session,
    cohort: CohortRecord,
    module: str,
    person: Person,
    questions: Sequence[Question],
) -> ClassVote:
    """Start a vote; it waits for people to join.

    Args:
        records: the database session.
        cohort: whose record keeps the counts.
        module: its id in the catalogue.
        person: the trainer.
        questions: at least one, as they are put.
    """
    begun = now()
    vote = ClassVote(
        cohort_id=cohort.id,
        module=module,
        started_by_id=person.id,
        started_at=begun,
        expires_at=begun + LASTS,
        code=new_code(records),
        questions=[each.model_dump(mode="json", exclude_none=True) for each in questions],
        **_as_row(Agenda.of(len(questions))),
    )
    records.add(vote)
    records.flush()
    return vote


def questions_in(vote: ClassVote) -> list[Question]:
    """Return the questions of a vote."""
    return [Question.model_validate(each) for each in vote.questions]


def agenda_of(vote: ClassVote) -> Agenda:
    """Return where a vote is."""
    return agenda_at(vote.position, vote.progress)


def agenda_at(position: int, progress: Sequence[dict[str, Any]]) -> Agenda:
    """Return where a vote is, from its columns."""
    return Agenda(position, tuple(Progress(**each) for each in progress))


def take_step(records: Session, vote: ClassVote, step: Step, revision: int) -> bool:
    """Go a step on, if the trainer saw the vote as it is; return whether it changed.

    Args:
        records: the database session.
        vote: which one.
        step: what to do.
        revision: of the vote that the trainer saw: a step that is sent twice is taken once.
    """
    hold(records, vote.id)
    records.refresh(vote)
    before = agenda_of(vote)
    behind = after(before, step)
    if vote.ended_at is not None or vote.revision != revision or behind == before:
        return False
    for name, value in _as_row(behind).items():
        setattr(vote, name, value)
    vote.revision += 1
    return True


def remove(records: Session, vote: ClassVote, voter: int) -> None:
    """Remove somebody from a vote, with what they voted."""
    hold(records, vote.id)
    _erase_voters(
        records,
        select(ClassVoter.id).where(ClassVoter.id == voter, ClassVoter.class_vote_id == vote.id),
    )
    # The bars on the screen are others now.
    records.refresh(vote)
    vote.revision += 1


def end(records: Session, vote: ClassVote) -> None:
    """End a vote: keep the counts, erase who took part and what each one voted."""
    hold(records, vote.id)
    records.refresh(vote)
    if vote.ended_at is not None:
        return
    vote.results = results_of(counts_of(records, vote.id, questions_in(vote)))
    _erase_voters(records, _voters_of(vote))
    vote.code, vote.ended_at = None, now()
    vote.revision += 1


def erase(records: Session, vote: ClassVote) -> None:
    """Erase a vote with all that is kept of it."""
    _erase_voters(records, _voters_of(vote))
    records.delete(vote)


def end_expired(database: Database) -> None:
    """End the votes that nobody has ended in time."""
    with database.session() as records:
        for vote in records.scalars(
            select(ClassVote).where(ClassVote.ended_at.is_(None), ClassVote.expires_at <= now())
        ).all():
            end(records, vote)


def _voters_of(vote: ClassVote) -> Select[int]:
    return select(ClassVoter.id).where(ClassVoter.class_vote_id == vote.id)


def _erase_voters(records: Session, voters: Select[int]) -> None:
    records.execute(delete(CastVote).where(CastVote.voter_id.in_(voters)))
    records.execute(delete(ClassVoter).where(ClassVoter.id.in_(voters)))


def _as_row(agenda: Agenda) -> dict[str, Any]:
    return {
        "position": agenda.position,
        "progress": [asdict(each) for each in agenda.questions],
    }
