"""Certificates are issued, revoked and corrected; never changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from campus5g.authoring.catalogue import Module
from campus5g.errors import CampusError
from campus5g.language import t, translator
from campus5g.site.certificates.achievements import achieved
from campus5g.site.certificates.content import (
    Content,
    Done,
    Holder,
    ModuleResult,
    Training,
    digest,
)
from campus5g.site.certificates.earning import Followed, followed, period_of, reason_against
from campus5g.site.certificates.numbers import new_number
from campus5g.site.folders import SiteFolders
from campus5g.site.records.base import now
from campus5g.site.records.certificates import Certificate, CertificateKind
from campus5g.site.records.cohorts import CohortRecord, Enrolment
from campus5g.site.settings import settings


class NotEarnedError(CampusError):
    """A document that a learner can't have.

    Args:
        enrolment: the learner in the cohort.
        reason: in words.
    """

    def __init__(self, enrolment: Enrolment, reason: str) -> None:
        name = enrolment.person.shown_name
        super().__init__(
            t(
                fr=f"Le document de {name} ne peut pas être délivré : {reason}.",
                en=f"The document of {name} can’t be issued: {reason}.",
            ),
            t(
                fr="Complétez ce qui manque, puis recommencez.",
                en="Complete what is missing, then try again.",
            ),
        )
        self.reason = reason


@dataclass(frozen=True)
class Refused:
    """A document that somebody did not get, and why."""

    enrolment: Enrolment
    kind: CertificateKind
    reason: str


@dataclass(frozen=True)
class Issued:
    """What became of a batch."""

    certificates: list[Certificate]
    refused: list[Refused]


def certificates_of(records: Session, cohort: CohortRecord) -> dict[int, list[Certificate]]:
    """Return the certificates of a cohort by person, newest first."""
    found: dict[int, list[Certificate]] = {}
    for each in records.scalars(
        select(Certificate)
        .where(Certificate.cohort_id == cohort.id)
        .order_by(Certificate.id.desc())
    ):
        found.setdefault(each.person_id, []).append(each)
    return found


def in_force(records: Session, enrolment: Enrolment, kind: CertificateKind) -> Certificate | None:
    """Return the valid certificate of this kind that a learner has for a cohort."""
    return records.scalar(
        select(Certificate)
        .where(
            Certificate.cohort_id == enrolment.cohort_id,
            Certificate.person_id == enrolment.person_id,
            Certificate.kind == kind,
            Certificate.revoked_at.is_(None),
        )
        .order_by(Certificate.id.desc())
    )


def issue(
    records: Session,
    folders: SiteFolders,
    enrolment: Enrolment,
    kind: CertificateKind,
    modules: Mapping[str, Module],
    replaces: Certificate | None = None,
) -> Certificate:
    """Issue a certificate with current data, frozen.

    Args:
        records: the database session.
        folders: the site's state.
        enrolment: the learner in the cohort.
        kind: results by objective, or the *certificat de réalisation*.
        modules: the catalogue by id.
        replaces: the certificate that this one corrects; it is revoked.

    Raises:
        CampusError: as in `drawn_up`.
    """
    certificate = drawn_up(records, folders, enrolment, kind, modules, replaces)
    records.add(certificate)
    if replaces is not None:
        revoke(replaces, certificate.number)
    records.flush()
    return certificate


def issue_all(
    records: Session,
    folders: SiteFolders,
    wanted: Mapping[CertificateKind, Iterable[Enrolment]],
    modules: Mapping[str, Module],
) -> Issued:
    """Issue certificates to the learners who have earned them and have none of that kind.

    Args:
        records: the database session.
        folders: the site's state.
        wanted: the learners in their cohort, by what they are to have.
        modules: the catalogue by id.
    """
    # What learners reached is read from many files: all of it before the first row is written.
    drawn: list[Certificate] = []
    refused: list[Refused] = []
    for kind, enrolments in wanted.items():
        for each in enrolments:
            if in_force(records, each, kind) is not None:
                continue
            try:
                drawn.append(drawn_up(records, folders, each, kind, modules))
            except NotEarnedError as error:
                refused.append(Refused(each, kind, error.reason))
    records.add_all(drawn)
    records.flush()
    return Issued(drawn, refused)


def drawn_up(
    records: Session,
    folders: SiteFolders,
    enrolment: Enrolment,
    kind: CertificateKind,
    modules: Mapping[str, Module],
    replaces: Certificate | None = None,
) -> Certificate:
    """Return a certificate with current data that is not issued yet.

    Args:
        records: the database session; nothing is written to it.
        folders: the site's state.
        enrolment: the learner in the cohort.
        kind: results by objective, or the *certificat de réalisation*.
        modules: the catalogue by id.
        replaces: the certificate that this one corrects.

    Raises:
        NotEarnedError: something is missing, or the learner has not earned it.
        CampusError: they already have such a certificate.
    """
    cohort = enrolment.cohort
    if replaces is None and in_force(records, enrolment, kind):
        raise CampusError(
            t(fr="Ce document a déjà été délivré.", en="This document has already been issued."),
            t(
                fr="Corrigez celui qui existe : le nouveau le remplacera.",
                en="Correct the existing one: a new one will replace it.",
            ),
        )
    results, done = achieved(folders, enrolment, modules), followed(folders, enrolment)
    content = _content(records, enrolment, kind, results, done, replaces)
    data = content.as_data()
    return Certificate(
        number=content.number,
        kind=kind,
        person_id=enrolment.person_id,
        cohort_id=cohort.id,
        content=data,
        content_sha256=digest(data),
        replaces_id=replaces.id if replaces else None,
    )


def revoke(certificate: Certificate, why: str) -> None:
    """Revoke a certificate; one that is already revoked stays as it is.

    Args:
        certificate: which.
        why: the reason, or the number of the certificate that replaces it.
    """
    if certificate.revoked_at is None:
        certificate.revoked_at, certificate.revoked_why = now(), why


def content_of(certificate: Certificate) -> Content:
    """Return the content of a certificate.

    Raises:
        CampusError: it was changed after it was issued.
    """
    if digest(certificate.content) != certificate.content_sha256:
        raise CampusError(
            t(
                fr=f"Le contenu du document {certificate.number} a été modifié après coup.",
                en=f"The content of document {certificate.number} was changed after it was issued.",
            ),
            t(
                fr="Il ne prouve plus rien : prévenez l’administrateur, qui a des sauvegardes.",
                en="It is no longer valid. Tell the administrator, who has backups.",
            ),
        )
    return Content.model_validate(certificate.content)


def _content(
    records: Session,
    enrolment: Enrolment,
    kind: CertificateKind,
    results: list[ModuleResult],
    done: Followed,
    replaces: Certificate | None,
) -> Content:
    cohort, identity = enrolment.cohort, enrolment.person.identity
    reason = reason_against(enrolment, kind, done, results)
    period = period_of(enrolment)
    if reason or identity is None or period is None:
        raise NotEarnedError(enrolment, reason)
    starts, ends = period
    if kind == "completion":
        # It states what was followed: nothing that was never opened.
        results = [each for each in results if each.module in done.worked_at]
    # Without a trainer, nothing is common to a class.
    language = enrolment.person.language if cohort.without_trainer else cohort.language
    chosen, words = settings(records), translator(language)
    opening = chosen.wording.attestation if kind == "attestation" else chosen.wording.certificate
    return Content(
        number=new_number(),
        kind=kind,
        language=language,
        issued_on=now().date(),
        holder=Holder(
            first_name=identity.first_name,
            last_name=identity.last_name,
            employer=identity.employer,
        ),
        training=Training(
            title=cohort.title,
            nature=words(**chosen.wording.nature_of_action.model_dump()),
            mode=cohort.mode,
            place=cohort.place,
            starts=starts,
            ends=ends,
            planned_hours=cohort.planned_hours,
            active_minutes=done.active_minutes,
            done=Done(
                minutes=done.presence.minutes,
                half_days=done.presence.half_days,
                half_day_hours=cohort.half_day_hours,
            ),
        ),
        pass_mark=cohort.pass_mark,
        modules=results,
        provider=chosen.provider,
        opening=words(**opening.model_dump()),
        replaces=replaces.number if replaces else "",
    )
