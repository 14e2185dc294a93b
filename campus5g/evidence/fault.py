"""Why a piece of evidence does not count, as a word for programs and a sentence for people."""

from enum import StrEnum

from campus5g.language import t


class Fault(StrEnum):
    """Why a piece of evidence does not count."""

    UNREADABLE = "unreadable"
    UNKNOWN_KEY = "unknown key"
    FORGED = "forged"
    EXPIRED_KEY = "expired key"
    OTHER_KIT = "other kit"
    MISSING = "missing"
    CHANGED = "changed"
    OTHER_LEARNER = "other learner"
    RENAMED = "renamed"
    NOT_ATTESTED = "missing attestation"
    NOT_A_FILE = "not a file"
    TOO_MANY = "too many"
    OTHER_LAB = "other lab"
    OTHER_COHORT = "other cohort"
    OTHER_RELEASE = "other release"
    NOT_KEPT = "not kept"

    def sentence(self) -> str:
        """Return the fault in words, for the learner or the trainer."""
        return _SENTENCES[self]()


_SENTENCES = {
    Fault.UNREADABLE: lambda: t(
        fr="L’attestation est illisible : mesurez et gardez à nouveau.",
        en="The attestation can't be read: measure again and keep the result.",
    ),
    Fault.UNKNOWN_KEY: lambda: t(
        fr="L’attestation est signée par un kit que ce campus ne connaît pas.",
        en="The attestation is signed by a kit that this campus does not know.",
    ),
    Fault.FORGED: lambda: t(
        fr="La signature n’est pas celle du kit : l’attestation a été modifiée.",
        en="The signature is not the kit's: the attestation was changed.",
    ),
    Fault.EXPIRED_KEY: lambda: t(
        fr="La mesure est postérieure à la fin de validité de la clé du kit.",
        en="The measurement was made after the kit's key had expired.",
    ),
    Fault.OTHER_KIT: lambda: t(
        fr="La clé qui a signé appartient à un autre kit que celui de la mesure.",
        en="The signing key belongs to a different kit from the one measured.",
    ),
    Fault.MISSING: lambda: t(
        fr="Le fichier de la mesure manque à côté de son attestation.",
        en="The measurement file is missing: it should be beside its attestation.",
    ),
    Fault.CHANGED: lambda: t(
        fr="Le fichier n’est plus celui que le kit a signé : son contenu a changé.",
        en="The file is no longer the one that the kit signed: its content has changed.",
    ),
    Fault.OTHER_LEARNER: lambda: t(
        fr="La mesure a été faite par une autre personne.",
        en="The measurement was made by another person.",
    ),
    Fault.RENAMED: lambda: t(
        fr="La mesure a été gardée sous un autre nom, puis copiée sous celui-ci.",
        en="The measurement was kept under another name, then copied to this one.",
    ),
    Fault.NOT_ATTESTED: lambda: t(
        fr="Aucune attestation du kit n’accompagne ce fichier : gardez la mesure avec .keep(…).",
        en="No attestation of the kit lies beside this file: keep the measurement with .keep(…).",
    ),
    Fault.NOT_A_FILE: lambda: t(
        fr="Ce n’est pas un fichier ordinaire, mais un lien, un tube, un périphérique ou un "
        "dossier : il n’a pas été ouvert.",
        en="This is not a regular file but a link, a pipe, a device or a folder: it was not "
        "opened.",
    ),
    Fault.TOO_MANY: lambda: t(
        fr="Le dossier contient trop de fichiers : celui-ci n’a pas été lu.",
        en="The folder holds too many files: this one was not read.",
    ),
    Fault.OTHER_LAB: lambda: t(
        fr="La mesure n’a pas été faite pour cet atelier : mesurez à nouveau dans son notebook.",
        en="The measurement was not made for this lab: measure again in its notebook.",
    ),
    Fault.OTHER_COHORT: lambda: t(
        fr="La mesure a été faite dans un autre groupe : mesurez à nouveau dans celui-ci.",
        en="The measurement was made in another cohort: measure again in this one.",
    ),
    Fault.OTHER_RELEASE: lambda: t(
        fr="La mesure a été faite avec une autre version de l’atelier : mesurez à nouveau.",
        en="The measurement was made with another release of the lab: measure again.",
    ),
    Fault.NOT_KEPT: lambda: t(
        fr="Cette mesure n’a pas été gardée.",
        en="This measurement was not kept.",
    ),
}
