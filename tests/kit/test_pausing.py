"""A loop of calls is slowed down by a gateway that asks for pauses, and not refused."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from campus5g.kit.connection import GatewayConnection
from campus5g.kit.errors import KitRefusedError


@contextmanager
def answering(
    status_of: Callable[[int], tuple[int, dict[str, str]]],
) -> Iterator[tuple[str, list[str]]]:
    """A server whose n-th answer has a status and headers; yield its address and what was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            asked.append(f"{self.path} {body}")
            status, headers = status_of(len(asked))
            said = b'{"problem": "Too many calls.", "remedy": "Wait."}'
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(said))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()


def call(url: str, timeout_s: float = 15.0) -> object:
    connection = GatewayConnection(url, "a-token-of-a-test-client")
    try:
        return connection.call("POST", "/scenario", {"name": "noon"}, timeout_s)
    finally:
        connection.close()


def third_time(number: int) -> tuple[int, dict[str, str]]:
    return (200, {}) if number == 3 else (429, {"Retry-After": "0"})


def test_a_call_is_made_again_after_the_pause_that_the_gateway_asks_for() -> None:
    with answering(third_time) as (url, asked):
        call(url)

    assert [each.replace(" ", "") for each in asked] == ['/scenario{"name":"noon"}'] * 3


def test_a_stream_is_opened_again_after_it_too() -> None:
    with answering(third_time) as (url, asked):
        connection = GatewayConnection(url, "a-token-of-a-test-client")
        with connection.lines("/latency", 15.0, {"to": "agv"}) as lines:
            said = list(lines)
        connection.close()

    assert len(asked) == 3
    assert len(said) == 1


@pytest.mark.parametrize("headers", [{"Retry-After": "60"}, {}, {"Retry-After": "soon"}])
def test_a_pause_that_is_too_long_or_not_named_is_a_refusal(headers: dict[str, str]) -> None:
    with (
        answering(lambda _: (429, headers)) as (url, asked),
        pytest.raises(KitRefusedError, match="Too many calls"),
    ):
        call(url)

    assert len(asked) == 1
