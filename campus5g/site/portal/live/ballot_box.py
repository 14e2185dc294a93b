"""Takes the votes of a whole class at once: those that wait go into one transaction.

A transaction for each of sixty votes would be sixty waits for the disk, one after the other.
"""

import asyncio

from fastapi.concurrency import run_in_threadpool

from campus5g.site.portal.live.announcing import Announcer
from campus5g.site.records.database import Database
from campus5g.site.voting.casting import Cast, Kept, Outcome, cast_all


class BallotBox:
    """Keeps votes in the site's database before it answers.

    Args:
        database: the site's.
        announcer: tells the screens.
    """

    def __init__(self, database: Database, announcer: Announcer) -> None:
        self._database = database
        self._announcer = announcer
        self._waiting: list[tuple[Cast, asyncio.Future[Outcome]]] = []
        self._emptying: asyncio.Task[None] | None = None

    async def cast(self, vote: Cast) -> Outcome:
        """Keep a vote, and return what counts.

        Raises:
            OperationalError: the database is locked or away; the vote may be sent again.
        """
        kept: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append((vote, kept))
        if self._emptying is None or self._emptying.done():
            self._emptying = asyncio.create_task(self._empty())
        return await kept

    async def _empty(self) -> None:
        while self._waiting:
            some, self._waiting = self._waiting, []
            try:
                outcomes = await run_in_threadpool(self._keep, [vote for vote, _ in some])
            except Exception as error:
                for _, kept in some:
                    if not kept.done():
                        kept.set_exception(error)
                continue
            for outcome, (_, kept) in zip(outcomes, some, strict=True):
                # Done already: the phone went away before its answer.
                if not kept.done():
                    kept.set_result(outcome)
            for vote in {each.vote for each in outcomes if isinstance(each, Kept)}:
                self._announcer.announce(vote, "count")

    def _keep(self, votes: list[Cast]) -> list[Outcome]:
        with self._database.session() as records:
            return cast_all(records, votes)
