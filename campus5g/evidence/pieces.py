"""Evidence as it lies beside a notebook, and whether it is valid.

A folder of evidence is handed in by a learner: whatever lies there is named with a verdict, and
nothing that lies there makes its reader wait, or read more than the kit has signed.
"""

import os
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from campus5g.evidence.envelope import LONGEST_BYTES, Envelope, EnvelopeError
from campus5g.evidence.fault import Fault
from campus5g.evidence.keys import TrustedKeys
from campus5g.evidence.reading import NotAFileError, read_at_most, sha256_of
from campus5g.evidence.statement import Statement
from campus5g.evidence.work import Work

FOLDER = "evidence"
"""Beside the notebook; travels with a submission."""

_SUFFIX = ".attestation.json"

MOST_PIECES = 200
"""In one folder; what comes after them by name does not count."""
_MOST_ENTRIES = 2 * MOST_PIECES


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
    def name(self) -> str:
        """The artefact's name, as text: on disk it may be any bytes."""
        return os.fsencode(self.artefact.name).decode("utf-8", "backslashreplace")

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


def examine_folder(
    folder: Path, keys: TrustedKeys, learner: str | None = None, work: Work | None = None
) -> list[Evidence]:
    """Examine all that lies in a folder of evidence, by name; hidden entries are ignored.

    Args:
        folder: what a learner kept; none needs to exist.
        keys: the trusted kits.
        learner: as of `examine`.
        work: as of `examine`.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        return [Evidence(folder, None, Fault.NOT_A_FILE)]
    try:
        with os.scandir(folder) as entries:
            visible = (entry.name for entry in entries if not entry.name.startswith("."))
            names = sorted(islice(visible, _MOST_ENTRIES + 1))
    except OSError:
        return []
    artefacts = sorted({name.removesuffix(_SUFFIX) for name in names})
    examined = [examine(folder / name, keys, learner, work) for name in artefacts[:MOST_PIECES]]
    # Names that can't be written to a report are among those that no kit has signed.
    beyond = [Evidence(folder / name, None, Fault.TOO_MANY) for name in artefacts[MOST_PIECES:]]
    return examined + beyond


def examine(
    artefact: Path, keys: TrustedKeys, learner: str | None = None, work: Work | None = None
) -> Evidence:
    """Return whether a piece of evidence counts, and if not, why.

    Args:
        artefact: the measurement's file; its attestation lies beside it.
        keys: the trusted kits.
        learner: who must have made the measurement; None if anyone may.
        work: what it must have been made for; None if that does not matter.
    """
    try:
        text = read_at_most(attestation_of(artefact), LONGEST_BYTES)
        if text is None:
            return Evidence(artefact, None, Fault.UNREADABLE)
        envelope = Envelope.from_json(text)
        statement = Statement.read(envelope)
    except FileNotFoundError:
        return Evidence(
            artefact, None, Fault.NOT_ATTESTED if _is_file(artefact) else Fault.NOT_A_FILE
        )
    except NotAFileError:
        return Evidence(artefact, None, Fault.NOT_A_FILE)
    except (OSError, ValueError, EnvelopeError):
        return Evidence(artefact, None, Fault.UNREADABLE)
    fault = (
        _fault_of_signature(envelope, statement, keys)
        or _fault_of_claim(statement, learner, work)
        or _fault_of_file(artefact, statement)
    )
    return Evidence(artefact, statement, fault)


def _is_file(path: Path) -> bool:
    return not path.is_symlink() and path.is_file()


def _fault_of_signature(
    envelope: Envelope, statement: Statement, keys: TrustedKeys
) -> Fault | None:
    signer = keys.signer_of(envelope)
    if signer is None:
        return Fault.FORGED if keys.knows(envelope.key_id) else Fault.UNKNOWN_KEY
    measurement = statement.measurement
    if signer.kit and signer.kit != measurement.kit:
        return Fault.OTHER_KIT
    if signer.valid_until is not None and measurement.ended_at > signer.valid_until:
        return Fault.EXPIRED_KEY
    return None


def _fault_of_claim(statement: Statement, learner: str | None, work: Work | None) -> Fault | None:
    measurement = statement.measurement
    if learner is not None and measurement.learner != learner:
        return Fault.OTHER_LEARNER
    if work is None:
        return None
    made_for = measurement.work
    if made_for is None or made_for.lab != work.lab:
        return Fault.OTHER_LAB
    if made_for.cohort != work.cohort:
        return Fault.OTHER_COHORT
    return None if made_for.release == work.release else Fault.OTHER_RELEASE


def _fault_of_file(artefact: Path, statement: Statement) -> Fault | None:
    if artefact.name != statement.name:
        return Fault.RENAMED
    try:
        digest = sha256_of(artefact, statement.measurement.size_bytes)
    except FileNotFoundError:
        return Fault.MISSING
    except NotAFileError:
        return Fault.NOT_A_FILE
    except OSError:
        return Fault.UNREADABLE
    return None if digest == statement.sha256 else Fault.CHANGED
