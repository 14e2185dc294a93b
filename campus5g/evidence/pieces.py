"""Evidence as it lies beside a notebook, and whether it is valid."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from campus5g.evidence.envelope import Envelope, EnvelopeError
from campus5g.evidence.keys import TrustedKeys
from campus5g.evidence.statement import Statement
from campus5g.language import t

FOLDER = "evidence"
"""Beside the notebook; travels with a submission."""

_SUFFIX = ".attestation.json"
_BLOCK_BYTES = 1 << 20


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
}


@dataclass(frozen=True)
class Evidence:
    """A piece of evidence that was examined.

    Args:
        artefact: the file.
        statement: what its attestation says; None if it can't be read.
        fault: why it does not count; None if it does.
    """

    artefact: Path
    statement: Statement | None
    fault: Fault | None

    @property
    def holds(self) -> bool:
        """Whether it counts."""
        return self.fault is None


def attestation_of(artefact: Path) -> Path:
    """Return where an artefact's attestation lies."""
    return artefact.with_name(artefact.name + _SUFFIX)


def find_evidence(folder: Path) -> list[Path]:
    """Return the artefacts of a folder's attestations, by name, whether they are there or not."""
    return [
        path.with_name(path.name.removesuffix(_SUFFIX))
        for path in sorted(folder.glob(f"*{_SUFFIX}"))
    ]


def examine(artefact: Path, keys: TrustedKeys, learner: str | None = None) -> Evidence:
    """Return whether a piece of evidence counts, and if not, why.

    Args:
        artefact: the measurement's file; its attestation lies beside it.
        keys: the trusted kits.
        learner: who must have made the measurement; None if anyone may.
    """
    try:
        envelope = Envelope.from_json(attestation_of(artefact).read_bytes())
        statement = Statement.read(envelope)
    except (OSError, EnvelopeError):
        return Evidence(artefact, None, Fault.UNREADABLE)
    return Evidence(artefact, statement, _fault(artefact, envelope, statement, keys, learner))


def _fault(
    artefact: Path,
    envelope: Envelope,
    statement: Statement,
    keys: TrustedKeys,
    learner: str | None,
) -> Fault | None:
    signer = keys.signer_of(envelope)
    if signer is None:
        return Fault.FORGED if keys.knows(envelope.key_id) else Fault.UNKNOWN_KEY
    measurement = statement.measurement
    if signer.kit and signer.kit != measurement.kit:
        return Fault.OTHER_KIT
    if signer.valid_until is not None and measurement.ended_at > signer.valid_until:
        return Fault.EXPIRED_KEY
    if learner is not None and measurement.learner != learner:
        return Fault.OTHER_LEARNER
    if artefact.name != statement.name:
        return Fault.RENAMED
    if artefact.is_symlink() or not artefact.is_file():
        return Fault.MISSING
    return None if _sha256(artefact) == statement.sha256 else Fault.CHANGED


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()
