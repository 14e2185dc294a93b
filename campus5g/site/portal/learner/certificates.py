"""A learner's certificates, to download."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy import select

from campus5g.site.certificates.content import Content
from campus5g.site.certificates.document import pdf
from campus5g.site.certificates.issuing import content_of
from campus5g.site.portal.access import SignedIn, session_of
from campus5g.site.portal.database_session import Records
from campus5g.site.portal.downloads import download, public_address
from campus5g.site.portal.pages import page
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.portal.sign_in import Session
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
    )


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
