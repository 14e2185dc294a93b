"""How a group stands at each question of a module, from events and saved notebooks."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from campus5g.authoring.catalogue import Module
from campus5g.authoring.final_quiz import quiz_of
from campus5g.manifest import ManifestError
from campus5g.site.alphabetical import class_list
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.activity import Deed, deeds_of
from campus5g.site.learning.stuck import at_work
from campus5g.site.progress.reading import own_work
from campus5g.site.records.cohorts import CohortRecord, Enrolment


@dataclass
class Question:
    """A question or a test, and who got how far with it."""

    item: str
    right: list[Enrolment] = field(default_factory=list)
    not_right: list[Enrolment] = field(default_factory=list)
    """Those whose last answer was wrong or in part right, or whose test fails."""
    here: list[Enrolment] = field(default_factory=list)
    """Those at work who answered it last."""


def questions(
    folders: SiteFolders, cohort: CohortRecord, module: Module, now: datetime.datetime
) -> list[Question]:
    """Return the questions of a module that somebody has answered, in the module's order.

    Args:
        folders: the site's state.
        cohort: whose learners count, as long as they have not left.
        module: one of the cohort's.
        now: the present moment.
    """
    found: dict[str, Question] = {}
    for enrolment in class_list(cohort.enrolments):
        if enrolment.left_at is None:
            _count(folders, enrolment, module, now, found)
    places = {item: place for place, item in enumerate(_order(module))}
    return sorted(found.values(), key=lambda each: places.get(each.item, len(places)))


def _count(
    folders: SiteFolders,
    enrolment: Enrolment,
    module: Module,
    now: datetime.datetime,
    found: dict[str, Question],
) -> None:
    name = enrolment.person.name
    deeds = deeds_of(folders.progress, name, [module.id], since=enrolment.enrolled_at)
    answered = [deed for deed in deeds if deed.did == "answered" and deed.share is not None]
    for item, deed in {deed.thing[1]: deed for deed in answered}.items():
        question = found.setdefault(item, Question(item))
        (question.right if deed.share == 1 else question.not_right).append(enrolment)
    if answered and at_work(_last(deeds), now):
        found[answered[-1].thing[1]].here.append(enrolment)
    for test in own_work(folders, name, enrolment.cohort_id, module.id).failing_tests():
        found.setdefault(test.item, Question(test.item)).not_right.append(enrolment)


def _last(deeds: Sequence[Deed]) -> datetime.datetime | None:
    return deeds[-1].moment if deeds else None


def _order(module: Module) -> list[str]:
    """Return the items of a module as learners meet them: its quiz's, then those of the manifest.

    A module whose quiz can't be read keeps the order of its manifest.
    """
    graded = [item.id for item in module.manifest.items]
    try:
        quiz = quiz_of(module)
    except ManifestError:
        return graded
    return [item.id for item in quiz.items] + graded if quiz else graded
