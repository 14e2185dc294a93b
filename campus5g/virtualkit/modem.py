"""The modem's AT server: TS 27.007 over TCP, one for each UE."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from typing import cast
from urllib.parse import urlsplit

from campus5g.errors import CampusError
from campus5g.inventory import Cell
from campus5g.virtualkit.identities import Snssai
from campus5g.virtualkit.ue import Registration, Ue, UeObserver

LONGEST_LINE = 512
LONGEST_BACKLOG_BYTES = 64 << 10

_NR_CONNECTED_TO_5GC = 11
_CONTEXT = 1
_UNKNOWN_COMMAND = "ERROR"
_OPERATOR_NAME = "Campus 5G"

_log = logging.getLogger(__name__)

Handler = Callable[[re.Match[str]], Awaitable[list[str]]]


class Modem(UeObserver):
    """The AT interface of one UE; every terminal that is connected sees its reports.

    Parameters:
        ue: the UE.
        url: where it listens, `socket://host:port`.
        cell: the cell, for what the modem tells about it.
    """

    def __init__(self, ue: Ue, url: str, cell: Cell) -> None:
        self.reporting = 0
        self.terminals: set[Terminal] = set()
        self._ue = ue
        self._url = url
        self._cell = cell
        self._commands: list[tuple[re.Pattern[str], Handler]] = [
            (re.compile(r"\+CFUN\?"), self._read_function),
            (re.compile(r"\+CFUN=([01])"), self._set_function),
            (re.compile(r"\+C5GREG\?"), self._read_registration),
            (re.compile(r"\+C5GREG=([012])"), self._set_reporting),
            (re.compile(r"\+CGPADDR(=1)?"), self._read_address),
            (re.compile(r"\+CIMI"), self._read_imsi),
            (re.compile(r"\+CGSN"), self._read_imei),
            (re.compile(r"\+COPS\?"), self._read_operator),
        ]
        ue.observers.append(self)

    async def listen(self) -> asyncio.Server:
        """Start to serve terminals.

        Raises:
            CampusError: when the address is no TCP socket or can't be used.
        """
        address = urlsplit(self._url)
        if address.scheme != "socket" or address.hostname is None or address.port is None:
            raise CampusError(
                f"UE {self._ue.name}: the virtual kit can't serve a modem at {self._url}.",
                "Use socket://host:port in the virtual kit's inventory.",
            )
        try:
            return await asyncio.get_running_loop().create_server(
                lambda: Terminal(self), address.hostname, address.port
            )
        except OSError as error:
            raise CampusError(
                f"UE {self._ue.name}: the modem can't listen on {address.netloc} "
                f"({error.strerror}).",
                "End the program that holds this address, or leave the block to the kit.",
            ) from error

    def hang_up(self) -> None:
        """End every connection."""
        for terminal in list(self.terminals):
            terminal.hang_up()

    def registration_changed(self, registration: Registration) -> None:
        """Report a new status, if reports are wanted."""
        if self.reporting:
            for terminal in self.terminals:
                terminal.say(f"+C5GREG: {self._status(registration)}")

    async def execute(self, command: str) -> list[str]:
        """Return the answer to what follows AT in a command line, final code included."""
        if not command:
            return ["OK"]
        for pattern, handler in self._commands:
            match = pattern.fullmatch(command)
            if match:
                return await handler(match)
        return [_UNKNOWN_COMMAND]

    async def _read_function(self, _: re.Match[str]) -> list[str]:
        return [f"+CFUN: {int(self._ue.powered)}", "OK"]

    async def _set_function(self, match: re.Match[str]) -> list[str]:
        if match[1] == "1":
            self._ue.power_on()
        else:
            await self._ue.power_off()
        return ["OK"]

    async def _read_registration(self, _: re.Match[str]) -> list[str]:
        return [f"+C5GREG: {self.reporting},{self._status(self._ue.registration)}", "OK"]

    async def _set_reporting(self, match: re.Match[str]) -> list[str]:
        self.reporting = int(match[1])
        return ["OK"]

    async def _read_address(self, _: re.Match[str]) -> list[str]:
        address = self._ue.address
        return [f'+CGPADDR: {_CONTEXT},"{address}"', "OK"] if address else ["OK"]

    async def _read_imsi(self, _: re.Match[str]) -> list[str]:
        return [self._ue.usim.imsi, "OK"]

    async def _read_imei(self, _: re.Match[str]) -> list[str]:
        body = self._ue.imeisv[:14]
        return [body + _check_digit(body), "OK"]

    async def _read_operator(self, _: re.Match[str]) -> list[str]:
        if self._ue.registration is not Registration.HOME:
            return ["+COPS: 0", "OK"]
        return [f'+COPS: 0,0,"{_OPERATOR_NAME}",{_NR_CONNECTED_TO_5GC}', "OK"]

    def _status(self, registration: Registration) -> str:
        """Return the status, with the place where the terminal wants it (10.1.47)."""
        if self.reporting < 2 or registration is not Registration.HOME:
            return str(int(registration))
        allowed = self._ue.subscription.slice
        return (
            f'{int(registration)},"{self._cell.tac:06X}","{self._cell.cell_id:09X}",'
            f'{_NR_CONNECTED_TO_5GC},{len(allowed.encode())},"{_slice_text(allowed)}"'
        )


class Terminal(asyncio.Protocol):
    """One connection to a modem: one command at a time, with its own echo."""

    def __init__(self, modem: Modem) -> None:
        self._modem = modem
        self._echo = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to read commands."""
        self._transport = cast(asyncio.Transport, transport)
        self._typed = asyncio.StreamReader(LONGEST_LINE)
        self._typed.set_transport(self._transport)
        self._modem.terminals.add(self)
        self._reading = asyncio.get_running_loop().create_task(self._read())

    def data_received(self, data: bytes) -> None:
        """Take what was typed."""
        self._typed.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the terminal."""
        self._modem.terminals.discard(self)
        self._reading.cancel()

    def hang_up(self) -> None:
        """End the connection."""
        self._reading.cancel()
        self._transport.abort()

    def say(self, line: str) -> None:
        """Send a line between line ends, as V.250 has it."""
        if self._transport.get_write_buffer_size() > LONGEST_BACKLOG_BYTES:
            _log.warning("a terminal that does not read is cut off")
            self._transport.abort()
        else:
            self._transport.write(f"\r\n{line}\r\n".encode())

    async def _read(self) -> None:
        try:
            while True:
                await self._answer(await self._typed.readuntil(b"\r"))
        except asyncio.LimitOverrunError:
            _log.warning("a terminal that sends endless lines is cut off")
            self._transport.abort()

    async def _answer(self, line: bytes) -> None:
        command = line.decode("ascii", "replace").strip().upper()
        if self._echo:
            self._transport.write(line)
        if command in ("ATE0", "ATE1"):
            self._echo = command == "ATE1"
            self.say("OK")
        elif command.startswith("AT"):
            for answer in await self._modem.execute(command[2:]):
                self.say(answer)
        elif command:
            self.say(_UNKNOWN_COMMAND)


def _slice_text(part: Snssai) -> str:
    """Return an S-NSSAI as text: 01 or 01.000001 (TS 27.007, 10.1.47)."""
    return f"{part.sst:02X}" + ("" if part.sd is None else f".{part.sd:06X}")


def _check_digit(digits: str) -> str:
    """Return the Luhn digit that completes an IMEI (TS 23.003, B.2)."""
    doubled = "".join(digits[0::2]), "".join(str(2 * int(digit)) for digit in digits[1::2])
    total = sum(int(digit) for digit in doubled[0] + doubled[1])
    return str(-total % 10)
