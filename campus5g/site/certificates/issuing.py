"""Certificates are issued, revoked and corrected; never changed."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from campus5g.authoring.catalogue import Module
from campus5g.errors import CampusError
from campus5g.language import t, translator
from campus5g.site.certificates.achievements import achieved, minutes_at_work
from campus5g.site.certificates.content import Content, Holder, ModuleResult, Training, digest
from campus5g.site.certificates.numbers import new_number
from campus5g.site.folders import SiteFolders
from campus5g.site.records.base import now
from campus5g.site.records.certificates import Certificate, CertificateKind
from campus5g.site.records.cohorts import CohortRecord, Enrolment
from campus5g.site.settings import settings


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
    enrolments: Iterable[Enrolment],
    kind: CertificateKind,
    modules: Mapping[str, Module],
) -> list[Certificate]:
    """Issue a certificate to each learner who has none of this kind; to none if one can't be.

    Args:
        records: the database session.
        folders: the site's state.
        enrolments: the learners in their cohort.
        kind: of all of them.
        modules: the catalogue by id.

    Raises:
        CampusError: as in `drawn_up`.
    """
    # What learners reached is read from many files: all of it before the first row is written.
    issued = [
        drawn_up(records, folders, each, kind, modules)
        for each in enrolments
        if in_force(records, each, kind) is None
    ]
    records.add_all(issued)
    records.flush()
    return issued


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
        CampusError: the cohort has no dates, the learner no name, or nothing was graded; or they
            already have such a certificate.
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
    results = achieved(folders, enrolment, modules)
    content = _content(records, folders, enrolment, kind, results, replaces)
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


def what_is_missing(enrolment: Enrolment, kind: CertificateKind, graded: bool) -> str:
    """Return why a document can't be issued, in words; empty if it can.

    Args:
        enrolment: the learner in the cohort.
        kind: of the document.
        graded: whether anything of theirs was graded.
    """
    identity = enrolment.person.identity
    if identity is None or not identity.last_name:
        return t(fr="le nom n’est pas connu", en="the name is missing")
    if enrolment.cohort.starts is None or enrolment.cohort.ends is None:
        return t(fr="le groupe n’a pas de dates", en="the group has no dates")
    if kind == "attestation" and not graded:
        return t(fr="rien n’est encore noté", en="nothing has been graded yet")
    return ""


def _content(
    records: Session,
    folders: SiteFolders,
    enrolment: Enrolment,
    kind: CertificateKind,
    results: list[ModuleResult],
    replaces: Certificate | None,
) -> Content:
    cohort, identity = enrolment.cohort, enrolment.person.identity
    graded = any(each.points is not None for each in results)
    missing = what_is_missing(enrolment, kind, graded)
    if missing or identity is None or cohort.starts is None or cohort.ends is None:
        name = enrolment.person.shown_name
        raise CampusError(
            t(
                fr=f"Le document de {name} ne peut pas être délivré : {missing}.",
                en=f"The document of {name} can’t be issued: {missing}.",
            ),
            t(
                fr="Complétez ce qui manque, puis recommencez.",
                en="Complete what is missing, then try again.",
            ),
        )
    chosen, words = settings(records), translator(cohort.language)
    opening = chosen.wording.attestation if kind == "attestation" else chosen.wording.certificate
    return Content(
        number=new_number(),
        kind=kind,
        language=cohort.language,
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
            starts=cohort.starts,
            ends=cohort.ends,
            planned_hours=cohort.planned_hours,
            active_minutes=minutes_at_work(folders, enrolment),
        ),
        pass_mark=cohort.pass_mark,
        modules=results,
        provider=chosen.provider,
        opening=words(**opening.model_dump()),
        replaces=replaces.number if replaces else "",
    )
