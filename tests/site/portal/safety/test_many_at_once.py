"""More simultaneous requests than the portal has threads and connections."""

import asyncio

import httpx
from people import PERSON, ByName

from campus5g.site.folders import SiteFolders
from campus5g.site.portal.app import create_portal
from campus5g.site.portal.surroundings import AT_ONCE
from campus5g.site.records.database import Database


async def test_every_request_is_answered(folders: SiteFolders, database: Database) -> None:
    portal = create_portal(folders, database, ByName())
    transport = httpx.ASGITransport(portal)

    async with httpx.AsyncClient(transport=transport, base_url="http://portal") as client:
        answers = await asyncio.gather(
            *(client.get("/", headers={PERSON: "ada"}) for _ in range(6 * AT_ONCE))
        )

    assert {answer.status_code for answer in answers} == {200}
