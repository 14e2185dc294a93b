"""Whether the portal lives, and whether it can work: for what starts and watches it."""

import os

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import SQLAlchemyError

from campus5g.errors import CampusError
from campus5g.site.portal.access import anyone
from campus5g.site.portal.surroundings import Portal, portal_of

router = APIRouter(dependencies=[Depends(anyone)])


@router.get("/health")
async def health() -> Response:
    """Answer: the portal lives."""
    return JSONResponse({"portal": "ok"})


@router.get("/ready", responses={503: {"description": "A part does not work."}})
def ready(request: Request) -> Response:
    """Tell of each part that pages need whether it works."""
    portal = portal_of(request)
    parts = {"database": _database_works(portal), "folders": _folders_work(portal)}
    told = {part: "ok" if works else "failing" for part, works in parts.items()}
    return JSONResponse(told, status_code=200 if all(parts.values()) else 503)


def _database_works(portal: Portal) -> bool:
    try:
        return portal.database.is_current()
    except (CampusError, SQLAlchemyError):
        return False


def _folders_work(portal: Portal) -> bool:
    # A disk of another machine that is away.
    return os.access(portal.folders.data, os.X_OK)
