"""What the Hub of a classroom server does for the portal, because it needs root.

Handlers of the Hub at ``/hub/duties/``, for anyone with a token of the scope `SCOPE`: the
portal's. `campus5g.site.classroom.asking` calls them.
"""

import asyncio

from jupyterhub.apihandlers.base import APIHandler
from jupyterhub.scopes import define_custom_scopes, needs_scope

from campus5g.places import data_folder
from campus5g.site.classroom.people import ClassroomPeople
from campus5g.site.folders import SiteFolders

SCOPE = "custom:campus5g:duties"
SCOPES = {SCOPE: {"description": "Remove people and cohorts from the machine."}}

# Handlers name their scope when they are created.
define_custom_scopes(SCOPES)

_ACCOUNT = r"(?P<account>[a-z][a-z0-9-]{1,31})"
_COHORT = r"(?P<cohort>[a-z][a-z0-9-]{0,47})"


class Duty(APIHandler):  # type: ignore[misc]
    """What the handlers share."""

    @property
    def people(self) -> ClassroomPeople:
        """The people of the site."""
        return ClassroomPeople.of_site(SiteFolders(data_folder()))

    async def end_servers(self, account: str) -> None:
        """Stop a person's servers cleanly."""
        user = self.find_user(account)
        for name, spawner in list(user.spawners.items()) if user else []:
            if spawner.active:
                await self.stop_single_user(user, name)


class Person(Duty):
    """A person's presence on the machine."""

    @needs_scope(SCOPE)  # type: ignore[untyped-decorator]
    async def delete(self, account: str) -> None:
        """End their processes and remove their OS user; with ``?files=1`` their home too."""
        await self.end_servers(account)
        people = self.people
        remove = people.erase if self.get_argument("files", "") == "1" else people.close
        await asyncio.to_thread(remove, account)
        self.set_status(204)


class Cohort(Duty):
    """A cohort's files."""

    @needs_scope(SCOPE)  # type: ignore[untyped-decorator]
    async def delete(self, cohort: str) -> None:
        """Remove them all, in people's homes too."""
        await asyncio.to_thread(self.people.erase_cohort, cohort)
        self.set_status(204)


HANDLERS = [
    (f"/duties/people/{_ACCOUNT}", Person),
    (f"/duties/cohorts/{_COHORT}", Cohort),
]
