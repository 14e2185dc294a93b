"""Joining a vote by its code: with an account, or by a first name for as long as it lasts."""

import re
import secrets

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.site.records.base import now
from campus5g.site.records.class_votes import ClassVote, ClassVoter
from campus5g.site.records.people import Person
from campus5g.site.teaching.enrolling.invitations import token_hash
from campus5g.site.voting.holding import hold

# Consonants: one keyboard of a phone, no words, and nothing that looks like something else.
_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
CODE_LENGTH = 6
LONGEST_NAME = 40
MOST_VOTERS = 300

SECRET = r"^[A-Za-z0-9_-]{32}$"  # noqa: S105 -- the form of all of them
"""Of a browser that votes."""


class FullError(CampusError):
    """More people than a class has want to join."""


class EndedError(CampusError):
    """The vote ended a moment ago."""


class NoNameError(CampusError):
    """Somebody wants to join without a name."""


def new_code(records: Session) -> str:
    """Return a code that no running vote has: one of 64 million, at random."""
    while True:
        code = "".join(secrets.choice(_LETTERS) for _ in range(CODE_LENGTH))
        if records.scalar(select(ClassVote.id).where(ClassVote.code == code)) is None:
            return code


def vote_by_code(records: Session, typed: str) -> ClassVote | None:
    """Return the running vote with a code, however it was typed; None for any other."""
    code = re.sub(r"[\s-]", "", typed).upper()
    if len(code) != CODE_LENGTH:
        return None
    return records.scalar(
        select(ClassVote).where(ClassVote.code == code, ClassVote.expires_at > now())
    )


def new_secret() -> str:
    """Return what a browser votes by, at random."""
    return secrets.token_urlsafe(24)


def join(
    records: Session, vote: ClassVote, person: Person | None, first_name: str, secret: str
) -> None:
    """Let somebody in.

    The same secret, or the same account, is the same voter: an account's new secret replaces the
    one before.

    Args:
        records: the database session.
        vote: a running one.
        person: the account; None for somebody who comes by a first name.
        first_name: theirs, without an account.
        secret: by which they vote; its hash is kept.

    Raises:
        NoNameError: neither account nor name is given.
        EndedError: the vote ended meanwhile.
        FullError: there are `MOST_VOTERS` already.
    """
    name = " ".join(first_name.split())[:LONGEST_NAME]
    if person is None and not name:
        raise NoNameError(
            t(fr="Il manque votre prénom.", en="Your first name is missing."),
            t(
                fr="Revenez en arrière et écrivez-le, ou un surnom.",
                en="Go back and write it, or a nickname.",
            ),
        )
    hold(records, vote.id)
    records.refresh(vote)
    if vote.ended_at is not None:
        raise EndedError(
            t(fr="Ce vote est terminé.", en="This vote has ended."),
            t(fr="Demandez le code du suivant.", en="Ask for the code of the next one."),
        )
    known = person and records.scalar(
        select(ClassVoter).where(
            ClassVoter.class_vote_id == vote.id, ClassVoter.person_id == person.id
        )
    )
    if known:
        known.token_hash = token_hash(secret)
        return
    if voter_by_token(records, secret) is not None:
        return
    _refuse_when_full(records, vote)
    records.add(
        ClassVoter(
            class_vote_id=vote.id,
            person_id=person.id if person else None,
            first_name="" if person else name,
            token_hash=token_hash(secret),
        )
    )


def voter_by_token(records: Session, token: str) -> ClassVoter | None:
    """Return the voter with a secret; None for anyone else, and once the vote has ended."""
    return records.scalar(select(ClassVoter).where(ClassVoter.token_hash == token_hash(token)))


def vote_of_token(records: Session, token: str) -> tuple[int, int] | None:
    """Return the vote that a secret belongs to, and its revision; None for anyone else."""
    found = records.execute(
        select(ClassVote.id, ClassVote.revision)
        .join(ClassVoter, ClassVoter.class_vote_id == ClassVote.id)
        .where(ClassVoter.token_hash == token_hash(token))
    ).one_or_none()
    return (found.id, found.revision) if found else None


def voter_is_in(records: Session, voter: ClassVoter, typed: str) -> bool:
    """Return whether a voter takes part in the vote with a code, or in any if none is typed."""
    if not typed:
        return True
    vote = vote_by_code(records, typed)
    return vote is not None and vote.id == voter.class_vote_id


def _refuse_when_full(records: Session, vote: ClassVote) -> None:
    there = records.scalar(
        select(func.count(ClassVoter.id)).where(ClassVoter.class_vote_id == vote.id)
    )
    if (there or 0) >= MOST_VOTERS:
        raise FullError(
            t(fr="Il n’y a plus de place dans ce vote.", en="This vote is full."),
            t(
                fr="Demandez au formateur d’en retirer qui n’est pas là.",
                en="Ask the trainer to remove people who are not here.",
            ),
        )
