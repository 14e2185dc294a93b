"""What the graded cell of a final shows: to the learner on the page, and once it is graded."""

import os
from pathlib import Path

from IPython.display import HTML, display

from campus5g.courseware.quiz.keys import FinalKey
from campus5g.courseware.quiz.points import as_html, best_attempt, recorded_answers
from campus5g.draw import draw_in
from campus5g.language import VARIABLE, set_language, t


class NotGradedYet:
    """Stands in the learner's copy, where the points are not known."""

    def __repr__(self) -> str:
        return t(
            fr="Les points de ce quiz viennent une fois le module rendu et corrigé.",
            en="The points for this quiz come once the module is handed in and graded.",
        )

    def _repr_html_(self) -> str:
        return f"<p>{self!r}</p>"


def shown_points(key: str, folder: Path) -> float:
    """Show the points by question and return their sum; nothing of the key is shown."""
    final = FinalKey.model_validate_json(key)
    # Where the grader does not say the language of the submission, the key knows the cohort's.
    set_language(None if VARIABLE in os.environ else final.language)
    answers = recorded_answers(folder)
    report = best_attempt(final, answers, draw_in(folder, answers.learner)) if answers else None
    display(HTML(as_html(report, folder)))  # type: ignore[no-untyped-call]
    return report.points if report else 0.0
