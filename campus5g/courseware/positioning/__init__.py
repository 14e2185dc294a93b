"""The positioning test: where a learner stands in each domain, and which modules follow from it.

A notebook has one call a cell: `test` for the learner, and `record` in a graded cell of 0 points,
so that the result stands in the trainer's gradebook and counts for nothing.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from campus5g.courseware.positioning.recorded import Recorded
    from campus5g.courseware.positioning.widget import PositioningWidget

__all__ = ["record", "test"]


def test() -> "PositioningWidget":
    """Return the test: one question at a time, kept as it is answered, the profile at the end.

    Raises:
        QuizError: there is no plan or no quiz beside the notebook, or they do not fit together.
    """
    from campus5g.courseware.positioning.session import PositioningSession
    from campus5g.courseware.positioning.widget import PositioningWidget
    from campus5g.courseware.quiz.session import Session

    return PositioningWidget(PositioningSession(Session.begin()))


def record(*, for_trainer: bool = False) -> "Recorded":
    """Return what the graded cell shows: a sentence to the learner, the profile to the trainer.

    Args:
        for_trainer: show the profile, as the hidden test of the graded cell asks.
    """
    from campus5g.courseware.positioning.recorded import Recorded

    return Recorded(Path.cwd(), for_trainer=for_trainer)
