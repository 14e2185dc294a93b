"""A learner's certificates, to download; without a trainer, also to take."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy import select

from campus5g.authoring.catalogue import Module, catalogue
from campus5g.site.certificates.by_oneself import own_attestation, take
from campus5g.site.certificates.content import Content
from campus5g.site.certificates.document import pdf
from campus5g.site.certificates.issuing import content_of
from campus5g.site.portal.access import Enrolled, SignedIn, session_of
from campus5g.site.portal.database_session import Records
from campus5g.site.portal.downloads import download, public_address
from campus5g.site.portal.learner.own_cohorts import own_enrolments
from campus5g.site.portal.pages import page, see
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.portal.safety.forgery import Meant, add_details
from campus5g.site.portal.sign_in import Session
from campus5g.site.portal.surroundings import portal_of
from campus5g.site.records.certificates import Certificate

router = APIRouter(prefix="/certificates")


@router.get("")
def list_certificates(
    request: Request,
    person: SignedIn,
    session: Annotated[Session, Depends(session_of)],
    records: Records,
) -> Response:
    """Show the certificates of the person who is signed in, newest first."""
    mine: Sequence[Certificate] = records.scalars(
        select(Certificate)
        .where(Certificate.person_id == person.id)
        .order_by(Certificate.id.desc())
    ).all()
    return page(
        request,
        "learner/certificates.html",
        person,
        session,
        certificates=[(each, Content.model_validate(each.content)) for each in mine],
        own=[
            own_attestation(records, portal_of(request).folders, each, _modules())
            for each in own_enrolments(records, person)
            if each.cohort.without_trainer
        ]
        if person.role == "learner"
        else [],
    )


@router.post("/{cohort}", dependencies=[Meant])
def take_one(request: Request, enrolment: Enrolled, records: Records) -> Response:
    """Issue the learner their attestation of a cohort without a trainer."""
    if not enrolment.cohort.without_trainer:
        raise NotFoundError
    taken = take(records, portal_of(request).folders, enrolment, _modules())
    if taken is not None:
        add_details(request, number=taken.number)
    return see(request, "certificates")


@router.get("/{number}.pdf")
def fetch(request: Request, person: SignedIn, records: Records, number: str) -> Response:
    """Download one of the learner's own documents."""
    certificate = records.scalar(
        select(Certificate).where(Certificate.number == number, Certificate.person_id == person.id)
    )
    if certificate is None:
        raise NotFoundError
    document = pdf([content_of(certificate)], public_address(request, records, "verify"))
    return download(document, "application/pdf", f"{certificate.number}.pdf")


def _modules() -> dict[str, Module]:
    return {module.id: module for module in catalogue()}
