"""Hints in three steps, each opened on its own, so that learners take only what they need."""

from html import escape
from pathlib import Path

from campus5g.courseware.quiz.model import QuizError, load_quiz
from campus5g.courseware.quiz.view import hint_steps
from campus5g.language import t


class ShownHints:
    """Three steps that open one by one; plain HTML, so that it works without a kernel."""

    def __init__(self, steps: list[dict[str, str]]) -> None:
        self._steps = steps

    def __repr__(self) -> str:
        return "\n".join(f"{step['head']} : {step['text']}" for step in self._steps)

    def _repr_html_(self) -> str:
        return "".join(
            f"<details><summary>{escape(step['head'])}</summary>"
            f"<p>{escape(step['text'])}</p></details>"
            for step in self._steps
        )


def show(name: str) -> ShownHints:
    """Return the hints of a part or of a question, as ``quiz.yaml`` beside the notebook has them.

    Args:
        name: id of a part or of a formative question.

    Raises:
        QuizError: there is no quiz, or it has no hints with that name.
    """
    quiz = load_quiz(Path.cwd())
    hints = {item.id: item.hints for item in quiz.items if item.hints} | quiz.hints
    if name not in hints:
        raise QuizError(
            t(fr=f"Il n’y a pas d’indices pour {name}.", en=f"There are no hints for {name}."),
            t(
                fr=f"Il y en a pour : {', '.join(sorted(hints)) or '—'}.",
                en=f"There are some for: {', '.join(sorted(hints)) or '—'}.",
            ),
        )
    return ShownHints(hint_steps(hints[name]))
