"""What a certificate's number shows of it; with the control code also the name."""

import datetime
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from campus5g.site.certificates.content import Content, digest
from campus5g.site.certificates.numbers import as_number, initials, same_code
from campus5g.site.records.certificates import Certificate, CertificateKind

Verdict = Literal["valid", "revoked", "replaced", "altered"]


@dataclass(frozen=True)
class Verified:
    """A certificate as its verification page shows it."""

    number: str
    verdict: Verdict
    kind: CertificateKind
    training: str
    provider: str
    starts: datetime.date
    ends: datetime.date
    issued_on: datetime.date
    revoked_at: datetime.datetime | None
    initials: str
    name: str
    """Empty without the control code."""
    code_was_wrong: bool


def verify(records: Session, number: str, code: str = "") -> Verified | None:
    """Return what may be shown of a certificate; None for an unknown number.

    Args:
        records: the database session.
        number: as typed.
        code: the control code as typed; empty if unknown.
    """
    certificate = records.scalar(select(Certificate).where(Certificate.number == as_number(number)))
    if certificate is None:
        return None
    content = Content.model_validate(certificate.content)
    right = bool(code) and same_code(code, certificate.content_sha256)
    holder, training = content.holder, content.training
    return Verified(
        number=certificate.number,
        verdict=_verdict(records, certificate),
        kind=certificate.kind,
        training=training.title,
        provider=content.provider.name,
        starts=training.starts,
        ends=training.ends,
        issued_on=content.issued_on,
        revoked_at=certificate.revoked_at,
        initials=initials(holder.first_name, holder.last_name),
        name=holder.name if right else "",
        code_was_wrong=bool(code) and not right,
    )


def _verdict(records: Session, certificate: Certificate) -> Verdict:
    if digest(certificate.content) != certificate.content_sha256:
        return "altered"
    if certificate.revoked_at is None:
        return "valid"
    successor = select(Certificate.id).where(Certificate.replaces_id == certificate.id)
    return "replaced" if records.scalar(successor) else "revoked"
