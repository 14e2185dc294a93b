"""Examine evidence: the trusted keys, the expected learner and lab, and whether it is genuine."""

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from campus5g.draw import KEY_VARIABLE
from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.places import KITS
from campus5g.read_on_change import ReadOnChange

if TYPE_CHECKING:
    from campus5g.evidence import Evidence, KitKey, TrustedKeys, Work

LEARNER_VARIABLE = "CAMPUS5G_LEARNER"
COHORT_VARIABLE = "CAMPUS5G_COHORT"
"""Environment variable: the cohort in which notebooks run, where their folder does not tell it."""

_SUBMISSIONS = ("submitted", "autograded")
_LONGEST_RELEASE_BYTES = 200


def trusted_keys(person: str = "") -> "TrustedKeys":
    """Return the keys of the inventories, and those that this installation's gateways published.

    Inventories that can't be read are skipped.

    Args:
        person: whose measurements are examined; the keys that count for theirs alone are added.
    """
    from campus5g.evidence import TrustedKeys, keyring_of, published_keys

    keys = {key.id: key for key in published_keys()}
    if person:
        keys = {key.id: key for key in published_keys(keyring_of(person))} | keys
    for file in sorted(KITS.glob("*.yaml")):
        key = _inventories_read.of(file)
        if key is not None:
            keys[key.id] = key
    return TrustedKeys(keys.values())


def _key_of_inventory(file: Path) -> "KitKey | None":
    from campus5g.evidence import KitKey
    from campus5g.inventory import InventoryError, load_inventory

    try:
        kit = load_inventory(file)
    except InventoryError:
        return None
    if kit.gateway.public_key is None:
        return None
    return KitKey.decode(kit.gateway.public_key, kit.name, kit.gateway.public_key_valid_until)


# A grader asks for the keys with each submission.
_inventories_read = ReadOnChange(_key_of_inventory)


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


def work_in(folder: Path) -> "Work | None":
    """Return what a notebook in a folder measures for; None where the folder can't be a lab's.

    The lab is named like its folder. On a site, the folder above it is named after the cohort.
    """
    from pydantic import ValidationError

    from campus5g.evidence import Work
    from campus5g.evidence.reading import read_at_most
    from campus5g.evidence.work import RELEASE_FILE

    cohort = os.environ.get(COHORT_VARIABLE, "")
    if not cohort and os.environ.get(KEY_VARIABLE):
        cohort = folder.parent.name
    release = b""
    with contextlib.suppress(OSError):
        release = read_at_most(folder / RELEASE_FILE, _LONGEST_RELEASE_BYTES) or b""
    try:
        return Work(
            cohort=cohort, lab=folder.name, release=release.decode("ascii", "replace").strip()
        )
    except ValidationError:
        return None


def verify(path: Path, learner: str | None = None) -> "list[Evidence]":
    """Examine a piece of evidence, or all pieces in a folder.

    Files without an attestation are named where they lie in a folder called ``evidence``.

    Args:
        path: an artefact, its attestation, or a folder.
        learner: who must have measured; by default `expected_learner`.

    Raises:
        CampusError: there is no evidence.
    """
    from campus5g.evidence import FOLDER, examine, examine_folder, find_evidence

    keys = trusted_keys()
    examined: list[Evidence] = []
    if path.is_dir():
        for folder in sorted({path, *(each for each in path.rglob("*") if each.is_dir())}):
            whose = learner or expected_learner(folder)
            if folder.name == FOLDER:
                examined += examine_folder(folder, keys, whose)
            else:
                examined += [examine(each, keys, whose) for each in find_evidence(folder)]
    else:
        names = {each for each in find_evidence(path.parent) if path.name.startswith(each.name)}
        examined += [
            examine(each, keys, learner or expected_learner(each.parent)) for each in sorted(names)
        ]
    if not examined:
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
    return examined


def as_data(piece: "Evidence") -> dict[str, Any]:
    """Return a piece as JSON-ready data, with the sentence on its fault."""
    return {
        "artefact": str(piece.artefact.with_name(piece.name)),
        "genuine": piece.holds,
        "fault": piece.fault,
        "sentence": piece.fault.sentence() if piece.fault else "",
        "statement": piece.statement.model_dump(mode="json") if piece.statement else None,
    }
