"""A modem's settings, how they control its UE, and what it reports."""

import asyncio
import time
from collections.abc import Callable
from ipaddress import IPv4Address
from typing import Literal

from campus5g.air.channel import Signal
from campus5g.air.station import Station
from campus5g.inventory import Cell
from campus5g.virtualkit.scenarios.scenario import CarrierPlan
from campus5g.virtualkit.ue.ue import Registration, Ue, UeObserver

MODES = ("AUTO", "NR5G", "LTE", "WCDMA")
BANDS = (
    *(1, 2, 3, 5, 7, 8, 12, 13, 14, 18, 20, 25, 26, 28, 29, 30, 38, 40, 41, 48),
    *(66, 70, 71, 75, 76, 77, 78, 79),
)
"""NR bands of an RM520N-GL."""
REGISTRATION_LIMIT_S = 20.0

MINIMUM, FULL, NO_RADIO = 0, 1, 4
"""Phone functionality (TS 27.007, 8.2)."""
AUTOMATIC, MANUAL, DEREGISTERED = 0, 1, 2
"""Operator selection (TS 27.007, 7.3)."""

_CONTEXT = 1
_NR_CONNECTED_TO_5GC = 11

ReportName = Literal["+CREG", "+CGREG", "+CEREG", "+C5GREG", "+CGEREP"]


class Equipment(UeObserver):
    """A modem's settings, which control its UE.

    Args:
        ue: the UE.
        station: its radio.
        cell: the cell that it camps on.
        report: called with unsolicited result codes.
        clock: returns the Unix time in seconds.
    """

    def __init__(
        self,
        ue: Ue,
        station: Station,
        cell: Cell,
        report: Callable[[str], None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.ue = ue
        self._cell = cell
        self._built_cell = cell
        self.clock = clock
        self.function = FULL
        self.selection = AUTOMATIC
        self.operator_format = 0
        self.modes: tuple[str, ...] = ("AUTO",)
        self.band = int(cell.band.removeprefix("n"))
        self.known_bands = tuple(sorted({*BANDS, self.band}))
        self.bands = self.known_bands
        self._station = station
        self._report = report
        self._turn = asyncio.Lock()
        self.reset()
        ue.observers.append(self)

    def follow(self, cell: Cell, carrier: CarrierPlan) -> None:
        """Use a scenario's cell, with its carrier where it overrides the inventory's."""
        self._built_cell = cell
        changes = {
            name: value
            for name in ("scs_khz", "bandwidth_mhz")
            if (value := getattr(carrier, name)) is not None
        }
        self._cell = self._built_cell.model_copy(update=changes)

    def camp(self, cell_id: int) -> None:
        """Camp on another cell of the site, on the same carrier."""
        change = {"cell_id": cell_id}
        self._built_cell = self._built_cell.model_copy(update=change)
        self._cell = self._cell.model_copy(update=change)

    @property
    def cell(self) -> Cell:
        """The cell that it camps on: the false one while that has sent it away."""
        if self.ue.false_cell_id is None:
            return self._cell
        return self._cell.model_copy(update={"cell_id": self.ue.false_cell_id})

    def reset(self) -> None:
        """Reset all reports to off, as in a new modem."""
        self.reporting: dict[ReportName, int] = {
            "+CREG": 0,
            "+CGREG": 0,
            "+CEREG": 0,
            "+C5GREG": 0,
            "+CGEREP": 0,
        }

    @property
    def registration(self) -> Registration:
        """The registration status; a modem that may not use the cell keeps searching."""
        if self.function == FULL and self.selection != DEREGISTERED and not self._may_use_the_cell:
            return Registration.SEARCHING
        return self.ue.registration

    @property
    def registered(self) -> bool:
        """Whether it is registered."""
        return self.registration is Registration.HOME

    @property
    def camps(self) -> bool:
        """Whether it camps on the cell, with service or without."""
        return self.registration in (Registration.HOME, Registration.DENIED)

    def signal(self) -> Signal | None:
        """Return its current measurement of its cell; None without one."""
        return self._station.signal(self.clock()) if self.camps else None

    async def apply_settings(self) -> None:
        """Apply the settings to the UE; return when it has deregistered, or started to register."""
        async with self._turn:
            if self.function == FULL and self.selection != DEREGISTERED and self._may_use_the_cell:
                self.ue.power_on()
            else:
                await self.ue.power_off()

    async def register(self) -> None:
        """Register and wait for the network's answer; a rejected or deregistered UE tries again.

        Raises:
            TimeoutError: when no answer comes.
        """
        if self.registration is Registration.DENIED or self.ue.dismissed:
            async with self._turn:
                await self.ue.power_off()
        await self.apply_settings()
        async with asyncio.timeout(REGISTRATION_LIMIT_S):
            await self.ue.settled.wait()

    def place(self, level: int) -> str:
        """Return status and location for a report of this level (TS 27.007, 10.1.47)."""
        status = self.registration
        if level < 2:
            return str(int(status))
        if self.registered:
            allowed = self.ue.subscription.slice
            name = f"{allowed.sst:02X}" + ("" if allowed.sd is None else f".{allowed.sd:06X}")
            return (
                f'{int(status)},"{self.cell.tac:06X}","{self.cell.cell_id:09X}",'
                f'{_NR_CONNECTED_TO_5GC},{len(allowed.encode())},"{name}"'
            )
        cause = self.ue.reject_cause
        if level > 2 and status is Registration.DENIED and cause is not None:
            return f"{int(status)},,,,,,0,{cause}"
        return str(int(status))

    def registration_changed(self, registration: Registration) -> None:
        """Report a new status, if reports are enabled."""
        if level := self.reporting["+C5GREG"]:
            self._report(f"+C5GREG: {self.place(level)}")

    def session_opened(self, address: IPv4Address) -> None:
        """Report the data session (TS 27.007, 10.1.19)."""
        self._report_event(f"ME PDN ACT {_CONTEXT}")

    def session_closed(self) -> None:
        """Report that the data session is gone."""
        self._report_event(f"ME PDN DEACT {_CONTEXT}")

    @property
    def _may_use_the_cell(self) -> bool:
        return self.band in self.bands and not {"AUTO", "NR5G"}.isdisjoint(self.modes)

    def _report_event(self, event: str) -> None:
        if self.reporting["+CGEREP"]:
            self._report(f"+CGEV: {event}")
