"""One UE's modem: its commands and its ports."""

import asyncio
import logging
from contextlib import AsyncExitStack
from urllib.parse import urlsplit

from campus5g.air.station import Station
from campus5g.errors import CampusError
from campus5g.inventory import Cell
from campus5g.virtualkit.listening import listening
from campus5g.virtualkit.scenarios.scenario import CarrierPlan
from campus5g.virtualkit.ue.modem.command_line import Command
from campus5g.virtualkit.ue.modem.equipment import Equipment
from campus5g.virtualkit.ue.modem.identity_commands import identity_commands
from campus5g.virtualkit.ue.modem.network_commands import NetworkCommands
from campus5g.virtualkit.ue.modem.ports import Port, PtyPort, TcpPort
from campus5g.virtualkit.ue.modem.quectel_commands import QuectelCommands
from campus5g.virtualkit.ue.modem.results import Forms, Lines, Table
from campus5g.virtualkit.ue.modem.terminal import Terminal
from campus5g.virtualkit.ue.ue import Ue

_log = logging.getLogger(__name__)


class Modem:
    """The AT interface of one UE, on TCP and on a pseudo-terminal.

    Args:
        ue: the UE.
        station: its radio.
        url: the address that it listens on, `socket://host:port`.
        cell: the cell that the modem reports.
    """

    def __init__(self, ue: Ue, station: Station, url: str, cell: Cell) -> None:
        self.url = url
        self.terminal_path: str | None = None
        """The path that programs open as a serial device; None without pseudo-terminals."""
        self._name = ue.name
        self.terminals: set[Terminal] = set()
        self._equipment = Equipment(ue, station, cell, self._report)
        self.commands: Table = {
            **identity_commands(self._equipment),
            **NetworkCommands(self._equipment).table,
            **QuectelCommands(self._equipment).table,
            "+CLAC": Forms(run=self._list_commands, test=""),
        }

    def reset(self) -> None:
        """Reset every report to its default."""
        self._equipment.reset()

    def follow(self, cell: Cell, carrier: CarrierPlan) -> None:
        """Report a cell as a scenario defines it."""
        self._equipment.follow(cell, carrier)

    def camp(self, cell_id: int) -> None:
        """Report another cell of the site."""
        self._equipment.camp(cell_id)

    async def listen(self, stack: AsyncExitStack) -> None:
        """Serve terminals; the ports close with the stack.

        Raises:
            CampusError: when the address isn't a TCP socket, or can't be used.
        """
        address = urlsplit(self.url)
        if address.scheme != "socket" or address.hostname is None or address.port is None:
            raise CampusError(
                f"UE {self._name}: the virtual kit can't serve a modem at {self.url}.",
                "Use socket://host:port in the virtual kit's inventory.",
            )
        with listening(f"The modem of UE {self._name}", address.netloc):
            server = await asyncio.get_running_loop().create_server(
                lambda: TcpPort(self._open), address.hostname, address.port
            )
        stack.callback(server.close)
        stack.callback(self._hang_up)
        self._open_terminal()

    def _open_terminal(self) -> None:
        try:
            self.terminal_path = PtyPort(self._open).path
        except OSError as error:
            _log.warning("UE %s: its modem has no terminal (%s)", self._name, error.strerror)

    def _open(self, port: Port) -> Terminal:
        return Terminal(self, port)

    def _hang_up(self) -> None:
        for terminal in list(self.terminals):
            terminal.hang_up()

    def _report(self, line: str) -> None:
        for terminal in self.terminals:
            terminal.report(line)

    def _list_commands(self, _: Command) -> Lines:
        return [f"AT{name}" for name in sorted(self.commands)]
