"""Gives people's own servers the modules that they open, by their Hub tokens."""

import tempfile
from collections.abc import Iterator
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import Response, StreamingResponse
from sqlalchemy import select

from campus5g.site.handing_out.packing import pack_release, state_of
from campus5g.site.portal.access import own_server
from campus5g.site.portal.database_session import Records
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.portal.surroundings import portal_of
from campus5g.site.records.cohorts import CohortModule, CohortTrainer, Enrolment
from campus5g.site.records.people import Person

router = APIRouter(prefix="/own/modules")

_PIECE_BYTES = 1 << 20


def released_to(
    cohort: str, module: str, name: Annotated[str, Depends(own_server)], records: Records
) -> str:
    """Return the module, if it was handed out to a group that this person is in or teaches."""
    person = records.scalar(select(Person).where(Person.name == name, Person.active))
    place = records.scalar(
        select(CohortModule).where(
            CohortModule.cohort_id == cohort,
            CohortModule.module == module,
            CohortModule.released_at.is_not(None),
        )
    )
    if person is None or place is None:
        raise NotFoundError
    learns = select(Enrolment.cohort_id).where(
        Enrolment.cohort_id == cohort,
        Enrolment.person_id == person.id,
        Enrolment.left_at.is_(None),
    )
    if (
        person.role != "administrator"
        and records.get(CohortTrainer, (cohort, person.id)) is None
        and records.scalar(learns) is None
    ):
        raise NotFoundError
    return module


@router.get("/{cohort}/{module}", responses={304: {"description": "It has not changed."}})
def released_module(
    request: Request,
    cohort: str,
    module: Annotated[str, Depends(released_to)],
    if_none_match: Annotated[str, Header()] = "",
) -> Response:
    """Return the module in all its languages as a tar archive, unless the server has it already."""
    course = portal_of(request).folders.exchange / cohort
    state = state_of(course, module)
    if state is None:
        raise NotFoundError
    tag = f'"{state}"'
    if if_none_match == tag:
        return Response(status_code=304, headers={"ETag": tag})
    # Closed by the answer, or by the collector where nobody reads it.
    archive = tempfile.TemporaryFile()  # noqa: SIM115
    pack_release(course, module, archive)
    return StreamingResponse(
        _pieces(archive), media_type="application/x-tar", headers={"ETag": tag}
    )


def _pieces(archive: BinaryIO) -> Iterator[bytes]:
    with archive:
        while piece := archive.read(_PIECE_BYTES):
            yield piece
