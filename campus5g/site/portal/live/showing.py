"""What the large screen and the phones show of a vote at a moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from campus5g.site.records.class_votes import ClassVote
from campus5g.site.voting.conducting import agenda_at, agenda_of, questions_in
from campus5g.site.voting.counting import Counts, counts_of, joined, kept_counts, voted_in
from campus5g.site.voting.questions import Choice, Question
from campus5g.site.voting.rules import Agenda, Progress, Step, main_step, possible


@dataclass(frozen=True)
class Asked:
    """A question with its number, and the letters of its choices."""

    number: int
    question: Question
    progress: Progress
    counts: Counts | None = None

    @property
    def lettered(self) -> Iterator[tuple[str, Choice]]:
        """Yield the choices with their letters."""
        yield from zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", self.question.choices, strict=False)


@dataclass(frozen=True)
class Turnout:
    """How many are in the room, and how many have voted in the round that is shown."""

    here: Progress | None
    joined: int
    voted: int


@dataclass(frozen=True)
class OnScreen:
    """A vote as the room sees it; counts of choices only when the round is closed."""

    vote: ClassVote
    agenda: Agenda
    asked: Asked | None
    total: int
    turnout: Turnout

    @property
    def possible(self) -> tuple[Step, ...]:
        """The steps that the trainer can take."""
        return possible(self.agenda)

    @property
    def main_step(self) -> Step | None:
        """The step of the clicker."""
        return main_step(self.agenda)


def turnout(records: Session, vote: int, position: int, progress: list[dict[str, Any]]) -> Turnout:
    """Return how many take part in a vote whose question is at a position."""
    agenda = agenda_at(position, progress)
    here = agenda.here
    voted = voted_in(records, vote, position, here.round) if here else 0
    return Turnout(here, joined(records, vote), voted)


def on_screen(records: Session, vote: ClassVote) -> OnScreen:
    """Return what the large screen shows of a running vote."""
    agenda, questions = agenda_of(vote), questions_in(vote)
    counted = (
        counts_of(records, vote.id, questions)[agenda.position]
        if agenda.here and agenda.here.stage in ("closed", "shown")
        else None
    )
    return OnScreen(
        vote,
        agenda,
        _asked(agenda, questions, counted),
        len(questions),
        turnout(records, vote.id, vote.position, vote.progress),
    )


def on_phone(vote: ClassVote) -> tuple[Asked | None, int]:
    """Return the question that is shown, None while people join, and how many there are."""
    questions = questions_in(vote)
    return _asked(agenda_of(vote), questions, None), len(questions)


def all_asked(records: Session, vote: ClassVote) -> list[Asked]:
    """Return every question with its counts, those that were kept if the vote has ended."""
    questions, agenda = questions_in(vote), agenda_of(vote)
    counted = (
        counts_of(records, vote.id, questions)
        if vote.results is None
        else kept_counts(vote.results)
    )
    return [
        Asked(number, question, progress, counts)
        for number, (question, progress, counts) in enumerate(
            zip(questions, agenda.questions, counted, strict=True)
        )
    ]


def _asked(agenda: Agenda, questions: list[Question], counts: Counts | None) -> Asked | None:
    if agenda.here is None:
        return None
    return Asked(agenda.position, questions[agenda.position], agenda.here, counts)
