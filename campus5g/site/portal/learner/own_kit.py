"""What a notebook asks the portal: which kit is booked for it now."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy import select

from campus5g.language import speak
from campus5g.site.booking.kits import served_now
from campus5g.site.booking.ledger import running_booking
from campus5g.site.booking.lending import KitAwayError, Lender
from campus5g.site.portal.access import own_server
from campus5g.site.portal.database_session import Records
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.records.base import now
from campus5g.site.records.people import Person

router = APIRouter(prefix="/own")

lender = Lender()


@router.get("/kit")
def own_kit(
    request: Request, name: Annotated[str, Depends(own_server)], records: Records
) -> Response:
    """Return address, token and authority of the kit booked for now; empty if there is none."""
    person = records.scalar(select(Person).where(Person.name == name, Person.active))
    if person is None:
        raise NotFoundError
    speak(person.language)
    booking = running_booking(records, person, now())
    if booking is None:
        return JSONResponse(None)
    try:
        key = lender.key(booking, person.name, served_now(), now())
    except KitAwayError as error:
        return JSONResponse({"problem": error.problem, "remedy": error.remedy}, status_code=409)
    answer: dict[str, Any] = {
        "kit": key.kit,
        "url": key.url,
        "token": key.token,
        "ca_file": None if key.ca_file is None else str(key.ca_file),
        "until": key.until.isoformat(),
    }
    return JSONResponse(answer)
