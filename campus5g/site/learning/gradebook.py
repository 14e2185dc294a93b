"""The scores of a cohort, as its nbgrader gradebook has them."""

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from campus5g.authoring.cohorts.gradebook_file import gradebook_file
from campus5g.read_on_change import ReadOnChange
from campus5g.site.learning.read_gradebook import gradebooks


@dataclass(frozen=True)
class Score:
    """A learner's score for a module; ``to_read`` while a trainer must still read something."""

    points: float
    out_of: float
    to_read: bool
    handed_in_at: datetime.datetime | None

    @property
    def share(self) -> float:
        """Points as a share of the maximum."""
        return self.points / self.out_of if self.out_of else 0.0


def scores(course: Path) -> dict[tuple[str, str], Score]:
    """Return the scores of a course by (learner, module).

    Read again only when the gradebook has changed.

    Args:
        course: the cohort's folder.
    """
    return _kept.of(gradebook_file(course))


def _read(gradebook: Any) -> dict[tuple[str, str], Score]:
    return {
        (row["student"], assignment.name): _score(row)
        for assignment in gradebook.assignments
        for row in gradebook.submission_dicts(assignment.name)
    }


def _score(row: dict[str, Any]) -> Score:
    time = row["timestamp"]
    return Score(
        points=row["score"],
        out_of=row["max_score"],
        to_read=bool(row["needs_manual_grade"]),
        # nbgrader writes UTC without a zone.
        handed_in_at=time.replace(tzinfo=datetime.UTC) if time else None,
    )


_kept: ReadOnChange[dict[tuple[str, str], Score]] = gradebooks(_read, {})
