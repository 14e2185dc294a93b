"""Examine evidence: the trusted keys, the expected learner, and whether it is genuine."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.places import KITS

if TYPE_CHECKING:
    from campus5g.evidence import Evidence, TrustedKeys

LEARNER_VARIABLE = "CAMPUS5G_LEARNER"

_SUBMISSIONS = ("submitted", "autograded")


def trusted_keys() -> "TrustedKeys":
    """Return the keys of the inventories, and those that this installation's gateways published.

    Inventories that can't be read are skipped.
    """
    from campus5g.evidence import KitKey, TrustedKeys, published_keys
    from campus5g.inventory import InventoryError, load_inventory

    keys = {key.id: key for key in published_keys()}
    for file in sorted(KITS.glob("*.yaml")):
        try:
            kit = load_inventory(file)
        except InventoryError:
            continue
        if kit.gateway.public_key is not None:
            key = KitKey.decode(
                kit.gateway.public_key, kit.name, kit.gateway.public_key_valid_until
            )
            keys[key.id] = key
    return TrustedKeys(keys.values())


def expected_learner(folder: Path) -> str | None:
    """Return the learner whose measurements a folder must hold, or None if unknown.

    It is ``CAMPUS5G_LEARNER``, or follows from nbgrader's ``submitted/<learner>/<assignment>``.
    """
    named = os.environ.get(LEARNER_VARIABLE)
    if named:
        return named
    parts = folder.resolve().parts
    for place in reversed(range(len(parts) - 2)):
        if parts[place] in _SUBMISSIONS:
            return parts[place + 1]
    return None


def verify(path: Path, learner: str | None = None) -> "list[Evidence]":
    """Examine a piece of evidence, or all pieces in a folder.

    Args:
        path: an artefact, its attestation, or a folder.
        learner: who must have measured; by default `expected_learner`.

    Raises:
        CampusError: there is no evidence.
    """
    from campus5g.evidence import examine, find_evidence

    if path.is_dir():
        folders = sorted({path, *(each for each in path.rglob("*") if each.is_dir())})
        artefacts = [artefact for folder in folders for artefact in find_evidence(folder)]
    else:
        names = {each for each in find_evidence(path.parent) if path.name.startswith(each.name)}
        artefacts = sorted(names)
    if not artefacts:
        raise CampusError(
            t(
                fr=f"Il n’y a pas de mesure gardée dans {path}.",
                en=f"There is no evidence at {path}.",
            ),
            t(
                fr="Nommez un dossier qui contient des attestations (*.attestation.json), ou un "
                "fichier de mesure.",
                en="Name a folder that holds attestations (*.attestation.json), or one artefact.",
            ),
        )
    keys = trusted_keys()
    return [
        examine(artefact, keys, learner or expected_learner(artefact.parent))
        for artefact in artefacts
    ]


def as_data(piece: "Evidence") -> dict[str, Any]:
    """Return a piece as JSON-ready data, with the sentence on its fault."""
    return {
        "artefact": str(piece.artefact),
        "genuine": piece.holds,
        "fault": piece.fault,
        "sentence": piece.fault.sentence() if piece.fault else "",
        "statement": piece.statement.model_dump(mode="json") if piece.statement else None,
    }
