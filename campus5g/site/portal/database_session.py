"""One database session per request: committed with the answer, rolled back after an error.

A request works in several threads, one after the other, with one connection. More requests at once
than there are connections would wait in all threads for connections whose requests wait for a
thread; so those beyond `surroundings.AT_ONCE` wait outside, in no thread.
"""

from collections.abc import AsyncIterator, Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from campus5g.site.portal.surroundings import portal_of


async def place(request: Request) -> AsyncIterator[None]:
    """Wait for the request's turn."""
    async with portal_of(request).places:
        yield


def database_session(
    request: Request, _: Annotated[None, Depends(place, scope="function")]
) -> Iterator[Session]:
    """Yield the request's session."""
    with portal_of(request).database.session() as session:
        yield session


# Committed before the answer leaves, so that the next request sees it.
Records = Annotated[Session, Depends(database_session, scope="function")]
