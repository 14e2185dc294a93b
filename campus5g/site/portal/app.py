"""The portal as a web application."""

from pathlib import Path
from typing import Any

from fastapi import Depends, FastAPI, Request
from fastapi.responses import PlainTextResponse, Response
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import OperationalError

from campus5g.body_limit import BodyLimit
from campus5g.errors import CampusError
from campus5g.look import TOKENS_FILE
from campus5g.site.folders import SiteFolders
from campus5g.site.portal import home, opening, own_account
from campus5g.site.portal.administration.rooms import ROUTERS as ADMINISTRATION
from campus5g.site.portal.desk.rooms import ROUTERS as DESK
from campus5g.site.portal.learner import (
    arriving_kit_keys,
    arriving_progress,
    arriving_work,
    asking,
    attendance,
    cards,
    handing_in,
    kits,
    offer,
    own_kit,
    project_file,
    released_modules,
    results,
    site_sheet,
)
from campus5g.site.portal.learner import certificates as learner_certificates
from campus5g.site.portal.live import taking_part
from campus5g.site.portal.open import health, signing_up, verification
from campus5g.site.portal.own_servers import NoServers, OwnServers
from campus5g.site.portal.pages import page_before
from campus5g.site.portal.problems import NotSignedInError
from campus5g.site.portal.reader import with_language
from campus5g.site.portal.refusing import REFUSED, broken, busy, no_page, problem
from campus5g.site.portal.safety.headers import with_headers
from campus5g.site.portal.safety.heads import Heads
from campus5g.site.portal.safety.readable import readable
from campus5g.site.portal.sign_in import HubSignIn, SignIn
from campus5g.site.portal.surroundings import Portal, portal_of
from campus5g.site.records.database import Database

_STATIC = Path(__file__).parent / "static"
_SITE_STATIC = Path(__file__).parents[1] / "static"

LARGEST_BODY_BYTES = 8 * 2**20

ANSWERS: dict[int | str, dict[str, Any]] = {
    303: {"description": "Done, or not signed in: the page to go to."},
    400: {"description": "Not understood: a value is missing or outside its limits."},
    403: {"description": "For other people, or a form that did not come from this site."},
    404: {"description": "Does not exist, or not for this person."},
    409: {"description": "Refused, with a sentence and a remedy."},
    413: {"description": "The request is too large."},
    422: {"description": "The form again, with what is wrong beside its fields."},
}
"""What every page may answer besides itself; nothing else is ever answered."""

ROUTERS = (
    # Paths are looked through in this order: what is asked most comes first.
    arriving_progress.router,
    home.router,
    opening.router,
    own_account.router,
    results.router,
    handing_in.router,
    learner_certificates.router,
    site_sheet.router,
    project_file.router,
    attendance.router,
    verification.router,
    health.router,
    *ADMINISTRATION,
    signing_up.router,
    asking.router,
    offer.router,
    kits.router,
    own_kit.router,
    arriving_kit_keys.router,
    arriving_work.router,
    released_modules.router,
    cards.router,
    taking_part.router,
    *DESK,
)
"""All pages, room by room."""


def create_portal(
    folders: SiteFolders,
    database: Database,
    sign_in: SignIn,
    prefix: str = "",
    servers: OwnServers | None = None,
) -> FastAPI:
    """Create the portal of a site.

    Args:
        folders: the site's state.
        database: with its tables (`Database.upgrade`).
        sign_in: how people sign in.
        prefix: path in front of all pages, without a slash at its end.
        servers: people's own; none without a Hub.
    """
    app = FastAPI(
        title="Campus 5G",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(readable)],
    )
    app.state.portal = Portal(folders, database, sign_in, prefix, servers or NoServers())
    app.middleware("http")(with_headers)
    # Outermost, so that the refusals of the others use it, too.
    app.middleware("http")(with_language)
    app.add_middleware(BodyLimit, largest_bytes=LARGEST_BODY_BYTES, refusal=_too_large)
    app.add_middleware(Heads)
    for router in ROUTERS:
        app.include_router(router, prefix=prefix, responses=ANSWERS)
    if isinstance(sign_in, HubSignIn):
        app.include_router(sign_in.router(), prefix=prefix)
    for name, folder in (
        ("look", TOKENS_FILE.parent),
        ("site", _SITE_STATIC),
        ("static", _STATIC),
    ):
        app.mount(f"{prefix}/{name}", StaticFiles(directory=folder), name=name)
    app.add_exception_handler(NotSignedInError, _to_sign_in)
    app.add_exception_handler(CampusError, problem)
    for kind in REFUSED:
        app.add_exception_handler(kind, no_page)
    app.add_exception_handler(OperationalError, busy)
    app.add_exception_handler(Exception, broken)
    return app


async def _to_sign_in(request: Request, error: Exception) -> Response:
    return portal_of(request).sign_in.begin(request, page_before(request))


def _too_large() -> Response:
    return PlainTextResponse("Le fichier est trop grand. / The file is too large.", 413)
