"""The charter of this lab: what its reader promises, and whether it is signed."""

from campus5g import t

SHORTEST_NAME = 3


class NotMeasuredError(Exception):
    """A test was run before what it judges was measured."""


def measured(piece: object) -> None:
    """Ask for a measurement that was not made.

    Args:
        piece: the capture; None before it was made.

    Raises:
        NotMeasuredError: it was not made.
    """
    if piece is None:
        raise NotMeasuredError(
            t(
                fr="Lancez d’abord la mesure de cette partie ; celle de la coupure attend votre "
                "réponse à l’exercice 4.",
                en="Run this part’s measurement first; that of the cut waits for your answer to "
                "exercise 4.",
            )
        )


def signed(signature: object) -> bool:
    """Return whether the charter is signed; say what to do if it is not.

    Args:
        signature: first name and surname, as the learner has typed them.
    """
    if isinstance(signature, str) and len(signature.split()) > 1 and len(signature) > SHORTEST_NAME:
        return True
    print(
        t(
            fr="Cette cellule ne fait rien tant que la charte n’est pas signée : exercice 1, "
            "votre prénom et votre nom.",
            en="This cell does nothing until the charter is signed: exercise 1, your first name "
            "and surname.",
        )
    )
    return False
