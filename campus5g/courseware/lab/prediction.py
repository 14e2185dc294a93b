"""Predictions in a lab: a letter before the measurement, compared with the outcome.

They earn no points; once compared, a prediction can't be changed. JupyterLab keeps the cells tagged
``after-prediction`` covered until the prediction above them has been compared, which it sees in the
metadata of an output (the extension ``covered-words``).
"""

from dataclasses import dataclass
from html import escape
from typing import Any

from campus5g.courseware.lab.notes import LabNotes
from campus5g.language import t


@dataclass(frozen=True)
class Predicted:
    """The reply to a prediction."""

    sentence: str

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.sentence)}</p>"

    def __repr__(self) -> str:
        return self.sentence


@dataclass(frozen=True)
class Compared(Predicted):
    """The reply once the measurement has given the outcome of a prediction that was made."""

    name: str

    def _repr_mimebundle_(self, **_options: Any) -> tuple[dict[str, str], dict[str, Any]]:
        shown = {"text/plain": self.sentence, "text/html": self._repr_html_()}
        return shown, {"campus5g": {"compared": self.name}}


def predict(name: str, choice: str) -> Predicted:
    """Note a prediction, to be compared with the measurement; at once if that has been made.

    Args:
        name: the key it is noted under; unique in the lab.
        choice: the letter chosen; ``"?"`` until one is.
    """
    chosen = str(choice).strip().upper()
    notes = LabNotes()
    before = notes.predicted().get(name, {})
    if "outcome" in before and chosen != before["choice"]:
        return Predicted(
            t(
                fr=f"Le résultat est connu : votre pari reste {before['choice']}.",
                en=f"The outcome is known: your prediction remains {before['choice']}.",
            )
        )
    if len(chosen) != 1 or not chosen.isalpha():
        return Predicted(
            t(
                fr="Remplacez le point d’interrogation par votre lettre, puis relancez la cellule.",
                en="Replace the question mark with your letter, then run the cell again.",
            )
        )
    if before.get("choice") != chosen:
        notes.predict(name, chosen)
    measured = notes.awaited(name)
    if measured is not None:
        return compare(name, *measured)
    return Predicted(
        t(
            fr=f"Votre pari est enregistré : {chosen}. Mesurez maintenant.",
            en=f"Your prediction is noted: {chosen}. Now measure.",
        )
    )


def compare(name: str, outcome: str, about: str) -> Predicted:
    """Show the outcome beside the prediction; without one, ask for it first.

    Args:
        name: as in `predict`.
        outcome: the letter that the measurement gives.
        about: what was predicted, in a few words, for the result sheet.
    """
    notes = LabNotes()
    before = notes.predicted().get(name)
    if before is None:
        notes.await_prediction(name, outcome, about)
        return Predicted(
            t(
                fr="La mesure est faite. Écrivez maintenant votre pari plus haut et relancez "
                "sa cellule : elle vous répondra, et l’explication s’ouvrira.",
                en="The measurement is made. Now write your prediction above and run its cell "
                "again: it will answer you, and the explanation will open.",
            )
        )
    notes.compare(name, outcome, about)
    if before["choice"] == outcome:
        sentence = t(
            fr=f"Vous aviez parié {outcome}, la mesure le confirme.",
            en=f"You predicted {outcome}, and the measurement confirms it.",
        )
    else:
        sentence = t(
            fr=f"Vous aviez parié {before['choice']}, la mesure donne {outcome}. Cherchez ce "
            "qui vous a surpris : c’est là qu’on apprend.",
            en=f"You predicted {before['choice']}, the measurement gives {outcome}. Look for "
            "what surprised you: that is where you learn most.",
        )
    return Compared(sentence, name)
