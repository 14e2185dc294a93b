"""What the results of a module show about its items."""

from collections.abc import Iterable, Sequence

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy import select

from campus5g.authoring.catalogue import Module, catalogue
from campus5g.site.learning.draws import draw_of
from campus5g.site.learning.final_answers import FinalAnswers, final_answers
from campus5g.site.learning.grade_items import item_scores
from campus5g.site.learning.statistics.item_analysis import common_wrong, item_figures
from campus5g.site.learning.statistics.weak_items import ENOUGH_ANSWERS, weaknesses
from campus5g.site.portal.desk.at_desk import AtDesk, Desk
from campus5g.site.portal.reader import reader_language
from campus5g.site.records.cohorts import CohortModule, CohortRecord
from campus5g.site.teaching.grading import submitted_folder

router = APIRouter(prefix="/desk/{cohort}/modules/{module}/items")


@router.get("")
def items(desk: AtDesk, module: str) -> Response:
    """Show difficulty, discrimination and answers of each item, and which questions are weak.

    Weak questions are told from the answers of all groups of the site, without names: a group
    alone seldom has enough.
    """
    place = desk.place(module)
    known = next((each for each in catalogue() if each.id == place.module), None)
    scores = {
        learner: {item: score.share for item, score in of_learner.items() if not score.to_read}
        for (learner, of_module), of_learner in item_scores(
            desk.folders.cohorts / desk.cohort.id
        ).items()
        if of_module == place.module
    }
    final = _final_of(desk, known, [desk.cohort])
    everywhere = _final_of(desk, known, _groups_with(desk, place.module))
    return desk.page(
        "items.html",
        place=place,
        module=known,
        titles={item.id: item.title for item in known.manifest.items} if known else {},
        figures=item_figures(scores),
        questions=item_figures(final.shares),
        prompts=final.prompts,
        wrong=common_wrong(final.wrong),
        taken=final.taken,
        weak={
            each.item: found
            for each in item_figures(everywhere.shares)
            if (found := weaknesses(each, everywhere.taken.get(each.item, []), everywhere.shares))
        },
        most_answers=max((each.learners for each in item_figures(everywhere.shares)), default=0),
        enough_answers=ENOUGH_ANSWERS,
    )


def _groups_with(desk: Desk, module: str) -> Sequence[CohortRecord]:
    return desk.records.scalars(
        select(CohortRecord).join(CohortModule).where(CohortModule.module == module)
    ).all()


def _final_of(desk: Desk, module: Module | None, groups: Iterable[CohortRecord]) -> FinalAnswers:
    """Return what some groups answered; learners are told apart by group and name."""
    if module is None:
        return FinalAnswers()
    folders, draws = {}, {}
    for group in groups:
        for each in group.enrolments:
            name = each.person.name
            learner = f"{group.id}/{name}"
            folders[learner] = submitted_folder(desk.folders, group.id, name, module.id)
            draws[learner] = draw_of(desk.folders, name, group.id, module.id)
    return final_answers(module, folders, draws, reader_language(desk.request))
