"""Answers HEAD as GET: the server leaves the body out."""

from starlette.types import ASGIApp, Receive, Scope, Send


class Heads:
    """Middleware that lets every page answer HEAD.

    Args:
        app: the application behind it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] == "http" and scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}
        await self._app(scope, receive, send)
