"""All modules and labs for trainers: read with their answers, and the trainer's sheets."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from campus5g.authoring.catalogue import Module, catalogue
from campus5g.authoring.read_through import read_through
from campus5g.authoring.trainer_sheet import trainer_sheet_of
from campus5g.language import Language
from campus5g.site.exports.trainer_sheet import trainer_sheet
from campus5g.site.learning.offer import shelves
from campus5g.site.portal.access import Trainer, session_of
from campus5g.site.portal.downloads import download
from campus5g.site.portal.pages import page
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.portal.safety.headers import WITH_OWN_STYLES
from campus5g.site.portal.sign_in import Session

router = APIRouter(prefix="/library")

Browser = Annotated[Session, Depends(session_of)]


@router.get("")
def library(request: Request, person: Trainer, session: Browser) -> Response:
    """Show all modules and labs to a trainer."""
    return page(request, "desk/content/library.html", person, session, shelves=shelves(catalogue()))


@router.get("/{module}")
def read(
    request: Request,
    person: Trainer,
    session: Browser,
    module: str,
    language: Language | None = None,
) -> Response:
    """Show a module with its answers, the whole bank of its final, and its hidden tests."""
    found = _module(module)
    shown = language or person.language
    answer = page(
        request,
        "desk/content/read.html",
        person,
        session,
        module=found,
        in_language=shown,
        passages=read_through(found, shown),
        sheet=trainer_sheet_of(found),
    )
    answer.headers.update(WITH_OWN_STYLES)
    return answer


@router.get("/{module}/trainer-sheet.pdf")
def sheet(person: Trainer, module: str, language: Language = "fr") -> Response:
    """Print the ten lines to lead the session by."""
    found = _module(module)
    lines = trainer_sheet_of(found)
    if lines is None:
        raise NotFoundError
    document = trainer_sheet(found, lines, language)
    return download(document, "application/pdf", f"{module}-{language}.pdf")


@router.get("/{module}/notes")
def notes(
    request: Request,
    person: Trainer,
    session: Browser,
    module: str,
    language: Language | None = None,
) -> Response:
    """Show the ten lines for the second window, in step with the module's page on the screen."""
    found = _module(module)
    return page(
        request,
        "desk/content/notes.html",
        person,
        session,
        module=found,
        in_language=language or person.language,
        sheet=trainer_sheet_of(found),
    )


def _module(name: str) -> Module:
    for module in catalogue():
        if module.id == name:
            return module
    raise NotFoundError
