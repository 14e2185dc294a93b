"""What a lab's notebook uses besides the kit: predictions, hints, advice, the result sheet."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from campus5g.courseware.lab.advice import plain_errors
from campus5g.courseware.lab.prediction import Compared, Predicted, compare, predict
from campus5g.draw import Draw, draw_in
from campus5g.kit.starting.private import this_learner

if TYPE_CHECKING:
    from campus5g.courseware.lab.hints import LabHints
    from campus5g.courseware.lab.learner_card import Card
    from campus5g.courseware.lab.result_sheet import ResultSheet

__all__ = [
    "Compared",
    "Predicted",
    "card",
    "compare",
    "draw",
    "hint",
    "plain_errors",
    "predict",
    "sheet",
]


def card() -> "Card":
    """Return this learner's card: what their draw set, to read, and the data to work on.

    It is the ``card.json`` beside the notebook. Where the lab's own programs lie there, as an
    author has them, it is made of the draw.

    Raises:
        CardError: there is no card, or it can't be read.
    """
    from campus5g.courseware.lab.dealing import card_here
    from campus5g.courseware.lab.learner_card import CARD_FILE, read_card

    folder = Path.cwd()
    file = folder / CARD_FILE
    return read_card(file) if file.is_file() else card_here(folder, draw())


def draw() -> Draw:
    """Return this learner's draw in this lab, of which graders know the case.

    Raises:
        CampusError: the key of draws can't be read.
    """
    return draw_in(Path.cwd(), this_learner())


def hint(item: str) -> "LabHints":
    """Return the three hints of an item, as ``hints.yaml`` beside the notebook has them.

    Reading one takes no points away; which were read stands on the result sheet.

    Raises:
        HintError: the file is missing, or has no hints with that name.
    """
    from campus5g.courseware.lab.hints import hints_of

    return hints_of(item)


def sheet(title: str, results: Mapping[str, object], words: str = "") -> "ResultSheet":
    """Make the one-page result sheet: ``result-sheet.html`` beside the notebook, to keep or print.

    Args:
        title: the lab's title.
        results: the findings by name; a function is called, and if it fails, the sheet
            says "not yet".
        words: the learner's conclusions, in their own words.
    """
    from campus5g.courseware.lab.result_sheet import make_sheet

    return make_sheet(title, results, words)
