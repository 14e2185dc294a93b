"""The proxy in front of the Hub: ``python -m campus5g.site.hub.proxy``, options of the library.

configurable-http-proxy (Python) with what a class in JupyterLab needs in addition:
WebSockets keep their subprotocol (RFC 6455, section 1.9), binary messages stay
binary and a connection that one side ends is ended on the other, so that
notebooks connect at once and notice a stopped kernel. Answers are passed on as
they come: a module's words are there before its activities. Scripts and style sheets are
compressed, pages are not: they hold secrets beside what others may have written (BREACH). What a
trusted web server in front reports of the browser's address and scheme is passed on; a browser's
own claims are not.
"""

from functools import cache, partial
from http import HTTPStatus
from typing import Any

from configurable_http_proxy import cli, configproxy, handlers
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.httputil import HTTPHeaders, parse_response_start_line
from tornado.iostream import StreamClosedError
from tornado.web import Application, GZipContentEncoding
from tornado.websocket import websocket_connect

from campus5g.site.hub.client_address import TrustedProxies

# tornado's own limits are made for one person: ten requests at once and messages of 10 MiB.
_REQUESTS_AT_ONCE = 1000
_LARGEST_MESSAGE_BYTES = 256 * 1024 * 1024
_LARGEST_BODY_BYTES = 1024 * 1024 * 1024

# Of one connection only (RFC 9110, section 7.6.1); the client has undone the encoding.
_NOT_PASSED_ON = {"transfer-encoding", "content-encoding", "connection"}


# Other headers with a browser's address, which the servers behind would believe.
_CLAIMS = ("X-Real-Ip", "X-Scheme", "Forwarded")

_trusted = cache(TrustedProxies.of_site)


class SmallerScripts(GZipContentEncoding):
    """Compresses whole scripts and style sheets: JupyterLab's are four times as large without."""

    GZIP_LEVEL = 4
    CONTENT_TYPES = {"application/javascript", "text/javascript", "text/css"}  # noqa: RUF012

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        """Leave parts of a file as they are."""
        if status_code != HTTPStatus.OK:
            self._gzipping = False
        return super().transform_first_chunk(status_code, headers, chunk, finishing)

    def _compressible_type(self, ctype: str) -> bool:
        return ctype in self.CONTENT_TYPES


class ProxyHandler(handlers.ProxyHandler):  # type: ignore[misc]
    """Passes one request, or one WebSocket, on to its server."""

    @property
    def max_message_size(self) -> int:
        """The largest WebSocket message that is passed on, in bytes."""
        return _LARGEST_MESSAGE_BYTES

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        """Return the subprotocol that the server chose among those the browser offered."""
        chosen: str | None = self.ws_client.selected_subprotocol
        return chosen

    def on_message(self, message: str | bytes) -> None:
        """Pass on a message of the browser."""
        if self.ws_client:
            self._note_activity()
            self.ws_client.write_message(message, binary=isinstance(message, bytes))

    def _get_proxy_request(self, url: str) -> HTTPRequest:
        """Set the headers with the browser's address and scheme for the server behind.

        The library looks for such headers in lower-case letters only, and adds its own "http".
        """
        request: HTTPRequest = super()._get_proxy_request(url)
        headers = HTTPHeaders(request.headers)
        received, peer = self.request.headers, self.request.remote_ip or ""
        for name in _CLAIMS:
            headers.pop(name, None)
        headers["X-Forwarded-For"] = _trusted().client(peer, received.get("X-Forwarded-For", ""))
        scheme = received.get("X-Forwarded-Proto")
        if scheme and _trusted().trusts(peer):
            headers["X-Forwarded-Proto"] = scheme
        request.headers = headers
        return request

    async def call_proxy(self, path: str | None = None) -> None:
        """Pass on a request, and its answer piece by piece."""
        url = await self.get_target_url(path)
        if url is None:
            return
        request = self._get_proxy_request(url)
        if request.method == "HEAD" and await _does_not_know_it(request):
            # Monitors ask for heads; tornado leaves the body out of the answer to one.
            request.method = "GET"
        head: list[str] = []

        def take_head(line: str) -> None:
            if line.strip():
                head.append(line)
            else:
                self._answer(head)

        def take_piece(piece: bytes) -> None:
            if self._is_gone:
                # An answer without an end would be taken for ever, for nobody.
                raise StreamClosedError
            self.write(piece)
            self.flush()

        request.header_callback, request.streaming_callback = take_head, take_piece
        try:
            await AsyncHTTPClient().fetch(request, raise_error=False)
        # Whatever went wrong, a person is waiting for an answer.
        except Exception as error:
            if self._headers_written:
                self.request.connection.close()
            else:
                await self.handle_proxy_error(503, error)
            return
        self.finish()

    def _answer(self, head: list[str]) -> None:
        self.set_status(parse_response_start_line(head[0].strip()).code)
        headers = HTTPHeaders.parse("".join(head[1:]))
        encoded = "Content-Encoding" in headers
        ours = {name.lower() for name in self._headers}
        for name, value in headers.get_all():
            if name.lower() in _NOT_PASSED_ON or (encoded and name.lower() == "content-length"):
                continue
            if name.lower() in ours:
                self.set_header(name, value)
            else:
                self.add_header(name, value)

    async def start_ws_client(self, path: str | None = None) -> None:
        """Connect to the server before confirming the browser's connection."""
        self.closed = False
        url = await self.get_target_url(path)
        if url is None:
            return
        request = self._get_proxy_request(url.replace("http", "ws", 1))
        try:
            self.ws_client = await handlers.apply_timeout(
                self.proxy.timeout,
                websocket_connect(
                    request,
                    on_message_callback=self._on_server_message,
                    max_message_size=_LARGEST_MESSAGE_BYTES,
                ),
            )
        except HTTPClientError as refusal:
            self.set_status(refusal.code)
            self.finish(refusal.message)
        except OSError as error:
            await self.handle_proxy_error(503, error)

    def _on_server_message(self, message: str | bytes | None) -> None:
        if message is None:
            self.close()
        elif not self.closed:
            self._note_activity()
            self.write_message(message, binary=isinstance(message, bytes))

    _is_gone = False

    def on_connection_close(self) -> None:
        """Notice that the browser does not wait for the rest of an answer."""
        self._is_gone = True
        super().on_connection_close()

    def on_close(self) -> None:
        """End the server's side when the browser has gone."""
        self.closed = True
        if self.ws_client:
            self.ws_client.close()
            self.ws_client = None

    def _note_activity(self) -> None:
        if self.target:
            self.proxy.update_last_activity(self.target["prefix"])


async def _does_not_know_it(request: HTTPRequest) -> bool:
    """Return whether the server behind refuses a request's method, as the Hub and the portal do."""
    answer = await AsyncHTTPClient().fetch(request, raise_error=False)
    return answer.code == HTTPStatus.METHOD_NOT_ALLOWED


def main() -> Any:
    """Run the proxy with the library's own command line."""
    AsyncHTTPClient.configure(
        None, max_clients=_REQUESTS_AT_ONCE, max_body_size=_LARGEST_BODY_BYTES
    )
    configproxy.ProxyHandler = ProxyHandler
    configproxy.Application = partial(Application, transforms=[SmallerScripts])
    return cli.main()


if __name__ == "__main__":
    main()
