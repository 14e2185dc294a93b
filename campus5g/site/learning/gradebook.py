"""The scores of a cohort, as its nbgrader gradebook has them."""

import datetime
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from campus5g.authoring.cohorts.gradebooks.place import gradebook_of
from campus5g.read_on_change import ReadOnChange
from campus5g.site.learning.read_gradebook import gradebooks


@dataclass(frozen=True)
class Score:
    """A learner's score for a module; ``to_read`` while a trainer must still read something.

    ``unread`` is the maximum of the answers that nobody has read and that were left out of it.
    """

    points: float
    out_of: float
    to_read: bool
    handed_in_at: datetime.datetime | None
    unread: float = 0.0

    @property
    def counted(self) -> float:
        """Points without what is above the maximum, as other systems take them."""
        return min(self.points, self.out_of)

    @property
    def above(self) -> float:
        """Extra credit above the maximum."""
        return self.points - self.counted

    @property
    def share(self) -> float:
        """Points as a share of the maximum."""
        return self.points / self.out_of if self.out_of else 0.0


def scores(course: Path, *, without_unread: bool = False) -> dict[tuple[str, str], Score]:
    """Return the scores of a course by (learner, module).

    Read again only when the gradebook has changed.

    Args:
        course: the cohort's folder.
        without_unread: whether answers that nobody has read yet are left out, as where a cohort
            learns without a trainer.
    """
    return (_kept_without_unread if without_unread else _kept).of(gradebook_of(course))


def _read(gradebook: Any) -> dict[tuple[str, str], Score]:
    return {
        (row["student"], assignment.name): _score(row)
        for assignment in gradebook.assignments
        for row in gradebook.submission_dicts(assignment.name)
    }


def _read_without_unread(gradebook: Any) -> dict[tuple[str, str], Score]:
    return {
        (learner, module): _without_unread(score, gradebook.find_submission(module, learner))
        if score.to_read
        else score
        for (learner, module), score in _read(gradebook).items()
    }


def _without_unread(score: Score, submission: Any) -> Score:
    unread = [
        grade
        for notebook in submission.notebooks
        for grade in notebook.grades
        if grade.needs_manual_grade
    ]
    out_of = sum(grade.max_score for grade in unread)
    return replace(
        score,
        points=score.points - sum(grade.score or 0.0 for grade in unread),
        out_of=score.out_of - out_of,
        unread=out_of,
    )


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
_kept_without_unread: ReadOnChange[dict[tuple[str, str], Score]] = gradebooks(
    _read_without_unread, {}
)
