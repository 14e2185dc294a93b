"""A modem's ports: TCP connections and a pseudo-terminal."""

import asyncio
import contextlib
import logging
import os
import tty
from typing import Protocol, cast

LONGEST_BACKLOG_BYTES = 64 << 10

_READ_BYTES = 4096

_log = logging.getLogger(__name__)


class Listener(Protocol):
    """Handles what is typed at a port."""

    def feed(self, data: bytes) -> None:
        """Handle input."""

    def close(self) -> None:
        """Handle the end of input."""


class Port(Protocol):
    """A port of a modem."""

    def write(self, data: bytes) -> None:
        """Send data, as far as the other side reads."""

    def cut_off(self, why: str) -> None:
        """Drop a user who breaks the protocol."""

    def hang_up(self) -> None:
        """Close: the modem shuts down."""


class ListenerMaker(Protocol):
    """Creates the listener of a port."""

    def __call__(self, port: Port) -> Listener:
        """Return the listener of a port that has opened."""


class TcpPort(asyncio.Protocol):
    """One TCP connection; a client that doesn't read the modem's output is cut off.

    Args:
        listen: creates the listener of this port.
    """

    def __init__(self, listen: ListenerMaker) -> None:
        self._listen = listen

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start to read commands."""
        self._transport = cast(asyncio.Transport, transport)
        self._listener = self._listen(self)

    def data_received(self, data: bytes) -> None:
        """Handle input."""
        self._listener.feed(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Remove the terminal."""
        self._listener.close()

    def write(self, data: bytes) -> None:
        """Send data."""
        if self._transport.get_write_buffer_size() > LONGEST_BACKLOG_BYTES:
            self.cut_off("doesn't read")
        else:
            self._transport.write(data)

    def cut_off(self, why: str) -> None:
        """Close the connection."""
        _log.warning("a terminal %s: it is disconnected", why)
        self._transport.abort()

    def hang_up(self) -> None:
        """Close the connection."""
        self._transport.abort()


class PtyPort:
    """A pseudo-terminal, which programs open like a modem's serial device.

    Args:
        listen: creates the listener of this port.

    Raises:
        OSError: when no pseudo-terminal is available.
    """

    def __init__(self, listen: ListenerMaker) -> None:
        self._loop = asyncio.get_running_loop()
        self._modem_end, self._user_end = os.openpty()
        # Kept open: without any user the kernel would report a hang-up continuously.
        tty.setraw(self._user_end)
        os.set_blocking(self._modem_end, False)
        self.path = os.ttyname(self._user_end)
        self._unsent = bytearray()
        self._listener = listen(self)
        self._loop.add_reader(self._modem_end, self._read)

    def write(self, data: bytes) -> None:
        """Send data; as on a serial line, data that nobody reads is eventually lost."""
        if len(self._unsent) > LONGEST_BACKLOG_BYTES:
            return
        waiting = bool(self._unsent)
        self._unsent += data
        if not waiting:
            self._send()

    def cut_off(self, why: str) -> None:
        """Drop pending output: a serial line can't be hung up."""
        _log.warning("a terminal at %s %s: its line is dropped", self.path, why)
        self._unsent.clear()

    def hang_up(self) -> None:
        """Close the terminal."""
        self._loop.remove_reader(self._modem_end)
        self._loop.remove_writer(self._modem_end)
        self._listener.close()
        os.close(self._modem_end)
        os.close(self._user_end)

    def _read(self) -> None:
        try:
            data = os.read(self._modem_end, _READ_BYTES)
        except BlockingIOError:
            return
        self._listener.feed(data)

    def _send(self) -> None:
        with contextlib.suppress(BlockingIOError):
            del self._unsent[: os.write(self._modem_end, self._unsent)]
        if self._unsent:
            self._loop.add_writer(self._modem_end, self._send)
        else:
            self._loop.remove_writer(self._modem_end)
