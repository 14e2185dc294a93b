"""What each learner of a cohort is doing now: from events, folders and hand-ins."""

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from campus5g.authoring.notebooks import NotebookError, read_notebook
from campus5g.courseware.page.content import part_count
from campus5g.read_on_change import ReadOnChange
from campus5g.site.alphabetical import class_list
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.activity import deeds_of
from campus5g.site.learning.stuck import Reason, at_work, reasons
from campus5g.site.progress.reading import own_work
from campus5g.site.records.cohorts import CohortRecord, Enrolment

Doing = Literal["stuck", "at-work", "away", "not-begun"]


@dataclass(frozen=True)
class Seat:
    """A learner, where they are, and why they may need help."""

    enrolment: Enrolment
    doing: Doing
    module: str
    last: datetime.datetime | None
    reasons: list[Reason]
    parts: int
    """How many parts of that module they have read."""
    all_parts: int
    """How many it has; 0 if that is not known."""
    handed_in: frozenset[str]
    """What they have handed in, by module."""


def board(
    folders: SiteFolders,
    cohort: CohortRecord,
    handed_in: dict[str, dict[str, str]],
    now: datetime.datetime,
) -> list[Seat]:
    """Return all learners of a cohort in the order of their last names, those who are stuck first.

    Args:
        folders: the site's state.
        cohort: whose learners are shown.
        handed_in: times of hand-ins, by module and account.
        now: the present moment.
    """
    seats = [
        _seat(folders, cohort, enrolment, handed_in, now)
        for enrolment in class_list(cohort.enrolments)
        if enrolment.left_at is None
    ]
    # The others keep their places on the screen whatever they do.
    return sorted(seats, key=lambda seat: seat.doing != "stuck")


def _seat(
    folders: SiteFolders,
    cohort: CohortRecord,
    enrolment: Enrolment,
    handed_in: dict[str, dict[str, str]],
    now: datetime.datetime,
) -> Seat:
    name = enrolment.person.name
    modules = [place.module for place in cohort.modules if place.released_at is not None]
    deeds = deeds_of(folders.progress, name, modules, since=enrolment.enrolled_at)
    works = {module: own_work(folders, name, cohort.id, module) for module in modules}
    times = {
        module: moment for module, work in works.items() if (moment := work.saved_at) is not None
    }
    for deed in deeds:
        times[deed.module] = max(deed.moment, times.get(deed.module, deed.moment))
    done = frozenset(module for module in modules if name in handed_in.get(module, {}))
    if not times:
        return Seat(enrolment, "not-begun", "", None, [], 0, 0, done)
    here = max(times, key=lambda module: times[module])
    of_module = [deed for deed in deeds if deed.module == here]
    why = [] if here in done else reasons(of_module, works[here].failing_tests(), times[here], now)
    doing: Doing = "stuck" if why else "at-work" if at_work(times[here], now) else "away"
    parts = {e.thing[1] for e in of_module if e.did == "experienced" and e.thing[0] == "part"}
    read = sum(not part.startswith("hint-") for part in parts)
    all_parts = _part_counts.of(folders.cohorts / cohort.id / "release" / here / f"{here}.ipynb")
    # A module that was handed out again may have fewer parts than somebody has read.
    return Seat(enrolment, doing, here, times[here], why, read, max(read, all_parts), done)


def _count_parts(notebook: Path) -> int:
    try:
        return part_count(read_notebook(notebook))
    except NotebookError:
        return 0


_part_counts = ReadOnChange(_count_parts)
