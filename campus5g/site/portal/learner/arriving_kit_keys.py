"""Takes in the keys of the kits that people's own servers start, by their Hub tokens."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends
from fastapi.responses import Response
from sqlalchemy import select

from campus5g.evidence import keyring_of
from campus5g.site import surroundings
from campus5g.site.hand_ins.kit_keys import MOST_KEYS, take_in_keys
from campus5g.site.portal.access import own_server
from campus5g.site.portal.database_session import Records
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.records.people import Person

router = APIRouter(prefix="/own/kit-keys")

_LONGEST_KEY = 100

Keys = Annotated[list[Annotated[str, Body(max_length=_LONGEST_KEY)]], Body(max_length=MOST_KEYS)]


@router.put("")
def take(name: Annotated[str, Depends(own_server)], records: Records, keys: Keys) -> Response:
    """Trust the keys for this person's measurements, where kits run beside people's servers.

    Elsewhere they run on the site's own machine, which knows their keys.
    """
    person = records.scalar(select(Person).where(Person.name == name, Person.active))
    if person is None or surroundings.part() != "portal":
        raise NotFoundError
    try:
        take_in_keys(keyring_of(person.name), keys)
    except ValueError:
        return Response(status_code=400)
    return Response(status_code=204)
