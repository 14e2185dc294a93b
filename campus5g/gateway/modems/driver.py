"""Modems: AT commands over serial, TCP or RFC 2217 (ITU-T V.250, 3GPP TS 27.007).

pyserial blocks, so each exchange runs in a worker thread; one at a time per
modem. The connection stays open between exchanges: which unsolicited lines a
modem sends may depend on settings that last as long as the connection.
"""

import asyncio
import logging
import re
import threading
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

import serial

from campus5g.language import t

CONNECT_S = 10.0
LONGEST_S = 120.0
_BAUD = 115_200
_POLL_S = 0.1
_LONGEST_LINE = 4096
_MOST_LINES = 1000
_FINAL = re.compile(r"OK|ERROR|NO CARRIER|\+CM[ES] ERROR: ?.*")

log = logging.getLogger(__name__)


class ModemError(Exception):
    """A modem that can't be reached, or did not finish its answer in time."""


class ModemBusyError(Exception):
    """A modem that is still busy with an earlier command."""


class Exchange(NamedTuple):
    """A modem's answer to one command."""

    lines: list[str]
    """Answer and unsolicited lines in order, without echo and final result."""
    final: str
    """``OK``, ``ERROR`` or ``+CME ERROR: n``."""
    matched: str | None
    """The line that was waited for; None if it did not come, or none was asked for."""


class Modem:
    """One modem at its address."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._port: serial.Serial | None = None
        self._turn = asyncio.Lock()
        self._ending = threading.Event()

    @property
    def busy(self) -> bool:
        """Whether a command is under way."""
        return self._turn.locked()

    async def ask(
        self, command: str, until: Sequence[str] = (), timeout_s: float = 5.0
    ) -> Exchange:
        """Send a command and return the answer once its final result is there.

        With ``until``, wait for a line that starts with one of these prefixes
        too; an error ends the wait. Without that line in time, ``matched`` is None.

        Raises:
            ModemBusyError: another command kept the modem busy.
            ModemError: the modem can't be reached or gave no final result in time.
        """
        deadline = time.monotonic() + timeout_s
        try:
            async with asyncio.timeout(timeout_s):
                await self._turn.acquire()
        except TimeoutError as error:
            raise ModemBusyError from error
        given_up = threading.Event()
        work = asyncio.create_task(
            asyncio.to_thread(self._exchange, command, until, deadline, given_up)
        )
        work.add_done_callback(lambda _: self._turn.release())
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            given_up.set()
            raise

    async def hang_up(self) -> None:
        """Close the connection after the current command; the next command opens another."""
        async with self._turn:
            await asyncio.to_thread(self._disconnect)

    def end(self) -> None:
        """Break off the current command, before the gateway shuts down."""
        self._ending.set()

    def _exchange(
        self, command: str, until: Sequence[str], deadline: float, given_up: threading.Event
    ) -> Exchange:
        def in_time() -> bool:
            return not (given_up.is_set() or self._ending.is_set() or time.monotonic() > deadline)

        try:
            return self._converse(self._opened(in_time), command, until, in_time)
        except (OSError, serial.SerialException) as error:
            self._disconnect()
            log.warning("modem %s: %s", self._url, error)
            raise ModemError(t(fr="connexion impossible", en="it can't be reached")) from error
        except ModemError:
            self._disconnect()
            raise

    def _opened(self, in_time: Callable[[], bool]) -> serial.Serial:
        """Return a connection that is alive, silent and without echo."""
        if self._port is not None:
            try:
                while self._port.in_waiting:
                    self._port.read(1)
                return self._port
            except (OSError, serial.SerialException):
                self._disconnect()
        self._port = _connected(self._url)
        self._converse(self._port, "ATE0", (), in_time)
        return self._port

    def _converse(
        self,
        port: serial.Serial,
        command: str,
        until: Sequence[str],
        in_time: Callable[[], bool],
    ) -> Exchange:
        port.write(f"{command}\r\n".encode("ascii"))
        lines: list[str] = []
        final: str | None = None
        matched: str | None = None
        while final is None or (until and matched is None and final == "OK"):
            line = self._line(port, in_time)
            if line is None:
                break
            if not line or (not lines and line == command):
                continue
            if final is None and _FINAL.fullmatch(line):
                final = line
                continue
            lines.append(line)
            if len(lines) > _MOST_LINES:
                raise ModemError(t(fr="il n’arrête pas d’émettre", en="it never stops sending"))
            if matched is None and line.startswith(tuple(until)) and until:
                matched = line
        if final is None:
            raise ModemError(
                t(
                    fr="pas de résultat final à temps",
                    en="it gave no final result in time",
                )
            )
        return Exchange(lines, final, matched)

    def _line(self, port: serial.Serial, in_time: Callable[[], bool]) -> str | None:
        """Read one line; None when it is time to stop."""
        line = bytearray()
        while in_time():
            byte = port.read(1)
            if byte == b"\n":
                return line.decode("ascii", errors="replace").strip("\r")
            line += byte
            if len(line) > _LONGEST_LINE:
                raise ModemError(
                    t(fr="il n’envoie pas de fin de ligne", en="it sends no line endings")
                )
        return None

    def _disconnect(self) -> None:
        if self._port is not None:
            self._port.close()
            self._port = None


def _connected(url: str) -> serial.Serial:
    """Return an open connection to a modem."""
    if urlsplit(url).scheme != "rfc2217":
        return serial.serial_for_url(url, baudrate=_BAUD, timeout=_POLL_S, write_timeout=CONNECT_S)
    # Servers do not confirm DTR on lines that have none; and pyserial has no limit for writing.
    separator = "&" if "?" in url else "?"
    return serial.serial_for_url(
        f"{url}{separator}ign_set_control", baudrate=_BAUD, timeout=_POLL_S
    )
