"""The learning trace of a cohort as xAPI statements, one per line: accounts, not names."""

import datetime
import json
import uuid
from collections.abc import Iterable, Iterator
from typing import Any, get_args

from campus5g.courseware.progress.events import Event, Verb
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.activity import events_of
from campus5g.site.learning.gradebook import Score, scores
from campus5g.site.records.cohorts import CohortRecord

_PREFIX = "urn:campus5g"
_BONUS = f"{_PREFIX}:bonus-points"
_SCORED = "http://adlnet.gov/expapi/verbs/scored"

# Gives the same grade the same statement in every export.
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, _PREFIX)


def statements(folders: SiteFolders, cohort: CohortRecord, home_page: str) -> Iterator[str]:
    """Return the statements of a cohort: learners' activity in modules, then their grades.

    Args:
        folders: the site's state.
        cohort: whose learners, whose modules.
        home_page: the site's address: xAPI 1.0.3, part 2, 2.4.2.4, wants that of the system where
            the accounts are.
    """
    modules = [place.module for place in cohort.modules]
    grades = scores(folders.cohorts / cohort.id, without_unread=cohort.without_trainer)
    for enrolment in sorted(cohort.enrolments, key=lambda each: each.id):
        learner = enrolment.person.name
        for event in _sound(
            events_of(folders.progress, learner, modules, enrolment.enrolled_at, enrolment.left_at)
        ):
            yield event.of_account(home_page, learner).as_line()
        for module in modules:
            score = grades.get((learner, module))
            if score is not None and score.handed_in_at is not None:
                account = {"homePage": home_page, "name": learner}
                statement = _grade(cohort.id, account, module, score, score.handed_in_at)
                yield json.dumps(statement, ensure_ascii=False)


def _sound(events: Iterable[Event]) -> Iterator[Event]:
    """Yield the events that a record store takes: learners can write to their files.

    What a learner writes of their plant stays with them and their trainer.
    """
    seen: set[str] = set()
    for event in events:
        if event.did == "responded" or event.did not in get_args(Verb) or event.id in seen:
            continue
        try:
            uuid.UUID(event.id)
        except ValueError:
            continue
        seen.add(event.id)
        yield event


def _grade(
    cohort: str, account: dict[str, str], module: str, score: Score, handed_in_at: datetime.datetime
) -> dict[str, Any]:
    named = f"{cohort}/{account['name']}/{module}/{handed_in_at.isoformat()}/{score.points}"
    if score.unread:
        # Once they are read the maximum is another, though the points may be the same.
        named += f"/{score.out_of}"
    counted: dict[str, float] = {"scaled": round(min(max(score.share, 0), 1), 4)}
    if score.out_of > 0:
        # Raw points may not be above the maximum, which may not be the minimum.
        counted |= {"raw": max(score.counted, 0), "min": 0, "max": score.out_of}
    result: dict[str, Any] = {"score": counted}
    if score.above:
        result["extensions"] = {_BONUS: score.above}
    return {
        "id": str(uuid.uuid5(_NAMESPACE, named)),
        "actor": {"account": account},
        "verb": {"id": _SCORED},
        "object": {"id": f"{_PREFIX}:{module}"},
        "result": result,
        "context": {"contextActivities": {"grouping": [{"id": f"{_PREFIX}:cohort:{cohort}"}]}},
        "timestamp": handed_in_at.isoformat(),
    }
