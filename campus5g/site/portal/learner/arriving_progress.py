"""Takes in what learners' own servers tell of their work, by their Hub tokens."""

import datetime
import math
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query, Request
from fastapi.responses import FileResponse, JSONResponse, Response
from sqlalchemy import select

from campus5g.site import surroundings
from campus5g.site.portal.access import own_server
from campus5g.site.portal.database_session import Records
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.portal.surroundings import portal_of
from campus5g.site.progress.received import (
    LARGEST_BATCH_BYTES,
    LARGEST_WORKS_BYTES,
    FullError,
    GapError,
    Received,
)
from campus5g.site.records.people import Person

router = APIRouter(
    prefix="/own/progress",
    responses={429: {"description": "Too often, or the disk is full: later, as it says."}},
)

_DISK_S = 60.0
"""Until a full disk is tried again."""

Lines = Annotated[bytes, Body(media_type="application/x-ndjson", max_length=LARGEST_BATCH_BYTES)]
Told = Annotated[bytes, Body(media_type="application/octet-stream", max_length=LARGEST_WORKS_BYTES)]


def own_progress(
    request: Request, name: Annotated[str, Depends(own_server)], records: Records
) -> Received:
    """Return the site's copy of the progress of the person whose server asks."""
    person = records.scalar(select(Person).where(Person.name == name, Person.active))
    if person is None or not surroundings.progress_is_sent():
        raise NotFoundError
    return Received(portal_of(request).folders.progress, person.name)


OwnProgress = Annotated[Received, Depends(own_progress)]


@router.get("")
def state(request: Request, progress: OwnProgress) -> Response:
    """Tell which event came last."""
    if wait_s := portal_of(request).progress_allowance.wait_s(progress.learner):
        return _later(wait_s)
    return JSONResponse({"last": progress.last()})


@router.get("/events")
def events(request: Request, progress: OwnProgress) -> Response:
    """Give back all events, to a server whose home has none."""
    if wait_s := portal_of(request).progress_allowance.wait_s(progress.learner):
        return _later(wait_s)
    file: Path = progress.events
    if not file.exists():
        return Response(media_type="application/x-ndjson")
    return FileResponse(file, media_type="application/x-ndjson")


@router.post("")
def add(
    request: Request,
    progress: OwnProgress,
    after: Annotated[str, Query(max_length=36)] = "",
    lines: Lines = b"",
) -> Response:
    """Take events in that have not come before."""
    if wait_s := portal_of(request).progress_allowance.wait_s(progress.learner):
        return _later(wait_s)
    try:
        taken = progress.take(lines, after, _now())
    except GapError as gap:
        return JSONResponse({"last": gap.last}, status_code=409)
    except FullError:
        return Response(status_code=413)
    except OSError:
        return _later(_DISK_S)
    told: dict[str, Any] = {"new": taken.new, "refused": taken.refused, "last": taken.last}
    return JSONResponse(told)


@router.put("/works")
def works(request: Request, progress: OwnProgress, told: Told = b"{}") -> Response:
    """Keep how the person's folders stand."""
    if wait_s := portal_of(request).progress_allowance.wait_s(progress.learner):
        return _later(wait_s)
    try:
        progress.take_works(told, _now())
    except ValueError:
        return Response(status_code=400)
    except OSError:
        return _later(_DISK_S)
    return Response(status_code=204)


def _now() -> datetime.datetime:
    # To less than a second: events of one second keep their order.
    return datetime.datetime.now(datetime.UTC)


def _later(wait_s: float) -> Response:
    return Response(status_code=429, headers={"Retry-After": str(math.ceil(wait_s))})
