"""What a learner's project file earned on each line of its rubric."""

from collections.abc import Mapping, Sequence
from statistics import fmean

from campus5g.authoring.catalogue import Item, Module
from campus5g.site.records.cohorts import CohortModule

FILE_ITEM = "project-file"
"""The item that is marked by reading the project file."""

LinePoints = Mapping[str, Sequence[float]]
"""Points by item, one number for each line of its rubric."""


def file_item(module: Module | None) -> Item | None:
    """Return the item of a module that is marked by reading the file; None without one."""
    if module is None or module.course is None:
        return None
    items = module.manifest.items
    return next((each for each in items if each.id == FILE_ITEM and each.rubric), None)


def file_line_points(place: CohortModule, person_id: int, module: Module) -> LinePoints:
    """Return the points of each line of a file's rubric, the mean of those who marked.

    Nothing while no points count: nobody has marked, or the first marker waits for a second. Also
    where the rubric has got other lines since.

    Args:
        place: the module in the cohort.
        person_id: whose file.
        module: of the catalogue.
    """
    item = file_item(module)
    marks = [each for each in place.file_marks if each.person_id == person_id]
    if item is None or not marks or (len(marks) == 1 and marks[0].with_second):
        return {}
    if any(len(each.points) != len(item.rubric) for each in marks):
        return {}
    by_line = zip(*(each.points for each in marks), strict=True)
    return {item.id: [fmean(given) for given in by_line]}
