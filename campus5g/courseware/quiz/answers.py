"""``answers.json`` beside the notebook: what a learner answered, handed in with it."""

import json
from typing import Any, ClassVar, Literal

from pydantic import Field

from campus5g.courseware.learner_file import LearnerRecord, RecordPart

ANSWERS_FILE = "answers.json"

# A page sends a few ids or words; anything longer is not an answer.
_LONGEST_JSON = 4_000


class Given(RecordPart):
    """An answer and when it was given."""

    answer: Any
    at: str


class Try(Given):
    """The latest answer to a formative question, its share, and how many there were."""

    share: float
    tries: int = 1


class Attempt(RecordPart):
    """One attempt at the final."""

    number: int
    drawn: list[str]
    started: str
    handed_in: str | None = None
    answers: dict[str, Given] = Field(default_factory=dict)


class Answers(LearnerRecord):
    """All that a learner answered in one module."""

    FILE: ClassVar[str] = ANSWERS_FILE

    version: Literal[1] = 1
    tries: dict[str, Try] = Field(default_factory=dict)
    attempts: list[Attempt] = Field(default_factory=list)

    @property
    def open_attempt(self) -> Attempt | None:
        """The attempt that is begun and not handed in."""
        return next((each for each in self.attempts if each.handed_in is None), None)


def acceptable(answer: object) -> bool:
    """Return whether something that a page sent may be kept as an answer."""
    try:
        return len(json.dumps(answer)) <= _LONGEST_JSON
    except (TypeError, ValueError):
        return False
