"""Pages for people without an account, and for people with an invitation."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.exc import IntegrityError

from campus5g.site.accounts.accounts import hashed
from campus5g.site.accounts.first_sign_in import COOKIE, LASTS_S, PAGE, first_sign_in
from campus5g.site.accounts.pass_phrases import random_pass_phrase
from campus5g.site.accounts.signing_up import (
    SHORTEST_PHRASE,
    NewPerson,
    enrol_invited,
    good_invitation,
    join,
    make_account,
    may_sign_up,
    problems,
    use,
)
from campus5g.site.portal.access import Browser, MaybeSignedIn, SignedIn, anyone
from campus5g.site.portal.database_session import Records
from campus5g.site.portal.pages import page, see
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.portal.reader import reader_language
from campus5g.site.portal.safety.forgery import Meant, same_site
from campus5g.site.portal.safety.often import OftenGuard
from campus5g.site.portal.sign_in import uses_https
from campus5g.site.portal.surroundings import portal_of
from campus5g.site.records.cohorts import CohortRecord

router = APIRouter()

Token = Annotated[str, Query(max_length=64)]
Field = Annotated[str, Form(max_length=300)]

# Enough for a class that signs up from one address; a program would want more.
_guard = OftenGuard(most=60, within_s=900)


@router.get("/sign-up", dependencies=[Depends(anyone)])
def form(request: Request, records: Records, invitation: Token = "") -> Response:
    """Show the form, if the site lets people create accounts."""
    invited = good_invitation(records, invitation)
    if not may_sign_up(records, invited is not None):
        return page(request, "open/sign_up_closed.html", None, wrong_link=bool(invitation))
    return _form(request, records, NewPerson(), {}, invitation)


@router.post("/sign-up", dependencies=[Depends(anyone), Depends(same_site)])
def sign_up(
    request: Request,
    records: Records,
    name: Field = "",
    first_name: Field = "",
    last_name: Field = "",
    email: Field = "",
    employer: Field = "",
    pass_phrase: Field = "",
    invitation: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Create an account, enrol a person who came by an invitation, and let them in from here."""
    language = reader_language(request)
    invited = good_invitation(records, invitation)
    if not may_sign_up(records, invited is not None):
        raise NotFoundError
    wanted = NewPerson(name.strip().lower(), first_name, last_name, email, employer, pass_phrase)
    wrong = problems(records, wanted)
    if wrong:
        return _form(request, records, wanted, wrong, invitation)
    _guard.count(request)
    pass_phrase_hash = hashed(wanted.pass_phrase)
    try:
        with records.begin_nested():
            # Where an account needs an invitation, its use comes first: no use, no account.
            if invited is not None and not use(records, invited):
                raise NotFoundError
            person = make_account(records, wanted, language, pass_phrase_hash)
    except IntegrityError:
        # Another person has just taken the name.
        return _form(request, records, wanted, problems(records, wanted), invitation)
    if invited is not None:
        enrol_invited(records, invited, person)
    answer = RedirectResponse(
        f"{portal_of(request).path('sign-up', 'done')}?name={person.name}", status_code=303
    )
    answer.set_cookie(
        COOKIE,
        first_sign_in(person),
        max_age=LASTS_S,
        path=PAGE,
        secure=uses_https(request),
        httponly=True,
        samesite="strict",
    )
    return answer


@router.get("/sign-up/done", dependencies=[Depends(anyone)])
def done(request: Request, name: Annotated[str, Query(max_length=32)] = "") -> Response:
    """Show the name to sign in with another time, and the way in."""
    return page(request, "open/sign_up_done.html", None, name=name, way_in=PAGE)


@router.get("/join/{invitation}", dependencies=[Depends(anyone)])
def invitation_page(
    request: Request, invitation: str, records: Records, visitor: MaybeSignedIn
) -> Response:
    """Show what an invitation is for, and the way in."""
    found = good_invitation(records, invitation)
    person, session = visitor
    cohort = records.get(CohortRecord, found.cohort_id) if found else None
    return page(
        request,
        "open/join.html",
        person,
        session,
        cohort=cohort,
        token=invitation[:64],
        may_sign_up=may_sign_up(records, found is not None),
    )


@router.get("/join/{invitation}/sign-in")
def come_back(request: Request, invitation: str, person: SignedIn, browser: Browser) -> Response:
    """Send a person who has an account to the sign-in page and back."""
    return see(request, "join", invitation)


@router.post("/join/{invitation}", dependencies=[Meant])
def follow(request: Request, invitation: str, person: SignedIn, records: Records) -> Response:
    """Enrol a learner in the cohort that they were invited to."""
    found = good_invitation(records, invitation)
    if found is None or person.role != "learner" or not join(records, found, person):
        raise NotFoundError
    return see(request)


def _form(
    request: Request,
    records: Records,
    wanted: NewPerson,
    wrong: dict[str, str],
    invitation: str,
) -> Response:
    found = good_invitation(records, invitation)
    return page(
        request,
        "open/sign_up.html",
        None,
        status=409 if wrong else 200,
        wanted=wanted,
        wrong=wrong,
        invitation=invitation,
        cohort=records.get(CohortRecord, found.cohort_id) if found else None,
        proposal=random_pass_phrase(),
        shortest=SHORTEST_PHRASE,
    )
