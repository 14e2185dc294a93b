"""Questions of a module: formative ones, and a final that is graded through nbgrader.

A notebook has one call a cell: `part` after each part, `case` where questions are on a case that is
drawn, `final` at the end, and `score` in the graded cell.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from campus5g.courseware.quiz.session import FinalSession, PartSession, Session

if TYPE_CHECKING:
    from campus5g.courseware.quiz.case_shown import CaseShown
    from campus5g.courseware.quiz.score_shown import NotGradedYet
    from campus5g.courseware.quiz.widget import FinalWidget, PartWidget

__all__ = ["case", "final", "part", "score"]


def case() -> "CaseShown":
    """Return what this learner reads of the case that their draw picks.

    Raises:
        QuizError: there is no quiz beside the notebook, or it describes no case.
    """
    from campus5g.courseware.quiz.case_shown import CaseShown

    return CaseShown(Session.begin())


def part(name: str) -> "PartWidget":
    """Return the formative questions of a part, with feedback at once.

    Raises:
        QuizError: there is no quiz beside the notebook, or it has no such part.
    """
    from campus5g.courseware.quiz.widget import PartWidget

    return PartWidget(PartSession(Session.begin(), name))


def final() -> "FinalWidget":
    """Return the final: drawn for this learner, kept as it is answered, handed in at the end.

    Raises:
        QuizError: there is no quiz beside the notebook, or it has no final.
    """
    from campus5g.courseware.quiz.widget import FinalWidget

    return FinalWidget(FinalSession(Session.begin()))


def score(key: str | None = None) -> "float | NotGradedYet":
    """Return the points of the final, as the result of the graded cell.

    Args:
        key: the final's key, as the hidden test of the graded cell gives it
            (`campus5g.courseware.quiz.keys.FinalKey` in JSON). A learner's copy has none: then
            what comes back says that the points come with the trainer's grading.
    """
    from campus5g.courseware.quiz.score_shown import NotGradedYet, shown_points

    return NotGradedYet() if key is None else shown_points(key, Path.cwd())
