"""What a learner got for a module, item by item: read from the cohort's nbgrader gradebook."""

import datetime
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from campus5g.authoring.catalogue import Item, Module
from campus5g.authoring.cohorts.gradebooks.place import GradebookPlace, gradebook_of
from campus5g.courseware.page.manifest import Objective
from campus5g.read_on_change import Look
from campus5g.site.folders import SiteFolders


@dataclass(frozen=True)
class Mark:
    """A graded cell in the gradebook."""

    cell: str
    points: float
    """The points that count, extra credit included."""
    extra: float
    out_of: float
    to_read: bool
    comments: tuple[str, ...]


@dataclass(frozen=True)
class ItemResult:
    """A graded item of a module with its mark; ``item`` is None if it left the catalogue."""

    item: Item | None
    objective: Objective | None
    mark: Mark


@dataclass(frozen=True)
class Result:
    """A submission that was graded."""

    items: tuple[ItemResult, ...]
    remarks: tuple[str, ...]
    """Comments that belong to no item."""
    handed_in_at: datetime.datetime | None
    """The submission that these marks are of."""

    @property
    def to_read(self) -> list[ItemResult]:
        """The answers that a trainer must still read."""
        return [each for each in self.items if each.mark.to_read]


@dataclass(frozen=True)
class _Submission:
    marks: tuple[Mark, ...]
    remarks: tuple[str, ...]
    at: datetime.datetime | None


def result(course: Path, module: Module, learner: str) -> Result | None:
    """Return a learner's result in the module's own order; None before anything was graded.

    Args:
        course: the cohort's folder.
        module: of the catalogue.
        learner: the account's name.
    """
    gradebook = gradebook_of(course)
    changed = gradebook.look()
    if changed is None:
        return None
    submission = _read(gradebook, changed, module.id, learner)
    if submission is None:
        return None
    items = {item.id: item for item in module.manifest.items}
    objectives = {objective.id: objective for objective in module.manifest.objectives}
    order = {name: position for position, name in enumerate(items)}
    marks = sorted(submission.marks, key=lambda mark: order.get(mark.cell, len(order)))
    return Result(
        items=tuple(
            ItemResult(
                item=(item := items.get(mark.cell)),
                objective=(
                    objectives.get(item.objective or "")
                    if item and not item.tests_by_line
                    else None
                ),
                mark=mark,
            )
            for mark in marks
        ),
        remarks=submission.remarks,
        handed_in_at=submission.at,
    )


def feedback_pages(folders: SiteFolders, cohort: str, module: str, learner: str) -> list[Path]:
    """Return the page that nbgrader wrote of a learner's notebook, if it did.

    Pages that the learner handed in, as a lab's result sheet, lie beside it.
    """
    folder = folders.cohorts / cohort / "feedback" / learner / module
    return sorted(folder.glob(f"{module}.html"))


@lru_cache(maxsize=2048)
def _read(place: GradebookPlace, changed: Look, module: str, learner: str) -> _Submission | None:
    # Slow to import, and not needed by a site without grades. `changed` makes the cache forget.
    from nbgrader.api import Gradebook, MissingEntry

    with Gradebook(place.address) as gradebook:
        try:
            submission = gradebook.find_submission(module, learner)
        except MissingEntry:
            return None
        grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
        if not any(
            grade.auto_score is not None
            or grade.manual_score is not None
            or grade.needs_manual_grade
            for grade in grades
        ):
            return None
        texts: dict[str, list[str]] = {}
        for notebook in submission.notebooks:
            for comment in notebook.comments:
                if comment.comment:
                    texts.setdefault(comment.name, []).append(comment.comment)
        marks = tuple(_mark(grade, tuple(texts.pop(grade.name, ()))) for grade in grades)
        time = submission.timestamp
    return _Submission(
        marks=marks,
        remarks=tuple(text for each in texts.values() for text in each),
        # nbgrader writes UTC without a zone.
        at=time.replace(tzinfo=datetime.UTC) if time else None,
    )


def _mark(grade: Any, comments: tuple[str, ...]) -> Mark:
    return Mark(
        cell=grade.name,
        points=grade.score,
        extra=grade.extra_credit or 0.0,
        out_of=grade.max_score,
        to_read=bool(grade.needs_manual_grade),
        comments=comments,
    )
