"""Certificates of a cohort: objectives reached; issue, download, revoke, correct."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, get_args

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session as DatabaseSession

from campus5g.authoring.catalogue import catalogue
from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.site.alphabetical import by_last_name, class_list
from campus5g.site.certificates.achievements import achieved
from campus5g.site.certificates.content import ModuleResult
from campus5g.site.certificates.document import pdf
from campus5g.site.certificates.earning import (
    Followed,
    followed,
    missing_of_provider,
    reason_against,
    reservations,
)
from campus5g.site.certificates.issuing import (
    Issued,
    certificates_of,
    content_of,
    issue,
    issue_all,
    revoke,
)
from campus5g.site.folders import SiteFolders
from campus5g.site.limits import RowNumber
from campus5g.site.portal.access import Teaching, Trainer, session_of
from campus5g.site.portal.database_session import Records
from campus5g.site.portal.downloads import download, public_address
from campus5g.site.portal.pages import page, see
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.portal.safety.forgery import Meant, add_details
from campus5g.site.portal.sign_in import Session
from campus5g.site.portal.surroundings import portal_of
from campus5g.site.records.certificates import Certificate, CertificateKind
from campus5g.site.records.cohorts import CohortRecord, Enrolment
from campus5g.site.records.people import Person
from campus5g.site.settings import settings
from campus5g.site.teaching.enrolling.namesakes import names_apart

router = APIRouter(prefix="/desk/{cohort}/certificates")

# The one that every participant's employer asks for comes first.
KINDS: tuple[CertificateKind, ...] = tuple(reversed(get_args(CertificateKind)))


@dataclass(frozen=True)
class Row:
    """A learner of the cohort: what they reached, and their documents."""

    enrolment: Enrolment
    results: list[ModuleResult]
    done: Followed
    certificates: list[Certificate] = field(default_factory=list)

    @property
    def objectives(self) -> int:
        """How many objectives the cohort's modules have."""
        return sum(len(each.objectives) for each in self.results)

    @property
    def reached(self) -> int:
        """How many of them are reached."""
        return sum(each.reached for result in self.results for each in result.objectives)

    @property
    def to_read(self) -> bool:
        """Whether a trainer still has to read something."""
        return any(each.to_read for each in self.results)

    def reason_against(self, kind: CertificateKind) -> str:
        """Return why a document can't be issued; empty if it can."""
        return reason_against(self.enrolment, kind, self.done, self.results)

    def reservations(self, kind: CertificateKind) -> list[str]:
        """Return how little a document would say, in words; empty if it says enough."""
        return reservations(self.enrolment, kind, self.done, self.results)

    def is_offered(self, kind: CertificateKind) -> bool:
        """Return whether a document can be issued."""
        return not self.has(kind) and not self.reason_against(kind)

    def is_complete(self, kind: CertificateKind) -> bool:
        """Return whether a document can be issued, and nothing that it states is still to come."""
        return self.is_offered(kind) and (kind == "completion" or not self.to_read)

    def has(self, kind: CertificateKind) -> bool:
        """Return whether they have a valid document of this kind."""
        return any(each.kind == kind and each.revoked_at is None for each in self.certificates)


@dataclass(frozen=True)
class Reserved:
    """A document that would say little: whose, and what there is to know before it is issued."""

    enrolment: Enrolment
    kind: CertificateKind
    reservations: list[str]

    @property
    def key(self) -> str:
        """What tells it from the others in a form."""
        return f"{self.kind}-{self.enrolment.person_id}"


@router.get("")
def show(
    request: Request,
    person: Trainer,
    cohort: Teaching,
    session: Annotated[Session, Depends(session_of)],
    records: Records,
) -> Response:
    """Show what learners followed and reached, and their documents."""
    rows = _rows(portal_of(request).folders, cohort)
    return _page(request, person, session, records, cohort, rows)


@router.post("", dependencies=[Meant])
def issue_some(
    request: Request,
    person: Trainer,
    cohort: Teaching,
    session: Annotated[Session, Depends(session_of)],
    records: Records,
    completion: Annotated[list[RowNumber] | None, Form()] = None,
    attestation: Annotated[list[RowNumber] | None, Form()] = None,
    everyone: Annotated[list[CertificateKind] | None, Form()] = None,
    told: Annotated[list[str] | None, Form()] = None,
    sure: Annotated[bool, Form()] = False,
) -> Response:
    """Issue the chosen documents to all who earned them; tell who did not, and why.

    Documents that would say little are asked for once more, by name: until then none is issued.
    ``told`` has the keys of those of which a trainer who is ``sure`` has read it.
    ``everyone`` ticks a kind for all who have earned it, also where the browser runs no scripts.
    """
    folders = portal_of(request).folders
    # What the page shows is read from files, too: before the first row is written.
    rows = _rows(folders, cohort)
    shown = _with_certificates(records, cohort, rows)
    ticked = {"completion": set(completion or []), "attestation": set(attestation or [])}
    chosen: dict[CertificateKind, list[Row]] = {
        kind: [
            row
            for row in shown
            if row.enrolment.person_id in ticked[kind]
            or (kind in (everyone or []) and row.is_complete(kind))
        ]
        for kind in KINDS
    }
    if not any(chosen.values()):
        raise CampusError(
            t(fr="Aucun document n’a été choisi.", en="No document was chosen."),
            t(fr="Cochez au moins une case.", en="Tick at least one box."),
        )
    reserved = [
        Reserved(row.enrolment, kind, found)
        for kind in KINDS
        for row in chosen[kind]
        if row.is_offered(kind) and (found := row.reservations(kind))
    ]
    read = set(told or []) if sure else set()
    if not {each.key for each in reserved} <= read:
        return _page(request, person, session, records, cohort, rows, chosen, reserved=reserved)
    wanted = {kind: [row.enrolment for row in chosen[kind]] for kind in KINDS}
    outcome = issue_all(records, folders, wanted, {module.id: module for module in catalogue()})
    add_details(request, numbers=[each.number for each in outcome.certificates])
    return _page(request, person, session, records, cohort, rows, outcome=outcome)


