"""Answers: a template, in the reader's language, with what every page shows."""

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.orm import object_session
from starlette.datastructures import URL
from starlette.routing import Match

from campus5g.language import LANGUAGES, Language, translator
from campus5g.site import words
from campus5g.site.booking.ledger import Reminder, reminder
from campus5g.site.portal.reader import ASKED, reader_language
from campus5g.site.portal.safety.forgery import FIELD, form_token, note_refusal
from campus5g.site.portal.sign_in import Session
from campus5g.site.portal.surroundings import portal_of
from campus5g.site.records.base import now
from campus5g.site.records.people import Person

_FOLDER = Path(__file__).parent / "templates"
# The brand and other pieces that the Hub's pages show, too.
_SHARED = Path(__file__).parents[1] / "templates"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader([_FOLDER, _SHARED]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["field_of_form_token"] = FIELD
    return environment


def page(
    request: Request,
    template: str,
    person: Person | None,
    session: Session | None = None,
    status: int = 200,
    **shown: Any,
) -> HTMLResponse:
    """Render a template of ``templates/``.

    Args:
        request: what is answered.
        template: the file's name.
        person: who reads it, if known.
        session: theirs; a page with a form needs it.
        status: of the answer.
        shown: what the template shows besides what every page does.
    """
    if status >= 400:
        note_refusal(request)
    language = reader_language(request)
    portal = portal_of(request)
    text = (
        _environment()
        .get_template(template)
        .render(
            t=translator(language),
            language=language,
            words=words.in_language(language),
            person=person,
            path=portal.path,
            here=request.url.path,
            in_other_language=_in_other_language(request, language),
            form_token=form_token(session) if session else "",
            reminder=_reminder(person),
            **shown,
        )
    )
    return HTMLResponse(text, status_code=status)


def _in_other_language(request: Request, language: Language) -> str:
    """Return the page's address in the other language; empty for the answer to a form."""
    if request.method != "GET":
        return ""
    (other,) = (each for each in LANGUAGES if each != language)
    return f"?{request.url.include_query_params(**{ASKED: other}).query}"


def _reminder(person: Person | None) -> Reminder | None:
    # Use the request's own session: waiting for a second connection could deadlock.
    records = object_session(person) if person else None
    return reminder(records, person, now()) if person and records else None


def piece(request: Request, template: str, session: Session | None = None, **shown: Any) -> str:
    """Render a piece of a page, which is sent to it when it changes.

    Args:
        request: of the page that shows it.
        template: the file's name.
        session: of who reads it; a piece with a form needs it.
        shown: what the template shows.
    """
    language = reader_language(request)
    return (
        _environment()
        .get_template(template)
        .render(
            t=translator(language),
            language=language,
            words=words.in_language(language),
            path=portal_of(request).path,
            form_token=form_token(session) if session else "",
            **shown,
        )
    )


def see(request: Request, *parts: str) -> Response:
    """Send the browser on to a page, after a form was taken."""
    return RedirectResponse(portal_of(request).path(*parts), status_code=303)


def page_before(request: Request) -> str:
    """Return the page that was asked for, or the page whose form was sent.

    Falls back to the home page for other sites and for answers to forms.
    """
    root = portal_of(request).path()
    # Only the path of a form's page is used, so that it can't name another site.
    asked = request.url if request.method == "GET" else URL(request.headers.get("referer", root))
    scope = {**request.scope, "method": "GET", "path": asked.path}
    if not any(route.matches(scope)[0] is Match.FULL for route in request.app.routes):
        return root
    return f"{asked.path}?{asked.query}" if asked.query else asked.path
