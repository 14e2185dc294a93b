"""An access token never leaves the machine unencrypted."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psutil
import pytest

from campus5g import set_language
from campus5g.kit import KitError, connect
from campus5g.kit.connection import GatewayConnection

TOKEN = "a-token-of-somebody"
OWN = [
    each.address
    for addresses in psutil.net_if_addrs().values()
    for each in addresses
    if each.family is socket.AF_INET
]


class Gateway(BaseHTTPRequestHandler):
    """Answers every question with the token that it was asked with."""

    def do_GET(self) -> None:
        body = f'"{self.headers["Authorization"]}"'.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the log silent."""


@pytest.fixture
def port() -> Iterator[int]:
    """Where a gateway listens on every address of this machine, by plain HTTP."""
    with ThreadingHTTPServer(("0.0.0.0", 0), Gateway) as server:  # noqa: S104
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    "url",
    [
        "http://192.0.2.10:8765",
        "http://kit.invalid:8765",
        "http://127.0.0.1@192.0.2.10:8765",
        "http://[2001:db8::1]:8765",
    ],
)
def test_plain_http_to_another_machine_is_refused_before_sending(url: str) -> None:
    with pytest.raises(KitError, match="would travel in clear, it was not sent") as refused:
        connect(url=url, token=TOKEN)

    assert "https://" in refused.value.remedy


def test_the_refusal_is_available_in_french() -> None:
    set_language("fr")

    with pytest.raises(KitError, match="partirait en clair") as refused:
        connect(url="http://192.0.2.10:8765", token=TOKEN)

    assert "https://" in refused.value.remedy


@pytest.mark.parametrize("host", ["localhost", "127.45.6.7", *OWN])
def test_plain_http_to_this_machine_is_allowed(host: str, port: int) -> None:
    with GatewayConnection(f"http://{host}:{port}", TOKEN) as connection:
        assert connection.call("GET", "/") == f"Bearer {TOKEN}"


def test_https_to_another_machine_is_allowed() -> None:
    GatewayConnection("https://192.0.2.10:8765", TOKEN).close()
