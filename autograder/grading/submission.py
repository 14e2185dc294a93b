"""What a learner submitted for one assignment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from autograder.grading.checked import Checked


@dataclass(frozen=True)
class Submission:
    """A folder with a learner's notebooks.

    `timestamp` is when it was submitted (UTC, without a zone, as nbgrader keeps it). `notebooks`
    are the names to grade; ``None`` for all those of the assignment. `variables` are added to the
    environment of its sandbox, and of no other's. `checked` is what the course's own check found
    about its files.
    """

    student: str
    folder: Path
    timestamp: datetime | None = None
    notebooks: tuple[str, ...] | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    checked: Checked = field(default_factory=Checked)
