"""Between two holders: the kit is made as new, and until it is, nobody else can use it."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from http import HTTPStatus

from pydantic import BaseModel, Field

from campus5g.gateway.access.leases import Lease, lease_ended
from campus5g.gateway.access.uses import Uses
from campus5g.gateway.problems import GatewayError
from campus5g.language import speak, t

PATIENCE_S = 10.0
"""How long a request waits for the kit; below the time that clients wait for an answer."""
LIMIT_S = 60.0
RETRY_S = 15.0
"""How long a failure is told without trying again."""

log = logging.getLogger(__name__)

Words = Callable[[], str]
"""A sentence, in the language of the person who asks."""

Part = Callable[[], Awaitable[Sequence[Words]]]
"""Makes a part of the kit as new; returns what it can't undo."""


class NotRestoredError(Exception):
    """A part of the kit that is not as new.

    Args:
        words: which part, and why.
    """

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words


class TurnoverState(BaseModel):
    """Whether the kit can be lent, and what its next holder should know."""

    restoring: bool = Field(description="Whether it is being made as new after a lease.")
    problem: str | None = Field(
        description="Why it is not lent: what could not be made as new; null if nothing."
    )
    left: list[str] = Field(description="What a lease leaves that nobody but a person can undo.")


class Turnover:
    """Makes the kit as new at the end of each lease, and before the first.

    Args:
        uses: the requests under way.
        clear: removes what a lease has left in this gateway.
        halts: stop what moves; at once, while requests still end.
        parts: what has to be made as new after that.
    """

    def __init__(
        self,
        uses: Uses,
        clear: Callable[[str], None],
        halts: Sequence[Part],
        parts: Sequence[Part],
    ) -> None:
        self._uses = uses
        self._clear = clear
        self._halts = halts
        self._parts = parts
        self._former: list[Lease] = []
        self._as_new = False
        self._making: asyncio.Task[None] | None = None
        self._problems: list[Words] = []
        self._failed_s = 0.0
        self._left: list[Words] = []
        self._closed = False

    @property
    def state(self) -> TurnoverState:
        """The present state, in the language of the person who asks."""
        return TurnoverState(
            restoring=self._under_way is not None,
            problem=None if not self._problems else _because(self._problems),
            left=[words() for words in self._left],
        )

    def used(self) -> None:
        """Note that somebody uses the kit, which may change it."""
        self._as_new = False

    def after(self, lease: Lease) -> None:
        """Begin to make the kit as new after a lease."""
        self._clear(lease.id)
        if lease.opened and not self._closed:
            self._as_new = False
            self._former.append(lease)
            self._begin()

    async def ready(self) -> None:
        """Return once the kit is as new.

        Raises:
            GatewayError: a part of it could not be made as new, or that takes longer than
                `PATIENCE_S`.
        """
        if self._as_new:
            return
        loop = asyncio.get_running_loop()
        if not self._problems or loop.time() - self._failed_s > RETRY_S:
            self._begin()
        await self.calm()
        if self._under_way is not None:
            raise _being_restored()
        if self._problems:
            raise _not_lent(self._problems)

    async def calm(self) -> None:
        """Wait while the kit is being made as new, but not for longer than `PATIENCE_S`."""
        if (making := self._under_way) is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE_S):
                    await asyncio.shield(making)

    async def close(self) -> None:
        """Break off: the gateway shuts down, and the next one starts by making the kit as new."""
        self._closed = True
        if (making := self._under_way) is not None:
            making.cancel()
            await asyncio.gather(making, return_exceptions=True)

    @property
    def _under_way(self) -> asyncio.Task[None] | None:
        making = self._making
        return None if making is None or making.done() else making

    def _begin(self) -> None:
        if self._under_way is None:
            self._making = asyncio.get_running_loop().create_task(self._make())

    async def _make(self) -> None:
        # For the log: the client reads the words in another language.
        speak("en")
        done = False
        while not done or self._former:
            former, self._former = self._former, []
            async with asyncio.TaskGroup() as ending:
                halting = ending.create_task(self._outcome(self._halts))
                for lease in former:
                    await self._uses.end(lease.id, partial(lease_ended, lease))
                    # What its last requests have left.
                    self._clear(lease.id)
            outcomes = [halting.result(), await self._outcome(self._parts)]
            self._left = [words for left, _ in outcomes for words in left]
            self._problems = [words for _, problems in outcomes for words in problems]
            self._failed_s = asyncio.get_running_loop().time()
            self._as_new, done = not self._problems, True
        for words in self._problems:
            log.error("the kit is not lent: %s", words())

    async def _outcome(self, parts: Sequence[Part]) -> tuple[list[Words], list[Words]]:
        """Return what the parts can't undo, and what has failed."""
        left: list[Words] = []
        problems: list[Words] = []
        for outcome in await asyncio.gather(
            *(_limited(part) for part in parts), return_exceptions=True
        ):
            match outcome:
                case NotRestoredError():
                    problems.append(outcome.words)
                case BaseException():
                    log.error("a part could not be made as new", exc_info=outcome)
                    problems.append(_unknown_reason)
                case _:
                    left += outcome
        return left, problems


async def _limited(part: Part) -> Sequence[Words]:
    async with asyncio.timeout(LIMIT_S):
        return await part()


def _unknown_reason() -> str:
    return t(fr="la raison est dans son journal", en="its log has the reason")


def _because(problems: Sequence[Words]) -> str:
    reasons = t(fr=" ; ", en="; ").join(words() for words in problems)
    return t(
        fr=f"Ce kit n’a pas pu être remis dans son état de départ : {reasons}. Il n’est pas prêté.",
        en=f"This kit could not be returned to its initial state: {reasons}. It is not lent.",
    )


def _not_lent(problems: Sequence[Words]) -> GatewayError:
    return GatewayError(
        HTTPStatus.SERVICE_UNAVAILABLE,
        _because(problems),
        t(
            fr="Prévenez l’exploitant du kit ; en attendant, travaillez sur un kit virtuel : "
            "`kit.connect()` sans réservation.",
            en="Tell the kit's operator. Meanwhile, work on a virtual kit: `kit.connect()` without "
            "a booking.",
        ),
    )


def _being_restored() -> GatewayError:
    return GatewayError(
        HTTPStatus.SERVICE_UNAVAILABLE,
        t(
            fr="Le kit est en cours de remise en état après la réservation précédente.",
            en="The kit is being returned to its initial state after the booking before yours.",
        ),
        t(fr="Réessayez dans une minute.", en="Try again in a minute."),
    )
