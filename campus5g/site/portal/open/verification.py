"""Verification of a certificate, by anyone to whom it was shown."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from campus5g.site.certificates.numbers import as_number
from campus5g.site.certificates.verification import verify
from campus5g.site.portal.access import anyone
from campus5g.site.portal.database_session import Records
from campus5g.site.portal.pages import page
from campus5g.site.portal.surroundings import portal_of

router = APIRouter(prefix="/verify", dependencies=[Depends(anyone)])

Typed = Annotated[str, Query(max_length=64)]


@router.get("")
def ask(request: Request, number: Typed = "", code: Typed = "") -> Response:
    """Show the form; with a number, go to its page."""
    if not number.strip():
        return page(request, "open/verify.html", None, found=None, number="", asked=False)
    query = f"?{urlencode({'code': code.strip()})}" if code.strip() else ""
    return RedirectResponse(
        portal_of(request).path("verify", as_number(number)) + query, status_code=303
    )


@router.get("/{number}")
def show(request: Request, records: Records, number: str, code: Typed = "") -> Response:
    """Show whether a certificate is valid, and as much of it as may be shown."""
    found = verify(records, number[:64], code)
    return page(
        request,
        "open/verify.html",
        None,
        status=200 if found else 404,
        found=found,
        number=number[:64],
        asked=True,
    )
