"""One database session per request: committed with the answer, rolled back after an error.

A request works in several threads, one after the other, with one connection. More requests at once
than there are connections would wait in all threads for connections whose requests wait for a
thread; so those beyond `surroundings.AT_ONCE` wait outside, in no thread.
"""

from collections.abc import AsyncIterator, Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

from campus5g.site.accounts.accounts import SIGN_INS_REST_ON
from campus5g.site.portal.surroundings import portal_of
from campus5g.site.records.people import Person


async def place(request: Request) -> AsyncIterator[None]:
    """Wait for the request's turn."""
    async with portal_of(request).places:
        yield


def database_session(
    request: Request, _: Annotated[None, Depends(place, scope="function")]
) -> Iterator[Session]:
    """Yield the request's session; end the sign-ins of those whose accounts it changed."""
    portal = portal_of(request)
    with portal.database.session() as session:
        changed = _changed_accounts(session)
        yield session
    for name in changed:
        portal.sign_in.end_outdated(name)


def _changed_accounts(session: Session) -> set[str]:
    """Return a set that takes the accounts whose sign-ins rest on what the session writes."""
    changed: set[str] = set()

    @event.listens_for(session, "before_flush")
    def _look(session: Session, _context: object, _instances: object) -> None:
        for each in session.dirty:
            if isinstance(each, Person):
                found = inspect(each).attrs
                if any(found[name].history.has_changes() for name in SIGN_INS_REST_ON):
                    changed.add(each.name)

    return changed


# Committed before the answer leaves, so that the next request sees it.
Records = Annotated[Session, Depends(database_session, scope="function")]
