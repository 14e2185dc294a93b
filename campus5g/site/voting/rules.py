"""How a vote goes on: which question is shown, whether it is open, in which round.

Pure functions: a trainer's steps in any order lead from state to state.
"""

from dataclasses import dataclass, replace
from typing import Literal, get_args

Stage = Literal["asked", "open", "closed", "shown"]
"""Of a question: it can be read, voted on, compared, or its answer is shown."""

Step = Literal["next", "open", "close", "show", "back", "skip"]

STEPS: tuple[Step, ...] = get_args(Step)

MOST_ROUNDS = 2
"""Before and after the discussion."""

GATHERING = -1
"""The position before the first question, while people join."""


@dataclass(frozen=True)
class Progress:
    """How far a question is; ``round`` counts from 1 once it was opened."""

    stage: Stage = "asked"
    round: int = 0


@dataclass(frozen=True)
class Agenda:
    """Where a vote is: the number of the question that is shown, and how far each one is."""

    position: int
    questions: tuple[Progress, ...]

    @staticmethod
    def of(questions: int) -> "Agenda":
        """Return the beginning of a vote on so many questions."""
        return Agenda(GATHERING, (Progress(),) * questions)

    @property
    def here(self) -> Progress | None:
        """How far the question is that is shown; None while people join."""
        return None if self.position == GATHERING else self.questions[self.position]

    @property
    def is_last(self) -> bool:
        """Whether no question follows."""
        return self.position == len(self.questions) - 1


def possible(agenda: Agenda) -> tuple[Step, ...]:
    """Return the steps that change something."""
    return tuple(step for step in STEPS if after(agenda, step) != agenda)


def main_step(agenda: Agenda) -> Step | None:
    """Return what `next` does: one key of a clicker leads through the whole vote."""
    match agenda.here:
        case Progress(stage="asked"):
            return "open"
        case Progress(stage="open"):
            return "close"
        case Progress(stage="closed", round=done) if done < MOST_ROUNDS:
            return "open"
        case Progress(stage="closed"):
            return "show"
        case _:
            return None if agenda.is_last else "skip"


def after(agenda: Agenda, step: Step) -> Agenda:
    """Return where a step leads; where it is not possible, nothing changes."""
    match step, agenda.here:
        case "next", _:
            main = main_step(agenda)
            return after(agenda, main) if main else agenda
        case "open", Progress(stage="asked" | "closed", round=done) if done < MOST_ROUNDS:
            return _here(agenda, Progress("open", done + 1))
        case "close", Progress(stage="open", round=done):
            return _here(agenda, Progress("closed", done))
        case "show", Progress(stage="closed", round=done):
            return _here(agenda, Progress("shown", done))
        case "back", Progress():
            return replace(_left(agenda), position=agenda.position - 1)
        case "skip", _ if not agenda.is_last:
            return replace(_left(agenda), position=agenda.position + 1)
        case _:
            return agenda


def _left(agenda: Agenda) -> Agenda:
    """Close the question that is left: no other than the one that is shown is ever open."""
    return after(agenda, "close")


def _here(agenda: Agenda, progress: Progress) -> Agenda:
    before, behind = agenda.questions[: agenda.position], agenda.questions[agenda.position + 1 :]
    return replace(agenda, questions=(*before, progress, *behind))
