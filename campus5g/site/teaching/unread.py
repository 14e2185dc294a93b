"""The answers of a submission that a trainer must still read."""

from campus5g.site.folders import SiteFolders
from campus5g.site.learning.grade_items import item_scores
from campus5g.site.records.cohorts import CohortModule
from campus5g.site.teaching.standing_of_module import Copy


def unread(folders: SiteFolders, place: CohortModule, copy: Copy) -> frozenset[str]:
    """Return the graded cells of a submission that a trainer must still read."""
    if not copy.to_read:
        return frozenset()
    scores = item_scores(folders.cohorts / place.cohort_id)
    cells = scores.get((copy.enrolment.person.name, place.module), {})
    return frozenset(cell for cell, score in cells.items() if score.to_read)
