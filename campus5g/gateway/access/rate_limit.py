"""A rate limit: one token bucket per client, so that no client's loop slows the others down."""

import hashlib
import math
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from campus5g.gateway.problems import Problem
from campus5g.language import t

CALLS_A_SECOND = 100.0
"""What one client may do all the time; a description costs the gateway half a millisecond."""
BURST_S = 4.0
MOST_CLIENTS = 1024

# Nothing may ever delay a person who stops the robot.
_UNLIMITED = re.compile(r"/robots(/[a-z0-9-]+)?/stop")


class Buckets:
    """The clients' token buckets; the least recently used are forgotten.

    Args:
        calls_a_second: how fast a bucket refills.
        burst: calls that a client may make at once after a pause; four seconds' worth by default.
        clock: a monotonic clock, in seconds.
    """

    def __init__(
        self,
        calls_a_second: float = CALLS_A_SECOND,
        burst: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._burst = calls_a_second * BURST_S if burst is None else burst
        self._rate = calls_a_second
        self._clock = clock
        self._full_at: OrderedDict[bytes, float] = OrderedDict()

    def take(self, client: bytes) -> float:
        """Take one call from a client's bucket; return 0, or the seconds until one is available."""
        now = self._clock()
        full_at = max(self._full_at.pop(client, now), now)
        wait_s = full_at + 1 / self._rate - now - self._burst / self._rate
        # A rounding error must not cause a refusal.
        allowed = wait_s <= 1e-9
        self._full_at[client] = full_at + 1 / self._rate if allowed else full_at
        if len(self._full_at) > MOST_CLIENTS:
            self._full_at.popitem(last=False)
        return 0.0 if allowed else wait_s


class RateLimit:
    """Middleware that answers 429 to a client that calls too often."""

    def __init__(self, app: ASGIApp, buckets: Buckets) -> None:
        self._app = app
        self._buckets = buckets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer when to try again."""
        if scope["type"] == "http" and not _UNLIMITED.fullmatch(scope["path"]):
            wait_s = self._buckets.take(_client(scope))
            if wait_s:
                await _too_often(math.ceil(wait_s))(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _client(scope: Scope) -> bytes:
    """Return the client's key: its token, which its connections share, or else its address."""
    token = Headers(scope=scope).get("authorization")
    if token:
        return hashlib.sha256(token.encode("latin-1", "replace")).digest()
    return str((scope.get("client") or ("?",))[0]).encode()


def _too_often(wait_s: int) -> JSONResponse:
    problem = Problem(
        problem=t(fr="Trop d’appels en peu de temps.", en="Too many calls in a short time."),
        remedy=t(
            fr=f"Attendez {wait_s} s, puis appelez moins souvent.",
            en=f"Wait {wait_s} s, then call less often.",
        ),
    )
    return JSONResponse(
        problem.model_dump(), HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(wait_s)}
    )
