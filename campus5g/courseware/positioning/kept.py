"""``positioning.json`` beside the notebook: the test as it was taken, handed in with the module.

It holds what a training file keeps of a positioning: who (by account), when, how long, and the
result by competence. What is believed can be computed again from the answers.
"""

from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from campus5g.courseware.learner_file import LearnerFile, LearnerRecord, read_record
from campus5g.courseware.positioning.model import Verdict
from campus5g.manifest import Text

RECORD_FILE = "positioning.json"

# A page that was left open is not time spent on a question.
_LONGEST_S = 300


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Step(_Record):
    """A question that was asked: when it was shown, when and what was answered.

    An ``answer`` of None says “I don't know”; ``share`` is what it got, from 0 to 1.
    """

    item: str
    answer: Any
    share: float
    shown: str
    answered: str

    @property
    def seconds(self) -> float:
        """How long the learner was at it."""
        spent = datetime.fromisoformat(self.answered) - datetime.fromisoformat(self.shown)
        return min(max(spent.total_seconds(), 0.0), _LONGEST_S)


class Standing(_Record):
    """The result in one domain: the verdict, and the belief that it rests on."""

    domain: str
    skill: Text
    module: str
    verdict: Verdict
    new: float
    partly: float
    sure: float
    asked: int
    right: int


class Positioning(LearnerRecord):
    """One learner's test; dates are UTC."""

    version: Literal[1] = 1
    started: str | None = None
    shown: str | None = None
    finished: str | None = None
    minutes: int = 0
    steps: list[Step] = Field(default_factory=list)
    result: list[Standing] = Field(default_factory=list)


class PositioningFile(LearnerFile[Positioning]):
    """Where the test is kept."""

    def __init__(self, folder: Path, quiz: str, learner: str) -> None:
        super().__init__(folder / RECORD_FILE, Positioning(quiz=quiz, learner=learner))


def recorded_positioning(folder: Path) -> Positioning | None:
    """Return the test that was handed in, whoever took it; None if there is none."""
    try:
        text = (folder / RECORD_FILE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    return read_record(text, Positioning)


def minutes_spent(steps: list[Step]) -> int:
    """Return the time at questions in minutes, rounded, one at least."""
    return max(1, round(sum(step.seconds for step in steps) / 60))
