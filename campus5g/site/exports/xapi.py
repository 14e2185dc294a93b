"""The learning trace of a cohort as xAPI statements, one per line: accounts, not names."""

import datetime
import json
import uuid
from collections.abc import Iterator
from typing import Any

from campus5g.site.folders import SiteFolders
from campus5g.site.learning.activity import events_of
from campus5g.site.learning.gradebook import Score, scores
from campus5g.site.records.cohorts import CohortRecord

_HOME_PAGE = "urn:campus5g"
_SCORED = "http://adlnet.gov/expapi/verbs/scored"

# Gives the same grade the same statement in every export.
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, _HOME_PAGE)


def statements(folders: SiteFolders, cohort: CohortRecord) -> Iterator[str]:
    """Return the statements of a cohort: learners' activity in modules, then their grades.

    Args:
        folders: the site's state.
        cohort: whose learners, whose modules.
    """
    modules = [place.module for place in cohort.modules]
    grades = scores(folders.cohorts / cohort.id)
    for enrolment in sorted(cohort.enrolments, key=lambda each: each.id):
        learner = enrolment.person.name
        for event in events_of(
            folders.progress, learner, modules, enrolment.enrolled_at, enrolment.left_at
        ):
            # What a learner writes of their plant stays with them and their trainer.
            if event.did != "responded":
                yield event.as_line()
        for module in modules:
            score = grades.get((learner, module))
            if score is not None and score.handed_in_at is not None:
                statement = _grade(cohort.id, learner, module, score, score.handed_in_at)
                yield json.dumps(statement, ensure_ascii=False)


def _grade(
    cohort: str, learner: str, module: str, score: Score, handed_in_at: datetime.datetime
) -> dict[str, Any]:
    named = f"{cohort}/{learner}/{module}/{handed_in_at.isoformat()}/{score.points}"
    return {
        "id": str(uuid.uuid5(_NAMESPACE, named)),
        "actor": {"account": {"homePage": _HOME_PAGE, "name": learner}},
        "verb": {"id": _SCORED},
        "object": {"id": f"{_HOME_PAGE}:{module}"},
        "result": {
            "score": {
                "raw": score.points,
                "min": 0,
                "max": score.out_of,
                "scaled": round(min(max(score.share, 0), 1), 4),
            }
        },
        "context": {"contextActivities": {"grouping": [{"id": f"{_HOME_PAGE}:cohort:{cohort}"}]}},
        "timestamp": handed_in_at.isoformat(),
    }
