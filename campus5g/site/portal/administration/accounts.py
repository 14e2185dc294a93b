"""Accounts: the list, a new one, and one."""

from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import Response
from sqlalchemy import or_, select

from campus5g.language import LANGUAGES, Language
from campus5g.site.administration import people
from campus5g.site.alphabetical import alphabetical, by_last_name
from campus5g.site.limits import Position
from campus5g.site.portal.administration.office import InOffice, Office
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.portal.safety.forgery import Meant, add_details
from campus5g.site.records.certificates import Certificate
from campus5g.site.records.cohorts import Enrolment
from campus5g.site.records.people import Identity, Person, Role

router = APIRouter(prefix="/administration/accounts")

_A_PAGE = 50
Line = Annotated[str, Form(max_length=200)]


@router.get("")
def list_accounts(
    office: InOffice, q: Annotated[str, Query(max_length=100)] = "", first: Position = 0
) -> Response:
    """Show all accounts, or those that contain a word, in the order of last names."""
    wanted = select(Person).outerjoin(Identity)
    if q.strip():
        columns = (Person.name, Identity.first_name, Identity.last_name, Identity.employer)
        wanted = wanted.where(
            or_(*(column.icontains(q.strip(), autoescape=True) for column in columns))
        )
    # No database sorts as readers do.
    found = sorted(office.records.scalars(wanted).unique(), key=by_last_name)
    asking = select(Person).where(Person.erasure_asked_at.is_not(None))
    return office.page(
        "accounts.html",
        asking=sorted(office.records.scalars(asking).unique(), key=by_last_name),
        accounts=found[first : first + _A_PAGE],
        q=q,
        earlier=max(first - _A_PAGE, 0) if first else None,
        later=first + _A_PAGE if len(found) > first + _A_PAGE else None,
    )


@router.get("/new")
def new(office: InOffice) -> Response:
    """Show the form of a new account."""
    return office.page("new_account.html", typed={}, problem="")


@router.post("", dependencies=[Meant])
def make(
    office: InOffice,
    name: Annotated[str, Form(max_length=64)],
    role: Annotated[Role, Form()],
    language: Annotated[Language, Form()],
    first_name: Annotated[str, Form(max_length=100)] = "",
    last_name: Annotated[str, Form(max_length=100)] = "",
    employer: Line = "",
    email: Annotated[str, Form(max_length=254)] = "",
) -> Response:
    """Create an account; its pass phrase is shown once, on the page that answers."""
    typed = people.NewPerson(
        name.strip().lower(),
        role,
        language,
        *(each.strip() for each in (first_name, last_name, employer, email)),
    )
    problem = people.problem_with(office.records, typed.name)
    if problem:
        return office.page("new_account.html", status=422, typed=vars(typed), problem=problem)
    add_details(office.request, account=typed.name, role=role)
    phrase = people.make(office.records, typed)
    return office.page("pass_phrase.html", name=typed.name, phrase=phrase, made=True)


@router.get("/{account}")
def one(office: InOffice, account: str) -> Response:
    """Show an account and the actions on it."""
    person = _account(office, account)
    enrolments = office.records.scalars(select(Enrolment).where(Enrolment.person_id == person.id))
    certificates = select(Certificate.id).where(Certificate.person_id == person.id)
    return office.page(
        "account.html",
        account=person,
        enrolments=sorted(enrolments, key=lambda each: alphabetical(each.cohort.title)),
        certificates=len(office.records.scalars(certificates).all()),
        languages=LANGUAGES,
    )


@router.post("/{account}", dependencies=[Meant])
def change(
    office: InOffice,
    account: str,
    role: Annotated[Role, Form()],
    active: Annotated[bool, Form()] = False,
) -> Response:
    """Change an account's role, close it or reopen it."""
    people.change(office.records, _account(office, account), role, active=active)
    add_details(office.request, role=role, active=active)
    return office.see("accounts", account)


@router.post("/{account}/identity", dependencies=[Meant])
def identify(
    office: InOffice,
    account: str,
    first_name: Annotated[str, Form(max_length=100)] = "",
    last_name: Annotated[str, Form(max_length=100)] = "",
    employer: Line = "",
    email: Annotated[str, Form(max_length=254)] = "",
) -> Response:
    """Correct a name."""
    person = _account(office, account)
    if person.erased_at is not None:
        raise NotFoundError
    identity = person.identity = person.identity or Identity()
    identity.first_name, identity.last_name = first_name.strip(), last_name.strip()
    identity.employer, identity.email = employer.strip(), email.strip()
    return office.see("accounts", account)


@router.post("/{account}/pass-phrase", dependencies=[Meant])
def renew(office: InOffice, account: str) -> Response:
    """Set a new pass phrase, which is shown once."""
    person = _account(office, account)
    if person.erased_at is not None:
        raise NotFoundError
    phrase = people.renew(person)
    return office.page("pass_phrase.html", name=person.name, phrase=phrase, made=False)


@router.post("/{account}/erase", dependencies=[Meant])
def erase(office: InOffice, account: str, sure: Annotated[bool, Form()] = False) -> Response:
    """Erase the identity of an account."""
    if sure:
        people.erase_identity(office.records, office.folders, _account(office, account))
    add_details(office.request, erased=sure)
    return office.see("accounts", account)


def _account(office: Office, name: str) -> Person:
    person = office.records.scalar(select(Person).where(Person.name == name))
    if person is None:
        raise NotFoundError
    return person
