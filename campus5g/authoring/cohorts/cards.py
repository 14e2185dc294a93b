"""The card a lab's notebook finds while it is graded, and the draw that its tests alone know."""

from pathlib import Path
from typing import Any

from autograder.errors import AutograderError
from campus5g.authoring.catalogue import GRADERS_PROGRAMS
from campus5g.courseware.lab.dealing import dealt, has_cards
from campus5g.courseware.lab.learner_card import CARD_FILE, CardError, without_words
from campus5g.draw import DRAW_VARIABLE, Draw


def card_to_grade_by(source: Path, draw: Draw) -> dict[str, Any]:
    """Return what an `autograder.grading.Checked` says of a lab's card; nothing without cards.

    Args:
        source: the lab's folder in the cohort's course.
        draw: the learner's.

    Raises:
        AutograderError: the lab's programs fail, for every learner alike.
    """
    if not has_cards(source):
        return {}
    try:
        card = without_words(dealt(source, draw))
    except CardError as error:
        raise AutograderError(error.problem, error.remedy) from error
    return {
        "files": {CARD_FILE: card},
        "withheld": frozenset(GRADERS_PROGRAMS),
        # The tests' alone: a notebook could compute its case of it, wherever it found the program.
        "for_tests": {DRAW_VARIABLE: draw.seed.hex()},
    }
