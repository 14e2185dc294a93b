"""Where a modem is reached: TCP connections and a pseudo-terminal."""

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
    """Whoever takes what is typed at a port."""

    def feed(self, data: bytes) -> None:
        """Take what was typed."""

    def close(self) -> None:
        """Take the news that nobody types here any more."""


class Port(Protocol):
    """One way to a modem."""

    def write(self, data: bytes) -> None:
        """Send, as far as the other side reads."""

    def cut_off(self, why: str) -> None:
        """Have done with a user who does not keep to the rules."""

    def hang_up(self) -> None:
        """Have done: the modem ends."""


class ListenerMaker(Protocol):
    """Returns who takes what is typed at a port."""

    def __call__(self, port: Port) -> Listener:
        """Meet a port that has opened."""


class TcpPort(asyncio.Protocol):
    """One TCP connection; who does not read what the modem says is cut off.

    Args:
        listen: returns who takes what is typed at this port.
    """

    def __init__(self, listen: ListenerMaker) -> None:
        self._listen = listen

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to read commands."""
        self._transport = cast(asyncio.Transport, transport)
        self._listener = self._listen(self)

    def data_received(self, data: bytes) -> None:
        """Take what was typed."""
        self._listener.feed(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the terminal."""
        self._listener.close()

    def write(self, data: bytes) -> None:
        """Send."""
        if self._transport.get_write_buffer_size() > LONGEST_BACKLOG_BYTES:
            self.cut_off("does not read")
        else:
            self._transport.write(data)

    def cut_off(self, why: str) -> None:
        """End the connection."""
        _log.warning("a terminal that %s is cut off", why)
        self._transport.abort()

    def hang_up(self) -> None:
        """End the connection."""
        self._transport.abort()


class PtyPort:
    """A pseudo-terminal, which programs open as they open a modem's serial device.

    Args:
        listen: returns who takes what is typed at this port.

    Raises:
        OSError: the machine has no pseudo-terminal to give.
    """

    def __init__(self, listen: ListenerMaker) -> None:
        self._loop = asyncio.get_running_loop()
        self._modem_end, self._user_end = os.openpty()
        # Held open: without any user the kernel would report the end of the line for ever.
        tty.setraw(self._user_end)
        os.set_blocking(self._modem_end, False)
        self.path = os.ttyname(self._user_end)
        self._unsent = bytearray()
        self._listener = listen(self)
        self._loop.add_reader(self._modem_end, self._read)

    def write(self, data: bytes) -> None:
        """Send; as on a serial line, what nobody takes is lost in the end."""
        if len(self._unsent) > LONGEST_BACKLOG_BYTES:
            return
        waiting = bool(self._unsent)
        self._unsent += data
        if not waiting:
            self._send()

    def cut_off(self, why: str) -> None:
        """Drop what is waiting: a serial line can't be hung up."""
        _log.warning("a terminal at %s %s: its line is dropped", self.path, why)
        self._unsent.clear()

    def hang_up(self) -> None:
        """Take the terminal away."""
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
