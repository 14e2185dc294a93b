"""How much a request may carry: orders are short, whoever sends them."""

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from campus5g.gateway.problems import Problem
from campus5g.gateway.wording import say

LARGEST_BODY_BYTES = 64 * 1024


class BodyLimit:
    """Middleware that refuses bodies that are long, or of unsaid length, before reading them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer that it is too large."""
        if scope["type"] == "http" and _too_large(Headers(scope=scope)):
            problem = Problem(
                problem=say(fr="La demande est trop longue.", en="The request is too long."),
                remedy=say(
                    fr="Envoyez au plus 64 Kio, avec Content-Length.",
                    en="Send at most 64 KiB, with Content-Length.",
                ),
            )
            status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            answer = JSONResponse(problem.model_dump(), status, {"Connection": "close"})
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _too_large(headers: Headers) -> bool:
    if "transfer-encoding" in headers:
        return True
    return int(headers.get("content-length", "0")) > LARGEST_BODY_BYTES
