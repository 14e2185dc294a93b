"""Votes as they arrive: in any order, late, or more than once; each voter counts once a round."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from campus5g.site.records.base import now
from campus5g.site.records.class_votes import CastVote, ClassVote, ClassVoter
from campus5g.site.teaching.enrolling.invitations import token_hash
from campus5g.site.voting.conducting import agenda_of, questions_in
from campus5g.site.voting.holding import hold
from campus5g.site.voting.questions import Question
from campus5g.site.voting.rules import Progress


@dataclass(frozen=True)
class Cast:
    """What a phone sends: the choices in a round of a question.

    ``number`` counts what the voter chose in that round: the highest one counts.
    """

    token: str
    question: int
    round: int
    number: int
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Kept:
    """What counts of a voter in that round, which may be what came before."""

    vote: int
    number: int
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Refused:
    """The vote does not count: the round is closed, or such a vote is not possible."""

    vote: int


Outcome = Kept | Refused | None
"""None for a stranger."""


def cast_all(records: Session, votes: Sequence[Cast]) -> list[Outcome]:
    """Keep some votes in one transaction; return what became of each, in their order."""
    hashes = [token_hash(each.token) for each in votes]
    of_vote = {
        row.token_hash: row.class_vote_id
        for row in records.execute(
            select(ClassVoter.token_hash, ClassVoter.class_vote_id).where(
                ClassVoter.token_hash.in_(hashes)
            )
        )
    }
    outcomes: list[Outcome] = [None] * len(votes)
    numbered = sorted(
        (of_vote[hashed], number) for number, hashed in enumerate(hashes) if hashed in of_vote
    )
    for vote, those in groupby(numbered, key=lambda each: each[0]):
        numbers = [number for _, number in those]
        found = _cast_in(records, vote, [(hashes[each], votes[each]) for each in numbers])
        for number, outcome in zip(numbers, found, strict=True):
            outcomes[number] = outcome
    return outcomes


def kept_of(records: Session, voter: ClassVoter, question: int, round_: int) -> CastVote | None:
    """Return what a voter chose in a round."""
    return records.get(CastVote, (voter.id, question, round_))


def voters_now(records: Session, vote: ClassVote) -> set[int]:
    """Return who has voted in the present round, for the trainer who waits for the others."""
    here = agenda_of(vote).here
    if here is None:
        return set()
    return set(
        records.scalars(
            select(CastVote.voter_id)
            .join(ClassVoter)
            .where(
                ClassVoter.class_vote_id == vote.id,
                CastVote.question == vote.position,
                CastVote.round == here.round,
            )
        )
    )


def _cast_in(records: Session, vote: int, votes: Sequence[tuple[str, Cast]]) -> list[Outcome]:
    hold(records, vote)
    row = records.get(ClassVote, vote, populate_existing=True)
    # Read again: somebody may have been removed while others were held up.
    voters = {
        row.token_hash: row.id
        for row in records.execute(
            select(ClassVoter.token_hash, ClassVoter.id).where(
                ClassVoter.token_hash.in_([hashed for hashed, _ in votes])
            )
        )
    }
    if row is None:
        return [None] * len(votes)
    questions, agenda = questions_in(row), agenda_of(row)
    is_running = row.ended_at is None and row.expires_at > now()
    kept = {
        (each.voter_id, each.question, each.round): each
        for each in records.scalars(
            select(CastVote).where(
                CastVote.voter_id.in_(voters.values()), CastVote.question == row.position
            )
        )
    }

    def outcome(hashed: str, sent: Cast) -> Outcome:
        if hashed not in voters:
            return None
        is_open = is_running and agenda.here == Progress("open", sent.round)
        if not is_open or sent.question != row.position:
            return Refused(vote)
        if not _is_possible(questions[sent.question], sent.choices):
            return Refused(vote)
        key = (voters[hashed], sent.question, sent.round)
        there = kept.get(key)
        if there is None:
            there = kept[key] = CastVote(
                voter_id=key[0],
                question=sent.question,
                round=sent.round,
                number=sent.number,
                choices=list(sent.choices),
            )
            records.add(there)
        elif sent.number > there.number:
            there.number, there.choices = sent.number, list(sent.choices)
        return Kept(vote, there.number, tuple(there.choices))

    return [outcome(hashed, sent) for hashed, sent in votes]


def _is_possible(question: Question, choices: Sequence[str]) -> bool:
    known = {each.id for each in question.choices}
    one_or_several = bool(choices) if question.several else len(choices) == 1
    return one_or_several and len(set(choices)) == len(choices) and known >= set(choices)
