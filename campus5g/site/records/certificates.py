"""Certificates, frozen when they are issued."""

import datetime
from typing import Any, Literal

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from campus5g.site.records.base import Record, now

CertificateKind = Literal["attestation", "completion"]


class Certificate(Record):
    """A document about a learner, as of one day: its ``content`` never changes.

    ``attestation`` gives the results by objective, ``completion`` is the *certificat de
    réalisation*. A correction is a new certificate that ``replaces`` the old one.
    """

    __tablename__ = "certificates"
    __table_args__ = (CheckConstraint("kind in ('attestation', 'completion')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[CertificateKind] = mapped_column(String(16))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohorts.id"))
    issued_at: Mapped[datetime.datetime] = mapped_column(default=now)
    content: Mapped[dict[str, Any]]
    content_sha256: Mapped[str] = mapped_column(String(64))
    revoked_at: Mapped[datetime.datetime | None]
    revoked_why: Mapped[str] = mapped_column(Text, default="")
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("certificates.id"))
