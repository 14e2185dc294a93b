"""Points for a project file: each marker's own, and what goes into the gradebook.

With a second marker, nobody sees the other's points before both have marked. Then the gradebook
gets the mean, and lines on which they differ are shown to both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from sqlalchemy import select
from sqlalchemy.orm import Session

from campus5g.authoring.catalogue import Criterion, Item, Module
from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.site.learning.file_lines import FILE_ITEM, file_item
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortModule, FileMark
from campus5g.site.records.people import Person
from campus5g.site.teaching.marking import Given, mark, to_mark

DEFENCE_ITEM = "defence"
"""The item that is marked when the learner defends it; a course may have none."""

MOST_MARKERS = 2

APART = 2.0
"""Points between two markers on one line from which they are asked to talk."""


@dataclass(frozen=True)
class Marking:
    """A file's marks as one marker may see them.

    ``other`` is the other marker's, once both have marked; ``someone_marked`` says that there is
    one that this marker does not see yet.
    """

    own: FileMark | None
    other: FileMark | None
    someone_marked: bool
    taken: bool
    """Whether two others have marked: there is no place for a third."""

    @property
    def points_wait(self) -> bool:
        """Whether the points are kept from the gradebook for a second marker."""
        return self.own is not None and self.other is None and self.own.with_second

    def apart(self, rubric: Sequence[Criterion]) -> list[Criterion]:
        """Return the lines on which two markers differ widely."""
        if self.own is None or self.other is None:
            return []
        return [
            line
            for line, mine, theirs in zip(rubric, self.own.points, self.other.points, strict=True)
            if abs(mine - theirs) >= APART
        ]


@dataclass(frozen=True)
class MarksGiven:
    """What a marker gives: points by line of the rubric, in words, and the defence."""

    points: Sequence[float]
    comment: str
    defence: str
    defence_points: float | None
    with_second: bool


def defence_item(module: Module) -> Item | None:
    """Return the item of a module for the defence; None without one."""
    items = module.manifest.items
    return next((each for each in items if each.id == DEFENCE_ITEM and each.rubric), None)


def items_on_file(module: Module | None) -> frozenset[str]:
    """Return the items of a module that are marked beside the file, not with the submission."""
    if module is None or module.course is None or not module.course.project_file:
        return frozenset()
    if file_item(module) is None:
        return frozenset()
    return frozenset(item.id for item in (file_item(module), defence_item(module)) if item)


def marking(records: Session, place: CohortModule, learner: Person, marker: Person) -> Marking:
    """Return a file's marks as a marker may see them."""
    marks = _marks(records, place, learner)
    own = next((each for each in marks if each.marker_id == marker.id), None)
    others = [each for each in marks if each.marker_id != marker.id]
    return Marking(
        own=own,
        other=others[0] if own and others else None,
        someone_marked=bool(others) and own is None,
        taken=own is None and len(others) >= MOST_MARKERS,
    )


def give_marks(
    records: Session,
    course: Path,
    place: CohortModule,
    module: Module,
    learner: Person,
    marker: Person,
    given: MarksGiven,
) -> None:
    """Keep a marker's points, and write what follows from all of them into the gradebook.

    Args:
        records: the site's database.
        course: the cohort's folder.
        place: the module in the cohort.
        module: of the catalogue, with an item for the file.
        learner: whose file.
        marker: who gives the points.
        given: what they give.

    Raises:
        CampusError: points are beyond a line's, two others have marked, or the gradebook is busy.
    """
    item = file_item(module)
    if item is None:
        raise CampusError(
            t(fr="Ce module n’a pas de dossier à noter.", en="This module has no file to mark."),
            t(fr="Revenez à la liste des copies.", en="Go back to the submissions."),
        )
    _check(item, given)
    if marking(records, place, learner, marker).taken:
        raise CampusError(
            t(
                fr="Deux formateurs ont déjà noté ce dossier.",
                en="Two trainers have marked this file.",
            ),
            t(fr="Voyez avec eux.", en="Talk to them."),
        )
    new = FileMark(
        cohort_module_id=place.id,
        person_id=learner.id,
        marker_id=marker.id,
        points=list(given.points),
        comment=given.comment,
        defence=given.defence,
        defence_points=given.defence_points,
        with_second=given.with_second,
        marked_at=now(),
    )
    others = [each for each in _marks(records, place, learner) if each.marker_id != marker.id]
    # The gradebook takes its time: first, while nothing of the database is locked.
    if others or not given.with_second:
        marks = sorted([*others, new], key=lambda each: each.marker_id)
        _write(course, place.module, learner.name, marks, defence_item(module))
    records.merge(new)


def _check(item: Item, given: MarksGiven) -> None:
    fits = len(given.points) == len(item.rubric) and all(
        0 <= points <= line.points for points, line in zip(given.points, item.rubric, strict=False)
    )
    if not fits:
        raise CampusError(
            t(
                fr="Il manque des points, ou une ligne en a plus qu’elle n’en vaut.",
                en="Points are missing, or a line has more than it is worth.",
            ),
            t(fr="Revenez en arrière et corrigez.", en="Go back and correct it."),
        )


def _write(
    course: Path, module: str, learner: str, marks: Sequence[FileMark], defence: Item | None
) -> None:
    """Write the markers' mean into the gradebook, and what they wrote as the comment."""
    extra = {each.cell: each.extra for each in to_mark(course, module, learner) or []}
    new = {
        FILE_ITEM: Given(
            fmean(sum(each.points) for each in marks),
            extra.get(FILE_ITEM),
            "\n\n".join(each.comment for each in marks if each.comment),
        )
    }
    noted = [each.defence_points for each in marks if each.defence_points is not None]
    if defence is not None and noted:
        new[DEFENCE_ITEM] = Given(
            min(fmean(noted), defence.points),
            extra.get(DEFENCE_ITEM),
            "\n\n".join(each.defence for each in marks if each.defence),
        )
    mark(course, module, learner, new)


def _marks(records: Session, place: CohortModule, learner: Person) -> Sequence[FileMark]:
    """Return all marks of a file, in an order that stays."""
    return records.scalars(
        select(FileMark)
        .where(FileMark.cohort_module_id == place.id, FileMark.person_id == learner.id)
        .order_by(FileMark.marker_id)
    ).all()
