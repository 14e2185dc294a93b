"""A prediction: the learner commits to an answer before a control unlocks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import anywidget
import traitlets

from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.record import Record, record_here
from campus5g.courseware.keeping import DRAFT
from campus5g.language import t


@dataclass(frozen=True)
class Guess:
    """An answer that can be predicted."""

    id: str
    words: str


class Prediction(anywidget.AnyWidget):
    """A question with one answer to choose, and the outcome.

    Args:
        name: the key it is recorded under; unique in the module.
        question: the question asked.
        guesses: the answers to choose from.
        outcome: returns the id of the model's answer, and a sentence that explains it;
            called once the learner has committed, never before.
        record: where it is recorded; the module's own record if not given.
    """

    _esm = DRAFT + script(__file__)
    _css = style()
    words = traitlets.Dict().tag(sync=True)
    choice = traitlets.Unicode("").tag(sync=True)
    outcome_words = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        name: str,
        question: str,
        guesses: Sequence[Guess],
        outcome: Callable[[], tuple[str, str]],
        record: Record | None = None,
    ) -> None:
        super().__init__(
            words={
                "name": name,
                "question": question,
                "guesses": [{"id": guess.id, "words": guess.words} for guess in guesses],
                "label": t(fr="Avant d’essayer, pariez", en="Make a prediction before you try"),
                "commit": t(fr="Je parie", en="That is my prediction"),
                "choose": t(fr="Choisissez d’abord une réponse.", en="Choose an answer first."),
            }
        )
        self.name = name
        self.outcome = outcome
        self._guesses = {guess.id: guess.words for guess in guesses}
        self._record = record_here() if record is None else record
        if self._record.made(name):
            self._turn_out(t(fr="Vous avez déjà parié.", en="You have made your prediction."), "")
        self.observe(self._commit, "choice")

    @property
    def committed(self) -> bool:
        """Whether the learner has chosen, now or on an earlier visit."""
        return bool(self.outcome_words)

    def _commit(self, change: dict[str, Any]) -> None:
        choice = change["new"]
        if self.committed or choice not in self._guesses:
            return
        right = choice == self.outcome()[0]
        yours = t(fr="Votre pari : ", en="Your prediction: ") + self._guesses[choice]
        verdict = (
            t(fr="Bien vu.", en="Well spotted.")
            if right
            else t(fr="Le modèle répond autre chose.", en="The model says something else.")
        )
        self._turn_out(yours, verdict)
        self._record.add(self.name, right)

    def _turn_out(self, yours: str, verdict: str) -> None:
        self.outcome_words = {"yours": yours, "verdict": verdict, "why": self.outcome()[1]}
