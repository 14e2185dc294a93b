"""The portal of a small site in a server of its own, for browsers and for programs.

Beside it stands the page at which the Hub signs in.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI
from people import SIGN_IN
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Mount, Route
from tornado.testing import bind_unused_port

PREFIX = "/services/portal"


class PortalServer:
    """A server that goes away and comes back at the same address."""

    def __init__(self, pages: FastAPI) -> None:
        self._pages = Starlette(routes=[Route(SIGN_IN, _sign_in_page), Mount("", pages)])
        listening, self.port = bind_unused_port()
        listening.close()
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{PREFIX}"

    def come(self) -> None:
        config = uvicorn.Config(
            self._pages, port=self.port, log_level="error", lifespan="off", ws="none"
        )
        self._server = uvicorn.Server(config)
        listening = config.bind_socket()
        # Who comes before the thread runs waits.
        listening.listen()
        self._thread = threading.Thread(target=self._server.run, args=([listening],), daemon=True)
        self._thread.start()

    def go(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join()
            self._server = None


def _sign_in_page(request: Request) -> HTMLResponse:
    return HTMLResponse("<!DOCTYPE html><h1>Connexion</h1>")


@contextmanager
def serving(pages: FastAPI) -> Iterator[PortalServer]:
    """Serve the pages for the length of a block."""
    server = PortalServer(pages)
    server.come()
    try:
        yield server
    finally:
        server.go()
