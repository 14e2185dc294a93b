"""A small HTTP server for pages that are made when somebody asks for them.

The server is that of the WebSocket library, which answers plain requests before its handshake.
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

from campus5g.errors import CampusError

_log = logging.getLogger(__name__)
_log.setLevel(logging.CRITICAL)  # what the library says of each connection is the client's affair

Query = Mapping[str, str]
Page = Callable[[Query], tuple[str, str]]
"""Returns media type and text, for the query of the request."""


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

    try:
        server = await serve(
            _no_websocket, host, port, process_request=answer, server_header=None, logger=_log
        )
    except OSError as error:
        raise CampusError(
            f"The core's metrics can't be served on {host}:{port} ({error.strerror}).",
            "End the program that holds this address, or leave the block to the kit.",
        ) from error
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
    """No request comes as far as this."""
    await asyncio.sleep(0)
