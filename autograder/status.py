"""How the grading of a notebook or of a submission ended, in one word and two sentences."""

from enum import StrEnum

from autograder.language import t


class Status(StrEnum):
    """How it ended; what comes later in this list is worse and stands for the whole submission."""

    SKIPPED = "skipped"
    GRADED = "graded"
    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out of memory"
    CRASHED = "crashed"
    NOT_GRADED = "not graded"
    MALFORMED = "malformed"
    TAMPERING = "tampering"

    @property
    def severity(self) -> int:
        """Its place in the list: the submission's status is its notebooks' worst."""
        return list(Status).index(self)

    def for_trainer(self) -> str:
        """Return the sentence for the person who grades."""
        return _FOR_TRAINER[self]()

    def for_learner(self) -> str:
        """Return the sentence for the person who submitted, without blame."""
        return _FOR_LEARNER[self]()


def worst(statuses: "list[Status]") -> Status:
    """Return the status that stands for all of them; `Status.GRADED` for none."""
    return max(statuses, key=lambda status: status.severity, default=Status.GRADED)


_FOR_TRAINER = {
    Status.SKIPPED: lambda: t(
        fr="Rien n’a changé depuis la dernière correction : les notes sont conservées.",
        en="Nothing has changed since it was last graded, so its grades are kept.",
    ),
    Status.GRADED: lambda: t(fr="Corrigé.", en="Graded."),
    Status.TIMEOUT: lambda: t(
        fr="Le temps accordé est écoulé : les tests qui n’ont pas été exécutés attendent votre "
        "note.",
        en="It ran out of time: the tests that did not run wait for your mark.",
    ),
    Status.OUT_OF_MEMORY: lambda: t(
        fr="La mémoire accordée est épuisée : les tests qui n’ont pas été exécutés attendent votre "
        "note.",
        en="It ran out of memory: the tests that did not run wait for your mark.",
    ),
    Status.CRASHED: lambda: t(
        fr="Le notebook a mis fin à son propre interpréteur : ouvrez-le pour voir où.",
        en="The notebook ended its own interpreter: open it to see where.",
    ),
    Status.NOT_GRADED: lambda: t(
        fr="Cette machine n’a pas pu le corriger : complétez-la, puis corrigez de nouveau.",
        en="This machine could not grade it: complete the installation, then grade again.",
    ),
    Status.MALFORMED: lambda: t(
        fr="Le fichier rendu n’est pas un notebook lisible : faites-le rendre à nouveau.",
        en="The submitted file is not a readable notebook: ask the learner to submit it again.",
    ),
    Status.TAMPERING: lambda: t(
        fr="Le notebook a touché au mécanisme de correction : relisez-le et notez à la main.",
        en="The notebook interfered with the grading: read it and grade it by hand.",
    ),
}

_FOR_LEARNER = {
    Status.SKIPPED: lambda: t(fr="Votre note n’a pas changé.", en="Your grade has not changed."),
    Status.GRADED: lambda: t(fr="Votre travail est corrigé.", en="Your work is graded."),
    Status.TIMEOUT: lambda: t(
        fr="Votre notebook n’a pas terminé à temps : cherchez une boucle sans fin.",
        en="Your notebook did not finish in time: look for an endless loop.",
    ),
    Status.OUT_OF_MEMORY: lambda: t(
        fr="Votre notebook a demandé trop de mémoire : cherchez une liste qui grandit sans fin.",
        en="Your notebook asked for too much memory: look for a list that keeps growing.",
    ),
    Status.CRASHED: lambda: t(
        fr="Votre notebook s’est arrêté en route : exécutez-le en entier, puis rendez-le.",
        en="Your notebook stopped before the end: run it from start to end, then submit it again.",
    ),
    Status.NOT_GRADED: lambda: t(
        fr="Votre travail est bien arrivé ; il sera corrigé plus tard.",
        en="Your work has arrived; it will be graded later.",
    ),
    Status.MALFORMED: lambda: t(
        fr="Votre fichier est illisible : enregistrez-le dans JupyterLab, puis rendez-le.",
        en="Your file could not be read: save it in JupyterLab, then submit it again.",
    ),
    Status.TAMPERING: lambda: t(
        fr="Votre formateur relira ce travail lui-même.",
        en="Your trainer will read this work in person.",
    ),
}
