"""What every page of a group at the trainer's desk needs."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session as DatabaseSession

from campus5g.site.folders import SiteFolders
from campus5g.site.portal.access import SignedIn, Teaching, session_of
from campus5g.site.portal.database_session import Records
from campus5g.site.portal.pages import page, see
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.portal.sign_in import Session
from campus5g.site.portal.surroundings import portal_of
from campus5g.site.records.cohorts import CohortModule, CohortRecord, Enrolment
from campus5g.site.records.people import Person


@dataclass(frozen=True)
class Desk:
    """A trainer and one of their groups."""

    request: Request
    session: Session
    person: Person
    records: DatabaseSession
    cohort: CohortRecord

    @property
    def folders(self) -> SiteFolders:
        """The site's state."""
        return portal_of(self.request).folders

    def page(self, template: str, status: int = 200, **shown: Any) -> Response:
        """Render a page of this group."""
        return page(
            self.request,
            f"desk/{template}",
            self.person,
            self.session,
            status,
            cohort=self.cohort,
            **shown,
        )

    def see(self, *parts: str) -> Response:
        """Send the browser to a page of this group."""
        return see(self.request, "desk", self.cohort.id, *parts)

    def place(self, module: str) -> CohortModule:
        """Return a module of the group; any other does not exist."""
        for place in self.cohort.modules:
            if place.module == module:
                return place
        raise NotFoundError

    def enrolment(self, person: int) -> Enrolment:
        """Return a learner of the group, by the person's number."""
        for each in self.cohort.enrolments:
            if each.person_id == person:
                return each
        raise NotFoundError


async def desk(
    request: Request,
    cohort: Teaching,
    person: SignedIn,
    session: Annotated[Session, Depends(session_of)],
    records: Records,
) -> Desk:
    """Return the desk of a trainer of the group."""
    return Desk(request, session, person, records, cohort)


AtDesk = Annotated[Desk, Depends(desk)]
