"""A small HTTP server for pages that are created on request.

It is the server of the WebSocket library, which can answer plain requests before its handshake.
"""

import asyncio
import http
import logging
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from campus5g.virtualkit.listening import listening

_log = logging.getLogger(__name__)
_log.setLevel(logging.CRITICAL)  # the library's messages concern the client only

Query = Mapping[str, str]
Page = Callable[[Query], tuple[str, str]]
"""Returns the media type and the text for a request's query."""


async def serve_pages(
    host: str, port: int, pages: Mapping[str, Page], stack: AsyncExitStack
) -> None:
    """Serve pages by their paths; the server closes with the stack.

    Raises:
        CampusError: when the address can't be used.
    """

    def answer(_: ServerConnection, request: Request) -> Response:
        address = urlsplit(request.path)
        page = pages.get(address.path)
        if page is None:
            return _response(http.HTTPStatus.NOT_FOUND, "text/plain", "Not found\n")
        query = {name: values[-1] for name, values in parse_qs(address.query).items()}
        return _response(http.HTTPStatus.OK, *page(query))

    with listening("The core's metrics server", f"{host}:{port}"):
        server = await serve(
            _no_websocket, host, port, process_request=answer, server_header=None, logger=_log
        )
    stack.callback(server.close)


def _response(status: http.HTTPStatus, media_type: str, text: str) -> Response:
    body = text.encode()
    headers = Headers(
        {
            "Content-Type": media_type,
            "Content-Length": str(len(body)),
            "Connection": "close",
        }
    )
    return Response(status.value, status.phrase, headers, body)


async def _no_websocket(_: ServerConnection) -> None:
    """Never called: every request is answered before the handshake."""
    await asyncio.sleep(0)
