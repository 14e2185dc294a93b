"""The live board: who is where, and who is stuck."""

import datetime

from fastapi import APIRouter
from fastapi.responses import Response

from campus5g.authoring.catalogue import Module, catalogue
from campus5g.authoring.final_quiz import quiz_of
from campus5g.language import Language
from campus5g.manifest import ManifestError, Text
from campus5g.site.learning.board import board
from campus5g.site.learning.submission_times import latest_times
from campus5g.site.portal.desk.at_desk import AtDesk

router = APIRouter(prefix="/desk/{cohort}/board")

_LONGEST = 90


@router.get("")
def live_board(desk: AtDesk) -> Response:
    """Show what everyone in the group is doing now."""
    modules = {module.id: module for module in catalogue()}
    places = [place.module for place in desk.cohort.modules]
    seats = board(
        desk.folders,
        desk.cohort,
        {module: latest_times(desk.folders, desk.cohort.id, module) for module in places},
        datetime.datetime.now(datetime.UTC),
    )

    def called(module: str, item: str) -> str:
        return _title_of(modules.get(module), item, desk.person.language)

    return desk.page("board.html", seats=seats, modules=modules, called=called)


def _title_of(module: Module | None, item: str, language: Language) -> str:
    """Return the readable name of a question or a test."""
    if module is None:
        return item
    for graded in module.manifest.items:
        if graded.id == item:
            return _in(graded.title, language)
    try:
        quiz = quiz_of(module)
    except ManifestError:
        return item
    for asked in quiz.items if quiz else ():
        if asked.id == item:
            text = _in(asked.prompt, language)
            return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return item


def _in(text: Text, language: Language) -> str:
    return text.fr if language == "fr" else text.en
