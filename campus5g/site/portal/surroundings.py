"""What every page of the portal needs."""

import asyncio
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from fastapi import Request

from campus5g.site.folders import SiteFolders
from campus5g.site.portal.sign_in import SignIn
from campus5g.site.records.database import Database

AT_ONCE = 16
"""Requests that work with the database at once; rounds and long steps have connections, too."""


@dataclass(frozen=True)
class Portal:
    """The site that a portal belongs to. ``prefix`` is the path in front of all its pages."""

    folders: SiteFolders
    database: Database
    sign_in: SignIn
    prefix: str
    places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    """One for each request that works with the database: see `database_session`."""

    def path(self, *parts: str) -> str:
        """Return the path of a page."""
        return str(PurePosixPath(self.prefix or "/", *parts))


def portal_of(request: Request) -> Portal:
    """Return the portal that a request came to."""
    portal: Portal = request.app.state.portal
    return portal
