"""What people can see and change of their own account."""

from collections.abc import Iterator
from typing import IO, Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from campus5g.language import Language, t
from campus5g.site.accounts.accounts import Accounts, hashed
from campus5g.site.accounts.own_data import archive
from campus5g.site.accounts.signing_up import SHORTEST_PHRASE, phrase_problem
from campus5g.site.portal.access import Browser, SignedIn
from campus5g.site.portal.database_session import Records
from campus5g.site.portal.pages import page, page_before, see
from campus5g.site.portal.safety.forgery import Meant
from campus5g.site.portal.safety.often import OftenGuard
from campus5g.site.portal.sign_in import Session
from campus5g.site.portal.surroundings import portal_of
from campus5g.site.records.base import now
from campus5g.site.records.people import Identity, Person

router = APIRouter(prefix="/account")

Name = Annotated[str, Form(max_length=100)]
Phrase = Annotated[str, Form(max_length=300)]

_guesses = OftenGuard(most=20, within_s=900)
_CHUNK_BYTES = 64 * 1024


@router.get("")
def account(request: Request, person: SignedIn, browser: Browser, done: str = "") -> Response:
    """Show what the site knows about the person, and what they can do with it."""
    return _account(request, person, browser, done=done if done in {"names", "phrase"} else "")


@router.post("/language", dependencies=[Meant])
def choose_language(
    request: Request, person: SignedIn, language: Annotated[Language, Form()]
) -> Response:
    """Change the person's language, here and in the Hub."""
    person.choose_language(language)
    return RedirectResponse(page_before(request), status_code=303)


@router.post("/names", dependencies=[Meant])
def change_names(
    request: Request, person: SignedIn, first_name: Name, last_name: Name, employer: Name = ""
) -> Response:
    """Change the name to its owner's spelling. Issued certificates stay as they are."""
    if person.identity is None:
        person.identity = Identity()
    person.identity.first_name = first_name.strip()
    person.identity.last_name = last_name.strip()
    person.identity.employer = employer.strip()
    return _done(request, "names")


@router.post("/pass-phrase", dependencies=[Meant])
def change_pass_phrase(
    request: Request, person: SignedIn, browser: Browser, old: Phrase, new: Phrase
) -> Response:
    """Set a new pass phrase, given the old one."""
    _guesses.count(request)
    wrong: dict[str, str] = {}
    if Accounts(portal_of(request).database).verify(person.name, old) is None:
        wrong["old"] = t(
            fr="Ce n’est pas votre phrase secrète actuelle.",
            en="This is not your current pass phrase.",
        )
    if problem := phrase_problem(new, person.name, *_names(person)):
        wrong["new"] = problem
    if wrong:
        return _account(request, person, browser, wrong=wrong)
    person.pass_phrase_hash = hashed(new)
    return _done(request, "phrase")


@router.get("/data")
def download(request: Request, person: SignedIn, records: Records) -> Response:
    """Send everything that the site knows about the person, as one file."""
    found = archive(records, portal_of(request).folders, person)
    return StreamingResponse(
        _chunks(found),
        media_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="campus5g-{person.name}.zip"'},
    )


@router.post("/erasure", dependencies=[Meant])
def ask_for_erasure(request: Request, person: SignedIn, asked: Annotated[bool, Form()]) -> Response:
    """Ask an administrator to erase the identity of the account, or withdraw that request."""
    person.erasure_asked_at = now() if asked else None
    return see(request, "account")


def _account(
    request: Request,
    person: Person,
    browser: Session,
    done: str = "",
    wrong: dict[str, str] | None = None,
) -> Response:
    return page(
        request,
        "account.html",
        person,
        browser,
        status=409 if wrong else 200,
        done=done,
        wrong=wrong or {},
        shortest=SHORTEST_PHRASE,
    )


def _names(person: Person) -> tuple[str, ...]:
    who = person.identity
    return (who.first_name, who.last_name, who.employer) if who else ()


def _done(request: Request, what: str) -> Response:
    answer = see(request, "account")
    answer.headers["location"] += f"?done={what}"
    return answer


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk
