"""Pieces of pages that are sent when they change (server-sent events)."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from fastapi.sse import EventSourceResponse, format_sse_event
from sqlalchemy.exc import OperationalError

from campus5g.site.portal.live.announcing import News
from campus5g.site.portal.surroundings import portal_of

LASTS_S = 300.0
"""Then the browser comes again, and is asked again who it is."""

_COME_AGAIN_MS = 1000

_HERE_EVERY_S = 3.0
"""A page that hears nothing for twice as long takes the server for lost."""

_LOOKS_EVERY = 5
"""Without an announcement, it looks again once it has said so often that it is there."""

Look = Callable[[], Mapping[str, str] | None]
"""Returns the pieces by name, in a thread; None once there is nothing more to tell."""


def streamed(request: Request, vote: int, news: tuple[News, ...], look: Look) -> StreamingResponse:
    """Answer with pieces of a page: all of them at first, then those that change.

    Between them it says that it is there: a page notices a connection that is lost without an end.

    Args:
        request: what is answered.
        vote: to which to listen.
        news: which of its changes concern the page.
        look: returns the pieces.
    """
    # A web server in front may otherwise keep a piece until there are more.
    return EventSourceResponse(
        _pieces(request, vote, news, look), headers={"X-Accel-Buffering": "no"}
    )


async def _pieces(
    request: Request, vote: int, news: tuple[News, ...], look: Look
) -> AsyncIterator[bytes]:
    announcer, loop = portal_of(request).announcer, asyncio.get_running_loop()
    ends_at = loop.time() + LASTS_S
    sent: dict[str, str] = {}
    with announcer.listening(vote, *news) as heard:
        yield format_sse_event(retry=_COME_AGAIN_MS)
        while not announcer.is_closed and loop.time() < ends_at:
            heard.clear()
            try:
                seen = await run_in_threadpool(look)
            except OperationalError:
                # The database is locked or away: the browser comes again.
                return
            for name, text in (seen or {"over": ""}).items():
                if sent.get(name) != text:
                    sent[name] = text
                    yield format_sse_event(event=name, data_str=text)
            if seen is None:
                return
            for _ in range(_LOOKS_EVERY):
                try:
                    async with asyncio.timeout(_HERE_EVERY_S):
                        await heard.wait()
                    break
                except TimeoutError:
                    yield format_sse_event(event="here", data_str="")
