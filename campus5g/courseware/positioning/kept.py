"""``positioning.json`` beside the notebook: the test as taken, handed in with the module.

It holds what a training file keeps of a positioning test: who (by account), when, how long, and the
result by competence. The estimates can be recomputed from the answers.
"""

from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import Field

from campus5g.courseware.learner_file import LearnerRecord, RecordPart, recorded
from campus5g.courseware.positioning.model import Verdict
from campus5g.manifest import Text

RECORD_FILE = "positioning.json"

# A page that was left open is not time spent on a question.
_LONGEST_S = 300


class Step(RecordPart):
    """A question that was asked, when it was shown, and its answer.

    An ``answer`` of None says “I don't know”; ``share`` is what it got, from 0 to 1.
    """

    item: str
    answer: Any
    share: float
    shown: str
    answered: str

    @property
    def spent_s(self) -> float:
        """How long the learner took."""
        spent = datetime.fromisoformat(self.answered) - datetime.fromisoformat(self.shown)
        return min(max(spent.total_seconds(), 0.0), _LONGEST_S)


class Standing(RecordPart):
    """The result in one domain: the verdict, and the belief behind it."""

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

    FILE: ClassVar[str] = RECORD_FILE

    version: Literal[1] = 1
    started: str | None = None
    shown: str | None = None
    finished: str | None = None
    minutes: int = 0
    steps: list[Step] = Field(default_factory=list)
    result: list[Standing] = Field(default_factory=list)


def recorded_positioning(folder: Path) -> Positioning | None:
    """Return the test in a folder, whichever learner took it; None without a readable one."""
    return recorded(folder, Positioning)


def minutes_spent(steps: list[Step]) -> int:
    """Return the time spent on questions in minutes, rounded, at least one."""
    return max(1, round(sum(step.spent_s for step in steps) / 60))
