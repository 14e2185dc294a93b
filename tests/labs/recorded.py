"""What a learner with the worked answers measured in each lab, recorded to be graded again.

A lab's measurements take a kit's real time; grading them takes seconds. They are recorded by
`./campus prove labs -- --record`, and signed by the tests for the lab as it is released today.
"""

import tarfile
from pathlib import Path

from campus5g.evidence import (
    Envelope,
    KitKey,
    SigningKey,
    Statement,
    Work,
    attestation_of,
    find_evidence,
    publish,
)

RECORDED = Path(__file__).with_name("recorded")


def unpack(lab: str, folder: Path) -> None:
    """Lay out what was recorded of a lab."""
    with tarfile.open(_archive_of(lab)) as archive:
        archive.extractall(folder, filter="data")


def record(lab: str, evidence: Path) -> None:
    """Keep a folder of evidence for runs to come."""

    def without_its_maker(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = entry.mtime = 0
        entry.uname = entry.gname = ""
        return entry

    with tarfile.open(_archive_of(lab), "w:xz") as archive:
        for file in sorted(evidence.iterdir()):
            archive.add(file, file.name, filter=without_its_maker)


def sign_anew(evidence: Path, key: SigningKey, work: Work | None = None) -> None:
    """Sign every piece again, where given for another work than it was measured for."""
    for artefact in find_evidence(evidence):
        statement = statement_of(artefact)
        if work is not None:
            measurement = statement.measurement.model_copy(update={"work": work})
            statement = statement.model_copy(update={"measurement": measurement})
        attestation_of(artefact).write_text(statement.signed(key).to_json())


def statement_of(artefact: Path) -> Statement:
    return Statement.read(Envelope.from_json(attestation_of(artefact).read_text()))


def trusted_key(folder: Path) -> SigningKey:
    """Make a key that graders of this run trust as one of any kit."""
    key = SigningKey.at(folder / "kit.pem")
    publish(KitKey(key.public.public))
    return key


def operations(evidence: Path) -> dict[str, str]:
    """Return what a kit was asked for, by piece."""
    return {
        piece.name: statement_of(piece).measurement.operation for piece in find_evidence(evidence)
    }


def _archive_of(lab: str) -> Path:
    return RECORDED / f"{lab}.tar.xz"
