import asyncio
import gzip
import sys
from collections.abc import AsyncIterator

import pytest
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketClosedError, WebSocketHandler, websocket_connect

from campus5g.site.running.ports import free_ports

LARGE_BYTES = 64 * 1024 * 1024
SUBPROTOCOL = "v1.kernel.websocket.jupyter.org"


class Echo(WebSocketHandler):
    """Echoes messages; ends the connection at "bye"."""

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        return SUBPROTOCOL if SUBPROTOCOL in subprotocols else None

    async def on_message(self, message: str | bytes) -> None:
        if message == "bye":
            self.close()
        else:
            await self.write_message(message, binary=isinstance(message, bytes))


class Words(RequestHandler):
    """Sends a chunk, and the next one only after the client has confirmed the first."""

    heard = asyncio.Event()

    async def get(self) -> None:
        self.set_header("X-Said", "words")
        self.write("first ")
        await self.flush()
        await self.heard.wait()
        self.finish("second")

    def head(self) -> None:
        self.set_status(204)


class Ticking(RequestHandler):
    """Sends pieces for as long as somebody takes them."""

    left = asyncio.Event()

    async def get(self) -> None:
        while not self.left.is_set():
            self.write("tick ")
            await self.flush()
            await asyncio.sleep(0.01)

    def on_connection_close(self) -> None:
        self.left.set()


class Scheme(RequestHandler):
    """Returns the forwarded scheme."""

    def get(self) -> None:
        self.finish(self.request.protocol)


class Script(RequestHandler):
    """Sends the same letters as a script, as a page, or as the first part of a script."""

    def get(self, kind: str) -> None:
        types = {"page": "text/html", "css": "text/css"}
        self.set_header("Content-Type", types.get(kind, "text/javascript"))
        self.set_status(206 if kind == "part" else 200)
        self.finish("letters " * 1000)


class OnlyPages(RequestHandler):
    """Knows no HEAD, as the Hub and the portal."""

    def get(self) -> None:
        self.set_header("X-Said", "a page")
        self.finish("a page of words")


@pytest.fixture
async def proxied() -> AsyncIterator[str]:
    """The address of an echo server, seen through the proxy."""
    listening, echo_port = bind_unused_port()
    server = HTTPServer(
        Application(
            [
                ("/words", Words),
                ("/ticking", Ticking),
                ("/said/(.*)", Script),
                ("/scheme", Scheme),
                ("/page", OnlyPages),
                ("/.*", Echo),
            ],
            websocket_max_message_size=LARGE_BYTES,
        ),
        xheaders=True,
    )
    server.add_socket(listening)
    port, api_port = free_ports(2)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "campus5g.site.hub.proxy"),
        *("--default-target", f"http://127.0.0.1:{echo_port}"),
        *("--ip", "127.0.0.1", "--port", str(port)),
        *("--api-ip", "127.0.0.1", "--api-port", str(api_port)),
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    async for line in process.stderr:
        if b"Proxy API at" in line:
            break
    yield f"ws://127.0.0.1:{port}/kernel"
    process.terminate()
    await process.communicate()
    server.stop()


async def test_a_websocket_keeps_the_subprotocol_that_the_server_chose(proxied: str) -> None:
    connection = await websocket_connect(proxied, subprotocols=["other", SUBPROTOCOL])

    assert connection.selected_subprotocol == SUBPROTOCOL
    connection.close()


@pytest.mark.parametrize("message", ["é", "é".encode(), b"\x00\xff", b"x" * (11 * 1024 * 1024)])
async def test_messages_come_back_as_they_were(proxied: str, message: str | bytes) -> None:
    connection = await websocket_connect(proxied, max_message_size=LARGE_BYTES)

    await connection.write_message(message, binary=isinstance(message, bytes))

    assert await connection.read_message() == message
    connection.close()


async def test_the_browser_notices_that_the_server_has_ended_the_connection(proxied: str) -> None:
    connection = await websocket_connect(proxied)

    await connection.write_message("bye")

    assert await connection.read_message() is None
    with pytest.raises(WebSocketClosedError):
        await connection.write_message("anybody?")


async def test_an_answer_is_streamed_as_it_arrives(proxied: str) -> None:
    pieces: list[bytes] = []

    def take(piece: bytes) -> None:
        pieces.append(piece)
        Words.heard.set()

    answer = await AsyncHTTPClient().fetch(
        proxied.replace("ws", "http").replace("kernel", "words"), streaming_callback=take
    )

    assert (answer.code, answer.headers["X-Said"]) == (200, "words")
    assert pieces[0] == b"first "
    assert b"".join(pieces) == b"first second"


async def test_an_answer_without_an_end_ends_with_its_reader(proxied: str) -> None:
    address = proxied.replace("ws:", "http:").replace("/kernel", "/ticking")
    host, port = address.removeprefix("http://").split("/")[0].split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"GET /ticking HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    await reader.readuntil(b"tick ")

    writer.close()

    async with asyncio.timeout(60):
        await Ticking.left.wait()


async def test_an_answer_without_a_body_keeps_its_status(proxied: str) -> None:
    address = proxied.replace("ws", "http").replace("kernel", "words")

    assert (await AsyncHTTPClient().fetch(address, method="HEAD")).code == 204


async def test_the_head_of_a_page_is_answered_also_for_servers_that_know_none(
    proxied: str,
) -> None:
    address = proxied.replace("ws", "http").replace("kernel", "page")

    answer = await AsyncHTTPClient().fetch(address, method="HEAD")

    assert (answer.code, answer.headers["X-Said"], answer.body) == (200, "a page", b"")


@pytest.mark.parametrize(
    ("said", "scheme"), [({}, "http"), ({"X-Forwarded-Proto": "https"}, "https")]
)
async def test_the_forwarded_scheme_is_passed_on(
    proxied: str, said: dict[str, str], scheme: str
) -> None:
    address = proxied.replace("ws", "http").replace("kernel", "scheme")

    answer = await AsyncHTTPClient().fetch(address, headers=said)

    assert answer.body.decode() == scheme


@pytest.mark.parametrize(
    ("kind", "encoding"), [("script", "gzip"), ("css", "gzip"), ("page", None), ("part", None)]
)
async def test_whole_scripts_and_style_sheets_are_compressed_and_nothing_else(
    proxied: str, kind: str, encoding: str | None
) -> None:
    address = proxied.replace("ws", "http").replace("kernel", f"said/{kind}")

    answer = await AsyncHTTPClient().fetch(
        address, headers={"Accept-Encoding": "gzip"}, decompress_response=False
    )

    assert answer.headers.get("Content-Encoding") == encoding
    said = gzip.decompress(answer.body) if encoding else answer.body
    assert said == b"letters " * 1000


async def test_a_browser_that_knows_no_compression_gets_none(proxied: str) -> None:
    address = proxied.replace("ws", "http").replace("kernel", "said/script")

    answer = await AsyncHTTPClient().fetch(address, decompress_response=False)

    assert "Content-Encoding" not in answer.headers
    assert answer.body == b"letters " * 1000
