"""What a learner's project file earned on each line of its rubric."""

from collections.abc import Sequence
from statistics import fmean

from campus5g.authoring.catalogue import Criterion
from campus5g.site.records.cohorts import CohortModule

FILE_ITEM = "project-file"
"""The item that is marked by reading the project file."""


def file_line_points(
    place: CohortModule, person_id: int, rubric: Sequence[Criterion]
) -> list[float] | None:
    """Return the points of each line, the mean of those who marked.

    None while no points count: nobody has marked, or the first marker waits for a second. Also
    where the rubric has got other lines since.

    Args:
        place: the module in the cohort.
        person_id: whose file.
        rubric: of the item `FILE_ITEM`.
    """
    marks = [each for each in place.file_marks if each.person_id == person_id]
    if not marks or (len(marks) == 1 and marks[0].with_second):
        return None
    if any(len(each.points) != len(rubric) for each in marks):
        return None
    return [fmean(given) for given in zip(*(each.points for each in marks), strict=True)]
