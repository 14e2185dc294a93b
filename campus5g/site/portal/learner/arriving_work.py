"""Takes in what learners' own servers hand in, in pieces, by their Hub tokens."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Path, Query, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy import select

from campus5g.errors import CampusError
from campus5g.language import speak
from campus5g.site.hand_ins.archive import LARGEST_BYTES
from campus5g.site.hand_ins.arrivals import Arrival, Arrivals, OffsetError
from campus5g.site.hand_ins.taking_in import Receipt, not_taken, receipt, take_in
from campus5g.site.portal.access import own_server
from campus5g.site.portal.database_session import Records
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.portal.surroundings import portal_of
from campus5g.site.records.cohorts import CohortModule, Enrolment
from campus5g.site.records.people import Person

router = APIRouter(prefix="/own/hand-ins")

Digest = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
Bytes = Annotated[int, Query(ge=0, le=LARGEST_BYTES)]
Piece = Annotated[bytes, Body(media_type="application/octet-stream")]


def own_work(
    cohort: str,
    module: str,
    digest: Digest,
    name: Annotated[str, Depends(own_server)],
    records: Records,
) -> Arrival:
    """Return whose work it is, if a module was opened for them."""
    person = records.scalar(
        select(Person)
        .join(Enrolment)
        .join(CohortModule, CohortModule.cohort_id == Enrolment.cohort_id)
        .where(
            Person.name == name,
            Person.active,
            Enrolment.cohort_id == cohort,
            Enrolment.left_at.is_(None),
            CohortModule.module == module,
            CohortModule.released_at.is_not(None),
        )
    )
    if person is None:
        raise NotFoundError
    speak(person.language)
    return Arrival(person.name, cohort, module, digest)


OwnWork = Annotated[Arrival, Depends(own_work)]


@router.get("/{cohort}/{module}/{digest}")
def state(request: Request, work: OwnWork) -> Response:
    """Tell how much has come, and the receipt if this work is what was handed in last."""
    folders = portal_of(request).folders
    return _state(Arrivals(folders.arriving).offset(work), receipt(folders, work))


@router.patch("/{cohort}/{module}/{digest}")
def add(
    request: Request, work: OwnWork, offset: Bytes, size: Bytes, piece: Piece = b""
) -> Response:
    """Take a piece in; after the last one, hand the work in."""
    folders = portal_of(request).folders
    known = receipt(folders, work)
    if known is not None:
        return _state(0, known)
    arrivals = Arrivals(folders.arriving)
    try:
        has = arrivals.add(work, offset, piece)
        if has < size:
            return _state(has, None)
        with arrivals.whole(work) as archive:
            taken = take_in(folders, work, archive)
    except OffsetError as error:
        return _state(error.offset, None)
    except CampusError as error:
        arrivals.forget(work.learner)
        return _refusal(error)
    except OSError:
        return _refusal(not_taken())
    arrivals.forget(work.learner)
    return _state(0, taken)


def _state(offset: int, taken: Receipt | None) -> Response:
    told: dict[str, Any] | None = None
    if taken is not None:
        told = {"stamp": taken.stamp, "secret": taken.secret}
    return JSONResponse({"offset": offset, "receipt": told})


def _refusal(error: CampusError) -> Response:
    return JSONResponse({"problem": error.problem, "remedy": error.remedy}, status_code=409)
