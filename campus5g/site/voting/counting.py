"""What a class voted: counts by question, round and choice, without names."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campus5g.site.records.class_votes import CastVote, ClassVoter
from campus5g.site.voting.questions import Question


@dataclass(frozen=True)
class Count:
    """One round of a question: who voted, how many of them right, how often for each choice."""

    voters: int = 0
    right: int = 0
    choices: dict[str, int] = field(default_factory=dict)

    def share(self, choice: str) -> float:
        """Return the share of voters who chose something."""
        return self.choices.get(choice, 0) / self.voters if self.voters else 0.0


@dataclass(frozen=True)
class Counts:
    """The rounds of a question, and of those who voted in both: who came to be right, or wrong."""

    question: str
    rounds: list[Count]
    both: int = 0
    to_right: int = 0
    from_right: int = 0


@dataclass(frozen=True)
class Voted:
    """A vote as it is counted."""

    voter: int
    round: int
    choices: Sequence[str]


def count(question: Question, votes: Iterable[Voted]) -> Counts:
    """Count the votes on a question; each voter has one in a round."""
    by_round: dict[int, dict[int, Sequence[str]]] = {}
    for vote in votes:
        by_round.setdefault(vote.round, {})[vote.voter] = vote.choices
    rounds = [by_round.get(each, {}) for each in range(1, max(by_round, default=0) + 1)]
    right = [{who for who, chosen in each.items() if question.is_right(chosen)} for each in rounds]
    both = rounds[0].keys() & rounds[1].keys() if len(rounds) > 1 else set()
    return Counts(
        question.id,
        [
            Count(
                len(each),
                len(those),
                dict(Counter(choice for chosen in each.values() for choice in set(chosen))),
            )
            for each, those in zip(rounds, right, strict=True)
        ],
        both=len(both),
        to_right=len(both & right[1] - right[0]) if both else 0,
        from_right=len(both & right[0] - right[1]) if both else 0,
    )


def counts_of(records: Session, vote: int, questions: Sequence[Question]) -> list[Counts]:
    """Return the counts of all questions of a running vote."""
    rows = records.execute(
        select(CastVote.question, CastVote.voter_id, CastVote.round, CastVote.choices)
        .join(ClassVoter)
        .where(ClassVoter.class_vote_id == vote)
    ).all()
    return [
        count(question, [Voted(row[1], row[2], row[3]) for row in rows if row[0] == number])
        for number, question in enumerate(questions)
    ]


def voted_in(records: Session, vote: int, question: int, round_: int) -> int:
    """Return how many have voted in a round."""
    return (
        records.scalar(
            select(func.count())
            .select_from(CastVote)
            .join(ClassVoter)
            .where(
                ClassVoter.class_vote_id == vote,
                CastVote.question == question,
                CastVote.round == round_,
            )
        )
        or 0
    )


def joined(records: Session, vote: int) -> int:
    """Return how many people have joined."""
    return (
        records.scalar(select(func.count(ClassVoter.id)).where(ClassVoter.class_vote_id == vote))
        or 0
    )


def results_of(counts: Sequence[Counts]) -> list[dict[str, Any]]:
    """Return counts as they are kept."""
    return [asdict(each) for each in counts]


def kept_counts(results: Sequence[dict[str, Any]]) -> list[Counts]:
    """Return the counts that were kept of a vote."""
    return [
        Counts(**{**each, "rounds": [Count(**one) for one in each["rounds"]]}) for each in results
    ]