@router.get("/{kind}.pdf")
def fetch_all(
    request: Request, cohort: Teaching, records: Records, kind: CertificateKind
) -> Response:
    """Download all valid documents of a kind, as one file to print."""
    found = records.execute(
        select(Certificate, Person)
        .join(Person)
        .where(
            Certificate.cohort_id == cohort.id,
            Certificate.kind == kind,
            Certificate.revoked_at.is_(None),
        )
    ).all()
    if not found:
        raise NotFoundError
    in_order = sorted(found, key=lambda each: (by_last_name(each.Person), each.Certificate.id))
    document = pdf(
        [content_of(each.Certificate) for each in in_order],
        public_address(request, records, "verify"),
    )
    return download(document, "application/pdf", f"{cohort.id}-{kind}.pdf")


@router.get("/{number}/document.pdf")
def fetch_one(request: Request, cohort: Teaching, records: Records, number: str) -> Response:
    """Download one document."""
    certificate = _certificate(records, cohort, number)
    document = pdf([content_of(certificate)], public_address(request, records, "verify"))
    return download(document, "application/pdf", f"{certificate.number}.pdf")


@router.post("/{number}/revoke", dependencies=[Meant])
def revoke_one(
    request: Request,
    cohort: Teaching,
    records: Records,
    number: str,
    why: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Revoke a document."""
    revoke(_certificate(records, cohort, number), why.strip())
    return see(request, "desk", cohort.id, "certificates")


@router.post("/{number}/correct", dependencies=[Meant])
def correct_one(request: Request, cohort: Teaching, records: Records, number: str) -> Response:
    """Issue the document again with current data; the old one is no longer valid."""
    old = _certificate(records, cohort, number)
    enrolment = next((each for each in cohort.enrolments if each.person_id == old.person_id), None)
    if enrolment is None or old.revoked_at is not None:
        raise NotFoundError
    modules = {module.id: module for module in catalogue()}
    new = issue(records, portal_of(request).folders, enrolment, old.kind, modules, replaces=old)
    add_details(request, new=new.number)
    return see(request, "desk", cohort.id, "certificates")


def _page(
    request: Request,
    person: Person,
    session: Session,
    records: DatabaseSession,
    cohort: CohortRecord,
    rows: list[Row],
    chosen: Mapping[CertificateKind, list[Row]] | None = None,
    outcome: Issued | None = None,
    reserved: Sequence[Reserved] = (),
) -> Response:
    shown = _with_certificates(records, cohort, rows)
    ticked = chosen or {}
    return page(
        request,
        "desk/certificates.html",
        person,
        session,
        422 if reserved else 200,
        cohort=cohort,
        rows=shown,
        kinds=KINDS,
        is_any_offered=any(row.is_offered(kind) for row in shown for kind in KINDS),
        complete={kind: sum(row.is_complete(kind) for row in shown) for kind in KINDS},
        names=names_apart(row.enrolment.person for row in rows),
        missing=missing_of_provider(settings(records).provider),
        outcome=outcome,
        ticked={kind: {row.enrolment.person_id for row in ticked.get(kind, [])} for kind in KINDS},
        reserved=reserved,
    )


def _rows(folders: SiteFolders, cohort: CohortRecord) -> list[Row]:
    modules = {module.id: module for module in catalogue()}
    return [
        Row(each, achieved(folders, each, modules), followed(folders, each))
        for each in _present(cohort)
    ]


def _with_certificates(
    records: DatabaseSession, cohort: CohortRecord, rows: list[Row]
) -> list[Row]:
    certificates = certificates_of(records, cohort)
    return [
        replace(row, certificates=certificates.get(row.enrolment.person_id, [])) for row in rows
    ]


def _present(cohort: CohortRecord) -> list[Enrolment]:
    return class_list(each for each in cohort.enrolments if each.left_at is None)


def _certificate(records: DatabaseSession, cohort: CohortRecord, number: str) -> Certificate:
    found = records.scalar(
        select(Certificate).where(Certificate.number == number, Certificate.cohort_id == cohort.id)
    )
    if found is None:
        raise NotFoundError
    return found
