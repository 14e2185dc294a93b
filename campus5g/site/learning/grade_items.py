"""The points of each graded item, as a cohort's nbgrader gradebook has them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from campus5g.authoring.cohorts.gradebooks.place import gradebook_of
from campus5g.read_on_change import ReadOnChange
from campus5g.site.learning.read_gradebook import gradebooks


@dataclass(frozen=True)
class ItemScore:
    """A learner's points for an item, extra credit included.

    ``to_read`` while a trainer must still read it.
    """

    points: float
    out_of: float
    to_read: bool

    @property
    def share(self) -> float:
        """Points as a share of the maximum; extra credit does not raise it above 1."""
        return min(self.points / self.out_of, 1.0) if self.out_of else 0.0


def item_scores(course: Path) -> dict[tuple[str, str], dict[str, ItemScore]]:
    """Return the scores of a course by (learner, module), then by the item's id.

    Read again only when the gradebook has changed.

    Args:
        course: the cohort's folder.
    """
    return _kept.of(gradebook_of(course))


def _read(gradebook: Any) -> dict[tuple[str, str], dict[str, ItemScore]]:
    return {
        (submission.student.id, assignment.name): {
            grade.cell.name: ItemScore(
                grade.score or 0.0, grade.max_score, bool(grade.needs_manual_grade)
            )
            for notebook in submission.notebooks
            for grade in notebook.grades
        }
        for assignment in gradebook.assignments
        for submission in assignment.submissions
    }


_kept: ReadOnChange[dict[tuple[str, str], dict[str, ItemScore]]] = gradebooks(_read, {})
