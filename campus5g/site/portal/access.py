"""Who may see what. Every page depends on one of these; docs/reference/rights.md lists them.

What a person may not see looks to them like what does not exist.
"""

import hmac
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy import select

from campus5g.site.accounts.accounts import sign_in_basis
from campus5g.site.portal.database_session import Records
from campus5g.site.portal.problems import (
    ForbiddenError,
    NotFoundError,
    NotJoinedError,
    NotSignedInError,
)
from campus5g.site.portal.reader import answer_in
from campus5g.site.portal.sign_in import Session
from campus5g.site.portal.surroundings import portal_of
from campus5g.site.records.cohorts import CohortRecord, CohortTrainer, Enrolment
from campus5g.site.records.people import Person

VOTER_COOKIE = "campus5g-vote"
"""Bears the secret of a browser that joined a class's vote."""


async def anyone() -> None:
    """Everybody, signed in or not."""


async def session_of(request: Request) -> Session:
    """Return the browser's session; without one, send it to sign in."""
    session = await portal_of(request).sign_in.session(request)
    if session is None:
        raise NotSignedInError
    return session


Browser = Annotated[Session, Depends(session_of)]


def account_of(session: Browser, records: Records) -> Person:
    """Return the account that the browser is signed in to."""
    person = _person_of(session, records)
    if person is None:
        raise NotSignedInError
    return person


def _person_of(session: Session, records: Records) -> Person | None:
    """Return the person of a session, unless what it rests on has changed."""
    person = records.scalar(select(Person).where(Person.name == session.name, Person.active))
    if person is None or session.basis not in ("", sign_in_basis(person)):
        return None
    return person


async def signed_in(request: Request, person: Annotated[Person, Depends(account_of)]) -> Person:
    """The person who is signed in."""
    answer_in(request, person.language)
    return person


SignedIn = Annotated[Person, Depends(signed_in)]


async def session_if_any(request: Request) -> Session | None:
    """Return the browser's session, None if it has none."""
    return await portal_of(request).sign_in.session(request)


def account_if_any(
    session: Annotated[Session | None, Depends(session_if_any)], records: Records
) -> tuple[Person | None, Session | None]:
    """Return the account that the browser is signed in to, None if it is to none."""
    if session is None:
        return None, None
    person = _person_of(session, records)
    return (person, session) if person else (None, None)


async def person_if_any(
    request: Request,
    found: Annotated[tuple[Person | None, Session | None], Depends(account_if_any)],
) -> tuple[Person | None, Session | None]:
    """Return the person who is signed in, for pages that are open to all."""
    if found[0] is not None:
        answer_in(request, found[0].language)
    return found


MaybeSignedIn = Annotated[tuple[Person | None, Session | None], Depends(person_if_any)]


async def trainer(person: SignedIn) -> Person:
    """Trainers and administrators."""
    if person.role == "learner":
        raise ForbiddenError
    return person


async def administrator(person: SignedIn) -> Person:
    """Administrators."""
    if person.role != "administrator":
        raise ForbiddenError
    return person


def enrolled(cohort: str, person: SignedIn, records: Records) -> Enrolment:
    """Learners of the cohort."""
    found = records.scalar(
        select(Enrolment).where(
            Enrolment.cohort_id == cohort,
            Enrolment.person_id == person.id,
            Enrolment.left_at.is_(None),
        )
    )
    if found is None:
        raise NotFoundError
    return found


def teaching(
    cohort: str, person: Annotated[Person, Depends(trainer)], records: Records
) -> CohortRecord:
    """Trainers of the cohort, and administrators."""
    found = records.get(CohortRecord, cohort)
    if found is None:
        raise NotFoundError
    if person.role != "administrator" and not records.get(CohortTrainer, (cohort, person.id)):
        raise NotFoundError
    return found


async def own_server(request: Request) -> str:
    """A person's own server, by its Hub token."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    name = None
    if scheme.lower() in {"token", "bearer"} and token:
        name = await portal_of(request).sign_in.owner_of_token(token)
    if name is None:
        raise ForbiddenError
    return name


def voter(request: Request) -> str:
    """People who joined a class's vote by its code."""
    token = request.cookies.get(VOTER_COOKIE, "")
    if not token:
        raise NotJoinedError
    return token


def metrics_reader(request: Request) -> None:
    """Programs that bear the token of the file `metrics-token`."""
    try:
        expected = portal_of(request).folders.metrics_token.read_text(encoding="utf-8").strip()
    except OSError:
        raise NotFoundError from None
    given = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    if not expected or not hmac.compare_digest(given.encode(), expected.encode()):
        raise NotFoundError


Trainer = Annotated[Person, Depends(trainer)]
Administrator = Annotated[Person, Depends(administrator)]
Enrolled = Annotated[Enrolment, Depends(enrolled)]
Teaching = Annotated[CohortRecord, Depends(teaching)]
VoterToken = Annotated[str, Depends(voter)]

# From the widest to the narrowest: a page's right is the narrowest that it depends on.
RIGHTS: tuple[Callable[..., Any], ...] = (
    anyone,
    signed_in,
    trainer,
    enrolled,
    teaching,
    administrator,
    own_server,
    voter,
    metrics_reader,
)
