"""A prediction: the learner commits to an answer before a control unlocks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import anywidget
import traitlets

from campus5g.courseware.explorers.files import script, style
from campus5g.language import t


@dataclass(frozen=True)
class Guess:
    """An answer that can be predicted."""

    id: str
    words: str


class Prediction(anywidget.AnyWidget):
    """A question with one answer to choose, and what turns out.

    Args:
        question: what will happen?
        guesses: the answers to choose from.
        outcome: returns the id of what the model answers, and a sentence that tells why;
            asked when the learner has committed, never before.
        on_commit: told the chosen id and whether the model agrees.
    """

    _esm = script("prediction.js")
    _css = style()
    words = traitlets.Dict().tag(sync=True)
    choice = traitlets.Unicode("").tag(sync=True)
    outcome_words = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        question: str,
        guesses: Sequence[Guess],
        outcome: Callable[[], tuple[str, str]],
        on_commit: Callable[[str, bool], None] = lambda choice, right: None,
    ) -> None:
        super().__init__(
            words={
                "question": question,
                "guesses": [{"id": guess.id, "words": guess.words} for guess in guesses],
                "label": t(fr="Avant d’essayer, pariez", en="Before you try, predict"),
                "commit": t(fr="Je parie", en="That is my prediction"),
                "choose": t(fr="Choisissez d’abord une réponse.", en="Choose an answer first."),
            }
        )
        self._guesses = {guess.id: guess.words for guess in guesses}
        self._outcome = outcome
        self._on_commit = on_commit
        self.observe(self._committed, "choice")

    @property
    def committed(self) -> bool:
        """Whether the learner has chosen."""
        return bool(self.outcome_words)

    def _committed(self, change: dict[str, Any]) -> None:
        choice = change["new"]
        if self.committed or choice not in self._guesses:
            return
        answer, why = self._outcome()
        right = choice == answer
        verdict = (
            t(fr="Bien vu.", en="Well seen.")
            if right
            else t(fr="Le modèle répond autre chose.", en="The model answers otherwise.")
        )
        self.outcome_words = {
            "yours": t(fr="Votre pari : ", en="Your prediction: ") + self._guesses[choice],
            "verdict": verdict,
            "why": why,
        }
        self._on_commit(choice, right)
