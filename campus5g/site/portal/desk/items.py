"""What the results of a module show about its items."""

from fastapi import APIRouter
from fastapi.responses import Response

from campus5g.authoring.catalogue import catalogue
from campus5g.site.learning.draws import draw_of
from campus5g.site.learning.final_answers import FinalAnswers, final_answers
from campus5g.site.learning.grade_items import item_scores
from campus5g.site.learning.item_analysis import common_wrong, item_figures
from campus5g.site.portal.desk.at_desk import AtDesk
from campus5g.site.teaching.grading import submitted_folder

router = APIRouter(prefix="/desk/{cohort}/modules/{module}/items")


@router.get("")
def items(desk: AtDesk, module: str) -> Response:
    """Show difficulty and discrimination of each item, and its most frequent wrong answers."""
    place = desk.place(module)
    known = next((each for each in catalogue() if each.id == place.module), None)
    scores = {
        learner: {item: score.share for item, score in of_learner.items() if not score.to_read}
        for (learner, of_module), of_learner in item_scores(
            desk.folders.cohorts / desk.cohort.id
        ).items()
        if of_module == place.module
    }
    folders = {
        each.person.name: submitted_folder(
            desk.folders, desk.cohort.id, each.person.name, place.module
        )
        for each in desk.cohort.enrolments
    }
    draws = {
        learner: draw_of(desk.folders, learner, desk.cohort.id, place.module) for learner in folders
    }
    final = (
        final_answers(known, folders, draws, desk.cohort.language)
        if known
        else FinalAnswers({}, {}, [])
    )
    return desk.page(
        "items.html",
        place=place,
        module=known,
        titles={item.id: item.title for item in known.manifest.items} if known else {},
        figures=item_figures(scores),
        questions=item_figures(final.shares),
        prompts=final.prompts,
        wrong=common_wrong(final.wrong),
    )
