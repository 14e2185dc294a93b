"""Votes of a class on questions of a module: who takes part while it lasts, what stays of it."""

import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from campus5g.site.records.base import Record, now
from campus5g.site.records.cohorts import CohortRecord
from campus5g.site.records.people import Person


class ClassVote(Record):
    """A vote of a cohort on a module; ``questions`` are frozen when it starts.

    ``code`` lets people in until the vote ends; then it is None, voters are erased, and
    ``results`` holds the counts.
    """

    __tablename__ = "class_votes"

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohorts.id"), index=True)
    module: Mapped[str] = mapped_column(String(64))
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    started_at: Mapped[datetime.datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime.datetime]
    ended_at: Mapped[datetime.datetime | None]
    code: Mapped[str | None] = mapped_column(String(8), unique=True)
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    position: Mapped[int]
    """The number of the question that is shown, -1 while people join."""
    progress: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """How far each question is: `voting.rules.Progress`."""
    revision: Mapped[int] = mapped_column(default=0)
    """Grows with each step of the trainer."""
    results: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON)

    cohort: Mapped[CohortRecord] = relationship()
    voters: Mapped[list["ClassVoter"]] = relationship(order_by="ClassVoter.id", viewonly=True)


class ClassVoter(Record):
    """Someone who takes part, by account or by a first name; only the token's hash is kept."""

    __tablename__ = "class_voters"
    __table_args__ = (UniqueConstraint("class_vote_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    class_vote_id: Mapped[int] = mapped_column(ForeignKey("class_votes.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    first_name: Mapped[str] = mapped_column(String(40), default="")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    joined_at: Mapped[datetime.datetime] = mapped_column(default=now)

    person: Mapped[Person | None] = relationship(lazy="joined")

    @property
    def shown_name(self) -> str:
        """The name that the trainer sees."""
        return self.person.shown_name if self.person else self.first_name


class CastVote(Record):
    """What a voter chose in a round of a question: one row, whatever is sent how often.

    ``number`` counts the voter's choices in that round: an older one that arrives late changes
    nothing.
    """

    __tablename__ = "class_votes_cast"

    voter_id: Mapped[int] = mapped_column(ForeignKey("class_voters.id"), primary_key=True)
    question: Mapped[int] = mapped_column(primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    choices: Mapped[list[str]] = mapped_column(JSON)
