"""Why a test runs in the learner's interpreter, as sentences for the trainer and the author."""

from collections.abc import Callable

from autograder.language import t


def why_shared(reason: str) -> str:
    """Return the sentence of a `autograder.grading.placing.placement.Reason`."""
    return _SENTENCES[reason]()


_SENTENCES: dict[str, Callable[[], str]] = {
    "asked": lambda: t(fr="L’auteur l’a demandé.", en="The author asked for it."),
    "figure": lambda: t(
        fr="Il examine une figure, qui reste dans le notebook.",
        en="It examines a figure, which stays in the notebook.",
    ),
    "history": lambda: t(
        fr="Il lit l’historique des cellules (In, Out, _).",
        en="It reads the history of cells (In, Out, _).",
    ),
    "identity": lambda: t(
        fr="Il compare l’identité de deux objets (is, id).",
        en="It compares the identity of two objects (is, id).",
    ),
    "kernel": lambda: t(
        fr="Le notebook utilise son propre noyau : ses tests n’y sont même pas scellés.",
        en="The notebook runs its own kernel, in which tests are not even sealed.",
    ),
    "magic": lambda: t(
        fr="Il utilise une commande d’IPython (%, ! ou get_ipython).",
        en="It uses a command of IPython (%, ! or get_ipython).",
    ),
    "patch": lambda: t(
        fr="Il remplace ce que le code de l’apprenant appelle.",
        en="It replaces what the learner’s code calls.",
    ),
    "rebinds": lambda: t(
        fr="Il redéfinit un nom que lit le code du notebook, ou un autre test scellé.",
        en="It redefines a name that the notebook’s code, or another sealed test, reads.",
    ),
    "reflection": lambda: t(
        fr="Il examine le code même de l’apprenant (inspect, eval, __code__).",
        en="It examines the learner’s code itself (inspect, eval, __code__).",
    ),
    "seed": lambda: t(
        fr="Il fixe le hasard que tire le code de l’apprenant.",
        en="It seeds the random numbers that the learner’s code draws.",
    ),
    "syntax": lambda: t(
        fr="Ce n’est pas du Python que l’on puisse lire.", en="It is not Python that can be read."
    ),
    "unlike": lambda: t(
        fr="La réponse de l’auteur donne un autre résultat dans deux processus.",
        en="The author’s answer gives another result in two processes.",
    ),
    "unproven": lambda: t(
        fr="La réponse de l’auteur n’a pas tous les points ici : rien n’est donc prouvé.",
        en="The author’s answer does not earn all points here, so nothing is proved.",
    ),
    "unsealable": lambda: t(
        fr="Sous scellé, même la réponse de l’auteur échoue ; sans, elle réussit. Un échec attend "
        "votre note.",
        en="Under seal even the author’s answer fails; without, it passes. A failure waits for "
        "your mark.",
    ),
    "unread": lambda: t(
        fr="Le notebook de l’auteur manque, ou n’a pas ce test.",
        en="The author’s notebook is missing, or does not have this test.",
    ),
}
