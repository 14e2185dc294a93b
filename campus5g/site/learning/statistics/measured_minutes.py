"""How long learners really took over a module: from their events, until they handed it in.

Time counts as in `campus5g.site.learning.activity`: between two events of a learner that are no
more than a quarter of an hour apart. One who never handed the module in does not count, since
nobody knows how much they had left; nor does what was looked up again afterwards.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import quantiles

from campus5g.site.folders import SiteFolders
from campus5g.site.learning.activity import active_minutes, deeds_of, stretches
from campus5g.site.learning.submission_times import latest_times, moment_of_stamp
from campus5g.site.records.cohorts import CohortRecord

ENOUGH_LEARNERS = 5


@dataclass(frozen=True)
class MeasuredMinutes:
    """The active minutes of the learners who handed a module in.

    The quartiles are None for fewer learners than `ENOUGH_LEARNERS`.
    """

    learners: int
    lower: int | None = None
    median: int | None = None
    upper: int | None = None


def measured_minutes(
    folders: SiteFolders, groups: Iterable[CohortRecord], module: str
) -> MeasuredMinutes:
    """Return how long the learners of some groups took over a module.

    Args:
        folders: the site's state.
        groups: that have the module.
        module: its id.
    """
    minutes = [each for group in groups for each in _minutes(folders, group, module)]
    return quartiles(minutes)


def quartiles(minutes: Sequence[int]) -> MeasuredMinutes:
    """Return the quartiles of learners' minutes, whole minutes each."""
    if len(minutes) < ENOUGH_LEARNERS:
        return MeasuredMinutes(len(minutes))
    lower, median, upper = map(round, quantiles(minutes, n=4, method="inclusive"))
    return MeasuredMinutes(len(minutes), lower, median, upper)


def _minutes(folders: SiteFolders, group: CohortRecord, module: str) -> list[int]:
    """Return the active minutes of each learner of a group who handed a module in."""
    times = latest_times(folders, group.id, module)
    found = []
    for enrolment in group.enrolments:
        handed_in = moment_of_stamp(times.get(enrolment.person.name))
        if handed_in is None:
            continue
        # Of all modules: what comes between two events of this one may belong to another.
        deeds = deeds_of(
            folders.progress,
            enrolment.person.name,
            [place.module for place in group.modules],
            since=enrolment.enrolled_at,
            until=handed_in,
        )
        minutes = active_minutes(each for each in stretches(deeds) if each.module == module)
        if minutes:
            found.append(minutes)
    return found
