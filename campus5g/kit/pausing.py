"""A client's pauses: a gateway that is called too often says when it takes the call again."""

import ssl
import time
from http import HTTPStatus

import httpx


class PausingTransport(httpx.HTTPTransport):
    """HTTP that repeats what was answered with 429, after the pause asked for (RFC 9110, 10.2.3).

    A pause that is not named, or longer than an answer may take, is a refusal.

    Args:
        tls: the TLS context for an ``https`` gateway; None for ``http``.
    """

    def __init__(self, tls: ssl.SSLContext | None) -> None:
        super().__init__(verify=True if tls is None else tls)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, and again after each pause; return the last answer."""
        until_s = time.monotonic() + request.extensions["timeout"]["read"]
        while True:
            answer = super().handle_request(request)
            pause_s = _pause_s(answer)
            if pause_s is None or time.monotonic() + pause_s > until_s:
                return answer
            answer.close()
            time.sleep(pause_s)


def _pause_s(answer: httpx.Response) -> int | None:
    asked = answer.headers.get("Retry-After", "")
    if answer.status_code != HTTPStatus.TOO_MANY_REQUESTS or not asked.isdecimal():
        return None
    return int(asked)
