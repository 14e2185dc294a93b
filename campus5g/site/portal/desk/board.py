"""The live board: who is where, and who is stuck."""

import datetime
from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from campus5g.authoring.catalogue import Module, catalogue
from campus5g.authoring.final_quiz import quiz_of
from campus5g.language import Language
from campus5g.manifest import ManifestError, Text
from campus5g.site.learning.board import board
from campus5g.site.learning.questions_live import questions
from campus5g.site.learning.submission_times import latest_times
from campus5g.site.portal.desk.at_desk import AtDesk
from campus5g.site.teaching.enrolling.namesakes import names_apart

router = APIRouter(prefix="/desk/{cohort}/board")

_LONGEST = 90


@router.get("")
def live_board(desk: AtDesk, module: Annotated[str, Query(max_length=64)] = "") -> Response:
    """Show what everyone in the group is doing now, and how each question goes.

    The questions are those of the module that is asked for, else of the one that most work at.
    """
    modules = {each.id: each for each in catalogue()}
    places = [place.module for place in desk.cohort.modules]
    now = datetime.datetime.now(datetime.UTC)
    seats = board(
        desk.folders,
        desk.cohort,
        {each: latest_times(desk.folders, desk.cohort.id, each) for each in places},
        now,
    )
    here = Counter(seat.module for seat in seats if seat.doing in ("stuck", "at-work"))
    shown = module if module in places else next((each for each, _ in here.most_common(1)), "")
    there = modules.get(shown)

    titles: dict[str, dict[str, str]] = {}

    def called(module: str, item: str) -> str:
        if module not in titles:
            titles[module] = _titles_of(modules.get(module), desk.person.language)
        return titles[module].get(item, item)

    return desk.page(
        "board.html",
        seats=seats,
        modules=modules,
        called=called,
        names=names_apart(seat.enrolment.person for seat in seats),
        places=[each for each in places if each in modules],
        shown=shown,
        questions=questions(desk.folders, desk.cohort, there, now) if there else [],
    )


def _titles_of(module: Module | None, language: Language) -> dict[str, str]:
    """Return the readable names of a module's questions and tests."""
    if module is None:
        return {}
    graded = {item.id: _in(item.title, language) for item in module.manifest.items}
    try:
        quiz = quiz_of(module)
    except ManifestError:
        return graded
    asked = {item.id: _short(_in(item.prompt, language)) for item in quiz.items} if quiz else {}
    return asked | graded


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _in(text: Text, language: Language) -> str:
    return text.fr if language == "fr" else text.en
