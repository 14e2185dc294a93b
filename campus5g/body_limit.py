"""A limit on the size of HTTP request bodies."""

from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send


class BodyLimit:
    """Middleware that refuses bodies that are too long, or of unannounced length, unread.

    Args:
        app: the application behind it.
        largest_bytes: the longest body that is passed on.
        refusal: makes the answer to a longer one.
    """

    def __init__(self, app: ASGIApp, largest_bytes: int, refusal: Callable[[], Response]) -> None:
        self._app = app
        self._largest_bytes = largest_bytes
        self._refusal = refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "http" and self._refuses(Headers(scope=scope)):
            answer = self._refusal()
            # The body is still on its way: the connection can't serve another request.
            answer.headers["Connection"] = "close"
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _refuses(self, headers: Headers) -> bool:
        if "transfer-encoding" in headers:
            return True
        length = headers.get("content-length", "0")
        return not length.isdigit() or int(length) > self._largest_bytes
