"""What every page of the administration needs."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session as DatabaseSession

from campus5g.site.folders import SiteFolders
from campus5g.site.portal.access import Administrator, session_of
from campus5g.site.portal.database_session import Records
from campus5g.site.portal.pages import page, see
from campus5g.site.portal.sign_in import Session
from campus5g.site.portal.surroundings import portal_of
from campus5g.site.records.people import Person


@dataclass(frozen=True)
class Office:
    """An administrator and the site's state."""

    request: Request
    session: Session
    person: Person
    records: DatabaseSession

    @property
    def folders(self) -> SiteFolders:
        """The site's state."""
        return portal_of(self.request).folders

    def page(self, template: str, status: int = 200, **shown: Any) -> Response:
        """Render a page of the administration."""
        name = f"administration/{template}"
        return page(self.request, name, self.person, self.session, status, **shown)

    def see(self, *parts: str) -> Response:
        """Send the browser to a page of the administration."""
        return see(self.request, "administration", *parts)


def office(
    request: Request,
    person: Administrator,
    session: Annotated[Session, Depends(session_of)],
    records: Records,
) -> Office:
    """Return the office of an administrator."""
    return Office(request, session, person, records)


InOffice = Annotated[Office, Depends(office)]
