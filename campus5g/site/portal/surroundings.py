"""What every page of the portal needs."""

import asyncio
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath

from fastapi import Request

from campus5g.site.folders import SiteFolders
from campus5g.site.portal.live.announcing import Announcer
from campus5g.site.portal.live.ballot_box import BallotBox
from campus5g.site.portal.live.shared import SharedPieces
from campus5g.site.portal.own_servers import NoServers, OwnServers
from campus5g.site.portal.sign_in import SignIn
from campus5g.site.progress.allowance import Allowance
from campus5g.site.records.database import Database

AT_ONCE = 16
"""Requests that work with the database at once; rounds and long steps have connections, too."""

CARDS_A_MINUTE = 10
"""Of one learner: as often as somebody opens labs by hand."""


@dataclass(frozen=True)
class Portal:
    """The site that a portal belongs to. ``prefix`` is the path in front of all its pages."""

    folders: SiteFolders
    database: Database
    sign_in: SignIn
    prefix: str
    servers: OwnServers = field(default_factory=NoServers)
    places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    """One for each request that works with the database: see `database_session`."""
    progress_allowance: Allowance = field(default_factory=Allowance)
    """How often learners' servers tell what their learners do."""
    card_allowance: Allowance = field(default_factory=lambda: Allowance(most=CARDS_A_MINUTE))
    """How often learners' servers ask for cards, each of which starts a program."""
    announcer: Announcer = field(default_factory=Announcer)
    """Wakes the pages that show a class's vote."""
    on_phones: SharedPieces = field(default_factory=SharedPieces)
    """What the phones of a class show alike."""

    @cached_property
    def ballot_box(self) -> BallotBox:
        """Takes the votes of classes."""
        return BallotBox(self.database, self.announcer)

    def path(self, *parts: str) -> str:
        """Return the path of a page."""
        return str(PurePosixPath(self.prefix or "/", *parts))


def portal_of(request: Request) -> Portal:
    """Return the portal that a request came to."""
    portal: Portal = request.app.state.portal
    return portal
