"""What the sealing of test cells finds, in words for the trainer."""

from collections.abc import Callable, Iterable

from autograder.language import t
from autograder.running.result import Suspicion

_MAX_NAMES = 5


def suspicion(cell: int, code: str, names: Iterable[str] = ()) -> Suspicion:
    """Return the finding `code` about the test cell with index `cell`; `names` are its details."""
    shown = sorted({name[:80] for name in names})
    more = "…" if len(shown) > _MAX_NAMES else ""
    listed = ", ".join(shown[:_MAX_NAMES]) + more
    return Suspicion(cell, code, _SENTENCES[code](listed))


_SENTENCES: dict[str, Callable[[str], str]] = {
    "replaced": lambda names: t(
        fr=f"Avant ce test, le notebook avait remplacé ce qui sert à vérifier : {names}.",
        en=f"Before this test the notebook had replaced what tests check with: {names}.",
    ),
    "replaced-meanwhile": lambda names: t(
        fr=f"Pendant ce test, le code appelé a remplacé ce qui sert à vérifier : {names}.",
        en=f"During this test the code it called replaced what tests check with: {names}.",
    ),
    "canary": lambda names: t(
        fr="À cet endroit, une vérification fausse était acceptée : le test ne prouve rien.",
        en="At this point a false check was accepted: the test proves nothing.",
    ),
    "hooks": lambda names: t(
        fr=f"Le notebook avait modifié l’interpréteur ({names}) : une vérification fausse y était "
        "acceptée.",
        en=f"The notebook had changed the interpreter ({names}): it let a false check pass.",
    ),
    "number": lambda names: t(
        fr="Le notebook avait modifié l’affichage des nombres : un score affiché serait faux.",
        en="The notebook had changed how numbers are shown: a score that is shown would be false.",
    ),
    "unfinished": lambda names: t(
        fr="Le test est dit réussi, mais toutes ses lignes n’ont pas été exécutées.",
        en="The test is said to have passed, but not all of its statements came to their end.",
    ),
    "not-run": lambda names: t(
        fr="Le test est dit exécuté, mais l’interpréteur ne l’a pas vu passer.",
        en="The test is said to have run, but the interpreter has not seen it.",
    ),
    "forged-result": lambda names: t(
        fr="Le code de l’apprenant a affiché un nombre à la place du score du test.",
        en="The learner's code displayed a number in the place of the test's score.",
    ),
    "hidden-result": lambda names: t(
        fr="Le score affiché par le test a été effacé.",
        en="The score that the test displayed was wiped out.",
    ),
    "own-number": lambda names: t(
        fr="Le score affiché par le test est un objet défini par l’apprenant, et non un nombre.",
        en="The score that the test displayed is an object of the learner's, not a number.",
    ),
    "forged-answer": lambda names: t(
        fr="Le programme a répondu à la place du contrôle des tests.",
        en="The program answered in the place of the check on tests.",
    ),
    "chosen-kernel": lambda names: t(
        fr="Le devoir ne nomme aucun noyau ; celui que le rendu a choisi ne permet pas de protéger "
        "le test du code de l’apprenant.",
        en="The assignment names no kernel; in the one that the submission chose, the test cannot "
        "be sealed off from the learner's code.",
    ),
    "skip-tag": lambda names: t(
        fr="La cellule de test portait une étiquette demandant de ne pas l’exécuter : elle a été "
        "exécutée.",
        en="The test cell carried a tag that asks not to run it: it was run.",
    ),
}
