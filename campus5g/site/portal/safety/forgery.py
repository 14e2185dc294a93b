"""Protection against request forgery: changes come from a form of this site.

Each form is noted in the audit log once what it asked for is done.
"""

import hashlib
import hmac
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Form, Request
from sqlalchemy.orm import Session as DatabaseSession

from campus5g.site.portal.access import session_of
from campus5g.site.portal.database_session import Records
from campus5g.site.portal.problems import ForgedError
from campus5g.site.portal.sign_in import Session
from campus5g.site.portal.surroundings import portal_of
from campus5g.site.records.trail import Trace
from campus5g.site.trail import add_at_the_end, trace

FIELD = "form_token"
_PURPOSE = b"campus5g form"

# A link that lets a person in is a secret: the log does not keep it.
_SECRET_PARAMETERS = frozenset({"invitation"})


def form_token(session: Session) -> str:
    """Return the token that a form must carry, known to this browser's pages only."""
    return hmac.new(session.secret.encode(), _PURPOSE, hashlib.sha256).hexdigest()


async def meant(
    request: Request,
    session: Annotated[Session, Depends(session_of)],
    records: Records,
    token: Annotated[str, Form(alias=FIELD)] = "",
) -> None:
    """Refuse a form that came from elsewhere; note others once they succeed."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    genuine = hmac.compare_digest(token.encode(), form_token(session).encode())
    if not genuine or site not in {"same-origin", "none"}:
        raise ForgedError
    _note(request, records, session.name)


Meant = Depends(meant)


def same_site(request: Request) -> None:
    """Refuse a form from another site, on pages without sign-in."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    host = request.headers.get("x-forwarded-host") or request.headers.get("host", "")
    if site not in {"same-origin", "none"}:
        raise ForgedError
    if origin is not None and urlsplit(origin).netloc not in {host, request.headers.get("host")}:
        raise ForgedError


def add_details(request: Request, **detail: Any) -> None:
    """Add details to this form's line in the log: no secrets, no names of people."""
    line: Trace = request.state.trace
    line.detail = {**(line.detail or {}), **detail}


def _note(request: Request, records: DatabaseSession, who: str) -> None:
    action = request.scope["route"].path.removeprefix(portal_of(request).prefix).strip("/")
    values = {
        name: "…" if name in _SECRET_PARAMETERS else value
        for name, value in request.path_params.items()
    }
    line = request.state.trace = trace(who, action, " ".join(map(str, values.values())))
    add_at_the_end(records, line, lambda: not was_refused(request))


def note_refusal(request: Request) -> None:
    """Note that the answer to this request is a refusal: what was asked for is not done."""
    request.state.refused = True


def was_refused(request: Request) -> bool:
    """Return whether the answer to this request is a refusal."""
    return getattr(request.state, "refused", False)
