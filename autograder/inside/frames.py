"""The wire between the grader and a confined process: JSON objects with a length before them.

A frame is four bytes (the body's length, big endian) and a body (one JSON object in UTF-8). The
grader reads what learners may have written, so a reader checks size and shape before it believes.
"""

import json
import re
import select
import socket
import struct
import threading
import time
from collections.abc import Callable
from typing import Any

JSON = dict[str, Any]
MAX_REQUEST_BYTES = 64 * 1024 * 1024
"""The largest frame that a confined process accepts from the grader."""

_LENGTH = struct.Struct(">I")
_CHUNK_BYTES = 256 * 1024
# A lone surrogate can be written in JSON but not in a notebook's UTF-8.
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


class FrameError(ValueError):
    """What came over the wire is not a frame."""


class Frames:
    """Sends and receives frames over a connected stream socket.

    Several threads may send; one may receive. `max_frame_bytes` bounds a received body, and
    `before_reading` sees it before it is decoded and may raise; `received_bytes` counts all bodies
    announced so far.
    """

    def __init__(
        self,
        sock: socket.socket,
        *,
        max_frame_bytes: int,
        before_reading: Callable[[bytes], None] = lambda body: None,
    ) -> None:
        self._socket = sock
        self._before_reading = before_reading
        self._max_frame_bytes = max_frame_bytes
        self._received = bytearray()
        self._sending = threading.Lock()
        self._announced = 0
        self.received_bytes = 0

    def fileno(self) -> int:
        """Return the socket's descriptor, for select."""
        return self._socket.fileno()

    def send(self, obj: JSON, *, timeout_s: float | None = None) -> None:
        """Send one object.

        Raises:
            TimeoutError: the peer has not taken it within `timeout_s` seconds.
            OSError: the peer is gone.
            ValueError: it is not JSON (an infinite number, for instance).
        """
        body = json.dumps(obj, ensure_ascii=False, allow_nan=False).encode()
        self.send_encoded(body, timeout_s=timeout_s)

    def send_encoded(self, *bodies: bytes, timeout_s: float | None = None) -> None:
        """Send objects that are already JSON in UTF-8, at once; raises as `send` does."""
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        rest = memoryview(b"".join(_LENGTH.pack(len(body)) + body for body in bodies))
        with self._sending:
            while rest:
                try:
                    rest = rest[self._socket.send(rest, socket.MSG_DONTWAIT) :]
                except BlockingIOError:
                    self._wait(select.POLLOUT, deadline)

    def receive(self, timeout_s: float | None) -> JSON | None:
        """Return the next object, or None at the end of the stream.

        Raises:
            TimeoutError: no whole frame within `timeout_s` seconds; a part of one is kept for the
                next call.
            FrameError: the frame is too large, or not a JSON object; the stream is of no use then.
        """
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        while True:
            body = self._next_body()
            if body is not None:
                self._before_reading(body)
                return _decoded(body)
            try:
                chunk = self._socket.recv(_CHUNK_BYTES, socket.MSG_DONTWAIT)
            except BlockingIOError:
                self._wait(select.POLLIN, deadline)
                continue
            except ConnectionResetError:
                return None
            if not chunk:
                return None
            self._received += chunk

    def _next_body(self) -> bytes | None:
        if len(self._received) < _LENGTH.size:
            return None
        (length,) = _LENGTH.unpack_from(self._received)
        if len(self._received) > _LENGTH.size and self._received[_LENGTH.size] != ord("{"):
            raise FrameError("not a JSON object")
        if not self._announced:
            self._announced = length
            self.received_bytes += length
        if length > self._max_frame_bytes:
            raise FrameError(f"a frame of {length} bytes, {self._max_frame_bytes} are allowed")
        end = _LENGTH.size + length
        if len(self._received) < end:
            return None
        body = bytes(self._received[_LENGTH.size : end])
        del self._received[:end]
        self._announced = 0
        return body

    def _wait(self, event: int, deadline: float | None) -> None:
        poll = select.poll()
        poll.register(self._socket, event)
        left_ms = None if deadline is None else max(0.0, deadline - time.monotonic()) * 1000
        if not poll.poll(left_ms):
            raise TimeoutError


def _decoded(body: bytes) -> JSON:
    try:
        # As jupyter_client reads: bytes that are not UTF-8 become replacement characters.
        obj = json.loads(body.decode("utf-8", "replace"), parse_constant=_refused)
        if _SURROGATE.search(body):
            json.dumps(obj, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise FrameError(f"not JSON: {type(error).__name__}") from None
    if not isinstance(obj, dict):
        raise FrameError("not a JSON object")
    return obj


def _refused(constant: str) -> None:
    raise ValueError(constant)
