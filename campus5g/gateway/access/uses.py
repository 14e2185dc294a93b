"""The requests under way in each lease's name: when the lease ends, so do they."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Collection
from contextvars import ContextVar

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from campus5g.gateway.problems import GatewayError, Problem

GRACE_S = 0.5
"""How long a request has to end by itself, and to say why, once its lease is over."""
CUT_S = 5.0

JSON_LINES = "application/jsonl"

_CHANGES_NOTHING = frozenset({"GET", "HEAD", "OPTIONS"})

log = logging.getLogger(__name__)


class Use:
    """One request.

    Args:
        changes: whether its method can change the kit.
    """

    def __init__(self, *, changes: bool) -> None:
        self.changes = changes
        self.lease: str | None = None
        self.why_cut: Callable[[], GatewayError] | None = None
        self.limit = asyncio.timeout(None)
        self.over = asyncio.Event()

    def cut(self, why: Callable[[], GatewayError]) -> None:
        """Break it off; its client is told why, in their language."""
        self.why_cut = why
        self.limit.reschedule(asyncio.get_running_loop().time())


_present: ContextVar[Use | None] = ContextVar("present", default=None)


def present_use() -> Use | None:
    """Return the request that this code works for; None outside of one."""
    return _present.get()


class Uses:
    """The requests under way."""

    def __init__(self) -> None:
        self._running: set[Use] = set()

    def add(self, use: Use) -> None:
        """Add a request that has begun."""
        self._running.add(use)

    def remove(self, use: Use) -> None:
        """Remove a request that is over."""
        self._running.discard(use)
        use.over.set()

    async def end(self, lease: str, why: Callable[[], GatewayError]) -> None:
        """Wait for the requests of a lease that is over; break off those that take long."""
        running = [use for use in self._running if use.lease == lease]
        if not await _all_over(running, GRACE_S):
            for use in running:
                if not use.over.is_set():
                    use.cut(why)
            if not await _all_over(running, CUT_S):
                log.error("a request does not end with its lease")


async def _all_over(uses: Collection[Use], within_s: float) -> bool:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(within_s):
            for use in uses:
                await use.over.wait()
    return all(use.over.is_set() for use in uses)


class EndsWithLease:
    """ASGI middleware: a request that outlasts its lease is broken off, with a word.

    Args:
        app: what answers.
        uses: where requests are noted.
    """

    def __init__(self, app: ASGIApp, uses: Uses) -> None:
        self._app = app
        self._uses = uses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        use = Use(changes=scope.get("method") not in _CHANGES_NOTHING)
        begun: list[Message] = []

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                begun.append(message)
            await send(message)

        self._uses.add(use)
        entered = _present.set(use)
        try:
            async with use.limit:
                await self._app(scope, receive, noting)
        except TimeoutError:
            if use.why_cut is None:
                raise
            await _say(use.why_cut(), begun, scope, receive, send)
        finally:
            _present.reset(entered)
            self._uses.remove(use)


async def _say(
    reason: GatewayError, begun: list[Message], scope: Scope, receive: Receive, send: Send
) -> None:
    """Tell the client why, where the answer still has room for it."""
    problem = Problem(problem=reason.problem, remedy=reason.remedy)
    if scope["type"] != "http":
        return
    if not begun:
        await JSONResponse(problem.model_dump(), reason.status)(scope, receive, send)
    elif Headers(raw=begun[0]["headers"]).get("content-type", "").startswith(JSON_LINES):
        line = problem.model_dump_json().encode() + b"\n"
        await send({"type": "http.response.body", "body": line})
