"""The findings of sealed test cells, as sentences for the trainer."""

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
        fr=f"Avant ce test, le notebook avait remplacé ce dont dépend le test : {names}.",
        en=f"Before this test, the notebook had replaced what tests rely on: {names}.",
    ),
    "replaced-meanwhile": lambda names: t(
        fr=f"Pendant ce test, le code appelé a remplacé ce dont dépend le test : {names}.",
        en=f"During this test, the code it called replaced what tests rely on: {names}.",
    ),
    "canary": lambda names: t(
        fr="À cet endroit, une assertion fausse était acceptée : le test ne prouve rien.",
        en="At this point a false assertion passed, so the test proves nothing.",
    ),
    "hooks": lambda names: t(
        fr=f"Le notebook avait modifié l’interpréteur ({names}) : une vérification fausse y était "
        "acceptée.",
        en=f"The notebook had changed the interpreter ({names}), which let a false assertion pass.",
    ),
    "number": lambda names: t(
        fr="Le notebook avait modifié l’affichage des nombres : un score affiché serait faux.",
        en="The notebook had changed how numbers are displayed: a score would be wrong.",
    ),
    "unfinished": lambda names: t(
        fr="Le test est annoncé réussi, mais certaines de ses instructions n’ont pas abouti.",
        en="The test was reported as passed, but not all of its statements finished.",
    ),
    "not-run": lambda names: t(
        fr="Le test est annoncé exécuté, mais l’interpréteur ne l’a jamais exécuté.",
        en="The test was reported as run, but the interpreter never ran it.",
    ),
    "forged-result": lambda names: t(
        fr="Le code de l’apprenant a affiché un nombre à la place du score du test.",
        en="The learner's code displayed a number in place of the test's score.",
    ),
    "hidden-result": lambda names: t(
        fr="Le score affiché par le test a été effacé.",
        en="The score that the test displayed was erased.",
    ),
    "own-number": lambda names: t(
        fr="Le score affiché par le test est un objet défini par l’apprenant, et non un nombre.",
        en="The score that the test displayed is an object defined by the learner, not a number.",
    ),
    "forged-answer": lambda names: t(
        fr="Le programme a répondu à la place du contrôle des tests.",
        en="The program answered in place of the check on tests.",
    ),
    "chosen-kernel": lambda names: t(
        fr="Le devoir ne nomme aucun noyau ; celui que le rendu a choisi ne permet pas de protéger "
        "le test du code de l’apprenant.",
        en="The assignment names no kernel; in the one that the submission chose, the test cannot "
        "be sealed off from the learner's code.",
    ),
    "unsealable": lambda names: t(
        fr="Sous la protection des tests, même la réponse de l’auteur échoue à celui-ci : notez-le "
        "à la main.",
        en="Under the protection of tests, even the author's answer fails this one: mark it by "
        "hand.",
    ),
    "skip-tag": lambda names: t(
        fr="La cellule de test portait une étiquette demandant de ne pas l’exécuter : elle a été "
        "exécutée.",
        en="The test cell had a tag that asks not to run it. It was run anyway.",
    ),
}
