"""Predictions in a lab: a letter before the measurement, compared with the outcome.

They unlock nothing and earn no points; once compared, a prediction can't be changed.
"""

from dataclasses import dataclass
from html import escape

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


class Compared(Predicted):
    """The reply once the measurement has given the outcome."""


def predict(name: str, choice: str) -> Predicted:
    """Note a prediction, to be compared later.

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
                fr=f"Le résultat est connu : votre prédiction reste {before['choice']}.",
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
    return Predicted(
        t(
            fr=f"Votre prédiction est notée : {chosen}. Mesurez maintenant.",
            en=f"Your prediction is noted: {chosen}. Now measure.",
        )
    )


def compare(name: str, outcome: str, about: str) -> Compared:
    """Show the outcome beside the prediction.

    Args:
        name: as in `predict`.
        outcome: the letter that the measurement gives.
        about: what was predicted, in a few words, for the result sheet.
    """
    notes = LabNotes()
    before = notes.predicted().get(name)
    if before is None:
        return Compared(
            t(
                fr=f"La mesure donne {outcome}. Vous n’aviez rien prédit.",
                en=f"The measurement gives {outcome}. You had not made a prediction.",
            )
        )
    notes.compare(name, outcome, about)
    if before["choice"] == outcome:
        return Compared(
            t(
                fr=f"Vous aviez prédit {outcome}, la mesure le confirme.",
                en=f"You predicted {outcome}, and the measurement confirms it.",
            )
        )
    return Compared(
        t(
            fr=f"Vous aviez prédit {before['choice']}, la mesure donne {outcome}. Cherchez ce "
            "qui vous a surpris : c’est là qu’on apprend.",
            en=f"You predicted {before['choice']}, the measurement gives {outcome}. Look for "
            "what surprised you: that is where you learn most.",
        )
    )
