"""The language that a request asks for: several readers share one gateway."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from campus5g.language import LANGUAGES, Language, speak


class AskedLanguage:
    """Middleware that reads ``Accept-Language`` (RFC 9110, 12.5.4)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Set the language, then pass the request on."""
        if scope["type"] in ("http", "websocket"):
            speak(preferred_language(Headers(scope=scope).get("accept-language", "")))
        await self._app(scope, receive, send)


def preferred_language(header: str) -> Language | None:
    """Return the first language of an ``Accept-Language`` header that is supported."""
    for choice in header.lower().split(","):
        for language in LANGUAGES:
            if choice.strip().startswith(language):
                return language
    return None
