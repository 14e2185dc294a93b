"""What a lab's notebook calls beside the kit: predictions, hints, advice, the result sheet."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from campus5g.courseware.lab.advice import plain_errors
from campus5g.courseware.lab.prediction import Compared, Predicted, compare, predict

if TYPE_CHECKING:
    from campus5g.courseware.lab.hints import LabHints
    from campus5g.courseware.lab.result_sheet import ResultSheet

__all__ = ["Compared", "Predicted", "compare", "hint", "plain_errors", "predict", "sheet"]


def hint(item: str) -> "LabHints":
    """Return the three hints of an item, as ``hints.yaml`` beside the notebook has them.

    Reading one takes no points away; which were read stands on the result sheet.

    Raises:
        HintError: there is no such file, or it has no hints of that name.
    """
    from campus5g.courseware.lab.hints import hints_of

    return hints_of(item)


def sheet(title: str, results: Mapping[str, object], words: str = "") -> "ResultSheet":
    """Make the one-page result sheet: ``result-sheet.html`` beside the notebook, to keep or print.

    Args:
        title: of the lab.
        results: what was found, by what it is; a function is called, and if that fails, the sheet
            says "not yet".
        words: what the learner takes away, in their own words.
    """
    from campus5g.courseware.lab.result_sheet import make_sheet

    return make_sheet(title, results, words)
