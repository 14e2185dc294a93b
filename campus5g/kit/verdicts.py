"""What a grader found about each piece of evidence, before the notebook runs and outside of it.

The grader hands it to the sandbox in an environment variable. A replay then serves what the grader
has accepted, byte for byte, and says the grader's reason for the rest; which keys are trusted is
not asked again where a learner's code could answer.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from campus5g.evidence import Evidence, Fault, Statement

VERDICTS_VARIABLE = "CAMPUS5G_EVIDENCE_VERDICTS"
"""Environment variable: the verdicts in JSON."""


@dataclass(frozen=True)
class Verdicts:
    """The verdicts on a folder of evidence.

    Args:
        accepted: the SHA-256 of each piece that counts, by its name.
        refused: why each other piece does not, by its name.
    """

    accepted: dict[str, str]
    refused: dict[str, "Fault"]

    @classmethod
    def on(cls, pieces: "Iterable[Evidence]") -> Self:
        """Return the verdicts on pieces that were examined."""
        accepted: dict[str, str] = {}
        refused: dict[str, Fault] = {}
        for piece in pieces:
            if piece.name != piece.artefact.name:
                continue  # not text: no kit signs such a name, and no notebook asks for it
            if piece.fault is not None:
                refused[piece.name] = piece.fault
            elif piece.statement is not None:
                accepted[piece.name] = piece.statement.sha256
        return cls(accepted, refused)

    @classmethod
    def of_surroundings(cls) -> Self | None:
        """Return the verdicts that the grader gave; None outside of grading."""
        text = os.environ.get(VERDICTS_VARIABLE)
        return cls.from_text(text) if text else None

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read what `to_text` wrote."""
        from campus5g.evidence import Fault

        given = json.loads(text)
        refused = {str(name): Fault(fault) for name, fault in given["refused"].items()}
        return cls(dict(given["accepted"]), refused)

    def to_text(self) -> str:
        """Return them as the value of an environment variable."""
        return json.dumps({"accepted": self.accepted, "refused": self.refused}, ensure_ascii=False)

    def examine_all(self, folder: Path) -> "list[Evidence]":
        """Return every piece of a folder with its verdict."""
        return [self.examine(folder / name) for name in sorted({**self.accepted, **self.refused})]

    def examine(self, artefact: Path) -> "Evidence":
        """Return a piece with its verdict; one that was changed since does not count."""
        from campus5g.evidence import Evidence, Fault
        from campus5g.evidence.reading import sha256_of

        statement = _statement_of(artefact)
        fault = self.refused.get(artefact.name)
        if fault is None and artefact.name not in self.accepted:
            fault = Fault.NOT_KEPT
        if fault is not None or statement is None:
            return Evidence(artefact, statement, fault or Fault.UNREADABLE)
        try:
            digest = sha256_of(artefact, statement.measurement.size_bytes)
        except OSError:
            return Evidence(artefact, statement, Fault.MISSING)
        same = digest == self.accepted[artefact.name]
        return Evidence(artefact, statement, None if same else Fault.CHANGED)


def _statement_of(artefact: Path) -> "Statement | None":
    from campus5g.evidence import Envelope, Statement, attestation_of
    from campus5g.evidence.envelope import LONGEST_BYTES
    from campus5g.evidence.reading import read_at_most

    try:
        text = read_at_most(attestation_of(artefact), LONGEST_BYTES)
        return None if text is None else Statement.read(Envelope.from_json(text))
    except (OSError, ValueError):
        return None
