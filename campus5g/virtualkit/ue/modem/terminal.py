"""One terminal of a modem: each command line is answered in turn (ITU-T V.250)."""

import asyncio
import logging
from typing import Protocol

from campus5g.virtualkit.ue.modem.command_line import (
    LONGEST_LINE,
    Command,
    CommandLineError,
    parse_line,
)
from campus5g.virtualkit.ue.modem.ports import Port
from campus5g.virtualkit.ue.modem.results import (
    CmeError,
    Forms,
    Handler,
    Lines,
    Table,
    UnknownCommandError,
    number,
)

_CARRIAGE_RETURN = 0x0D
_LINE_FEED = 0x0A
_RUB_OUT = (0x08, 0x7F)
_LONGEST_QUEUE_BYTES = 16 << 10
_REPEAT = b"A/"
"""Repeats the last command line, at once and without a line ending (V.250, 5.2.4)."""
_NUMERIC_RESULTS = {"OK": "0", "ERROR": "4"}
_REGISTERS = {"S0": 0, "S3": 13, "S4": 10, "S5": 8, "S6": 2, "S7": 0, "S8": 2, "S10": 15}
_ACCEPTED = ("&C", "&D", "&W", "L", "M", "X")
"""Commands of telephone modems, accepted with OK because programs start with them."""

_log = logging.getLogger(__name__)


class Host(Protocol):
    """What a terminal needs of its modem."""

    commands: Table
    terminals: "set[Terminal]"
    """The terminals that receive its reports."""

    def reset(self) -> None:
        """Reset every report to its default."""


class Terminal:
    """A terminal, with its own echo, result format and error level.

    Args:
        modem: the modem.
        port: the port that responses are sent to.
    """

    def __init__(self, modem: Host, port: Port) -> None:
        self._modem = modem
        self._port: Port | None = port
        self._typed = bytearray()
        self._line = bytearray()
        self._last_line = ""
        self._executing: asyncio.Task[None] | None = None
        self._own = self._settings()
        self._reset()
        modem.terminals.add(self)

    def feed(self, data: bytes) -> None:
        """Handle input; while a command is running, input waits."""
        self._typed += data
        if len(self._typed) > _LONGEST_QUEUE_BYTES:
            self._give_up("does not wait for answers")
        elif self._executing is None:
            self._read_on()

    def close(self) -> None:
        """Close the terminal; a command that is running completes."""
        self._modem.terminals.discard(self)
        self._typed.clear()
        self._port = None

    def hang_up(self) -> None:
        """Close the connection: the modem shuts down."""
        if self._port is not None:
            self._port.hang_up()

    def report(self, line: str) -> None:
        """Send an unsolicited result code."""
        self._send_text([line])

    def _read_on(self) -> None:
        while self._typed:
            octet = self._typed.pop(0)
            if self._echo:
                self._write(bytes([octet]))
            if octet == _CARRIAGE_RETURN:
                line = self._line.decode("ascii", "replace").strip()
                self._line.clear()
                if line:
                    self._last_line = line
                    self._begin(line)
                    return
            elif octet in _RUB_OUT:
                del self._line[-1:]
            elif octet != _LINE_FEED:
                self._line.append(octet)
                if self._line.upper() == _REPEAT:
                    self._line.clear()
                    self._begin(self._last_line)
                    return
                if len(self._line) > LONGEST_LINE:
                    self._give_up("sends endless lines")

    def _begin(self, line: str) -> None:
        self._executing = asyncio.ensure_future(self._execute(line))
        self._executing.add_done_callback(self._on_executed)

    def _give_up(self, why: str) -> None:
        self._typed.clear()
        self._line.clear()
        if self._port is not None:
            self._port.cut_off(why)

    def _write(self, data: bytes) -> None:
        if self._port is not None:
            self._port.write(data)

    def _on_executed(self, executed: asyncio.Task[None]) -> None:
        self._executing = None
        if executed.cancelled():
            return
        if (error := executed.exception()) is not None:
            _log.error("a command failed", exc_info=error)
            self._send_result("ERROR")
        self._read_on()

    async def _execute(self, line: str) -> None:
        try:
            for command in parse_line(line):
                if lines := await self._answer(command):
                    self._send_text(lines)
        except (CommandLineError, UnknownCommandError):
            self._send_result("ERROR")
        except CmeError as error:
            text = {1: str(int(error.code)), 2: error.code.text}.get(self._error_level)
            self._send_result("ERROR" if text is None else f"+CME ERROR: {text}")
        else:
            self._send_result("OK")

    async def _answer(self, command: Command) -> Lines:
        forms = self._own.get(command.name) or self._modem.commands.get(command.name)
        if forms is None:
            raise UnknownCommandError
        return await forms.answer(command)

    def _send_text(self, lines: Lines) -> None:
        """Send information text: between line ends, or before them in the short format (ATV0)."""
        before = "\r\n" if self._verbose else ""
        self._write((before + "".join(f"{line}\r\n" for line in lines)).encode("ascii"))

    def _send_result(self, result: str) -> None:
        if self._quiet:
            return
        if self._verbose:
            self._send_text([result])
        else:
            self._write(f"{_NUMERIC_RESULTS.get(result, result)}\r".encode("ascii"))

    def _settings(self) -> Table:
        """Return the commands for the terminal's own settings."""
        plain = {name: Forms(run=lambda _: []) for name in _ACCEPTED}
        registers = {
            name: Forms(read=self._read_register, set=self._set_register) for name in _REGISTERS
        }
        return {
            **plain,
            **registers,
            "E": Forms(run=self._switch("_echo")),
            "V": Forms(run=self._switch("_verbose")),
            "Q": Forms(run=self._switch("_quiet")),
            "Z": Forms(run=self._start_again),
            "&F": Forms(run=self._start_again),
            "+CMEE": Forms(
                read=lambda _: [f"+CMEE: {self._error_level}"],
                set=self._set_error_level,
                test="(0-2)",
            ),
        }

    def _switch(self, name: str) -> Handler:
        def switch(command: Command) -> Lines:
            setattr(self, name, bool(number(command, (0, 1), default=0)))
            return []

        return switch

    def _start_again(self, command: Command) -> Lines:
        number(command, (0,), default=0)
        self._reset()
        self._modem.reset()
        return []

    def _reset(self) -> None:
        self._echo = True
        self._verbose = True
        self._quiet = False
        self._error_level = 0
        self._registers = dict(_REGISTERS)

    def _set_error_level(self, command: Command) -> Lines:
        self._error_level = number(command, range(3))
        return []

    def _read_register(self, command: Command) -> Lines:
        return [f"{self._registers[command.name]:03}"]

    def _set_register(self, command: Command) -> Lines:
        fixed = command.name in ("S3", "S4", "S5")
        allowed = (_REGISTERS[command.name],) if fixed else range(256)
        self._registers[command.name] = number(command, allowed)
        return []
