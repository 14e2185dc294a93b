"""Network commands: registration, operator, signal and data session (TS 27.007, 7, 8 and 10)."""

import math

from campus5g.virtualkit.ue.modem.command_line import Command
from campus5g.virtualkit.ue.modem.equipment import (
    AUTOMATIC,
    DEREGISTERED,
    FULL,
    MANUAL,
    MINIMUM,
    NO_RADIO,
    Equipment,
    ReportName,
)
from campus5g.virtualkit.ue.modem.results import Cme, CmeError, Forms, Handler, Lines, Table, number
from campus5g.virtualkit.ue.ue import Registration

OPERATOR = "Campus 5G"

_CONTEXT = 1
_LONG, _SHORT, _NUMERIC = 0, 1, 2
_SET_FORMAT = 3
_NR_CONNECTED_TO_5GC = 11
_NOT_REGISTERED = 0
_OTHER_SYSTEMS: dict[ReportName, int] = {"+CREG": 2, "+CGREG": 2, "+CEREG": 5}
"""Circuit-switched, GPRS and EPS registration, absent here, with their highest report level."""


class NetworkCommands:
    """The commands for registration, operator, data session and signal.

    Args:
        equipment: the modem.
    """

    def __init__(self, equipment: Equipment) -> None:
        self._equipment = equipment
        self._plmn = equipment.cell.plmn
        self.table: Table = {
            "+CFUN": Forms(
                read=lambda _: [f"+CFUN: {equipment.function}"],
                set=self._set_function,
                test="(0,1,4),(0)",
            ),
            "+COPS": Forms(read=self._read_operator, set=self._select, test=self._operators),
            "+C5GREG": Forms(
                read=self._read_registration, set=self._set_reporting("+C5GREG", 3), test="(0-3)"
            ),
            **{
                name: Forms(
                    read=self._read_other_system(name),
                    set=self._set_reporting(name, highest),
                    test=f"(0-{highest})",
                )
                for name, highest in _OTHER_SYSTEMS.items()
            },
            "+CSCON": Forms(
                read=lambda _: [f"+CSCON: 0,{int(equipment.registered and not equipment.ue.idle)}"]
            ),
            "+CGATT": Forms(
                read=lambda _: [f"+CGATT: {int(equipment.registered)}"],
                set=self._attach,
                test="(0,1)",
            ),
            "+CGACT": Forms(read=self._read_activation, set=self._activate, test="(0,1)"),
            "+CGDCONT": Forms(read=self._read_context, test='(1),"IP",,,(0),(0),(0),(0)'),
            "+CGPADDR": Forms(run=self._read_address, set=self._read_address, test="(1)"),
            "+CGCONTRDP": Forms(run=self._read_session, set=self._read_session, test="(1)"),
            "+CGEREP": Forms(
                read=lambda _: [f"+CGEREP: {equipment.reporting['+CGEREP']},0"],
                set=self._set_event_reporting,
                test="(0-2),(0)",
            ),
            "+CSQ": Forms(run=lambda _: ["+CSQ: 99,99"], test="(0-31,99),(0-7,99)"),
            "+CESQ": Forms(
                run=self._read_signal,
                test="(99),(99),(255),(255),(255),(255),(0-127,255),(0-126,255),(0-127,255)",
            ),
        }

    async def _set_function(self, command: Command) -> Lines:
        self._equipment.function = number(command, (MINIMUM, FULL, NO_RADIO))
        number(command, (0,), place=1, default=0)
        await self._equipment.apply_settings()
        return []

    def _read_operator(self, _: Command) -> Lines:
        equipment = self._equipment
        if not equipment.registered:
            return [f"+COPS: {equipment.selection}"]
        name = self._plmn if equipment.operator_format == _NUMERIC else OPERATOR
        shown = f'{equipment.operator_format},"{name}",{_NR_CONNECTED_TO_5GC}'
        return [f"+COPS: {equipment.selection},{shown}"]

    def _operators(self) -> str:
        """Return the networks found: unknown 0, available 1, current 2, forbidden 3."""
        if self._equipment.function != FULL:
            raise CmeError(Cme.NOT_ALLOWED)
        stat = {Registration.HOME: 2, Registration.DENIED: 3}.get(self._equipment.registration, 1)
        found = f'({stat},"{OPERATOR}","{OPERATOR}","{self._plmn}",{_NR_CONNECTED_TO_5GC})'
        return f"{found},,(0-3),(0-2)"

    async def _select(self, command: Command) -> Lines:
        mode = number(command, (AUTOMATIC, MANUAL, DEREGISTERED, _SET_FORMAT))
        if mode == _SET_FORMAT:
            self._equipment.operator_format = number(command, (_LONG, _SHORT, _NUMERIC), place=1)
            return []
        if self._equipment.function != FULL:
            raise CmeError(Cme.NOT_ALLOWED)
        if mode == MANUAL:
            self._check_operator(command)
        self._equipment.selection = mode
        if mode == DEREGISTERED:
            await self._equipment.apply_settings()
        else:
            await self._register()
        return []

    def _check_operator(self, command: Command) -> None:
        form = number(command, (_LONG, _SHORT, _NUMERIC), place=1)
        wanted = self._plmn if form == _NUMERIC else OPERATOR
        given = command.arguments[2] if len(command.arguments) > 2 else None
        if str(given) != wanted:
            raise CmeError(Cme.NO_NETWORK_SERVICE)

    async def _register(self) -> None:
        try:
            await self._equipment.register()
        except TimeoutError as error:
            raise CmeError(Cme.NETWORK_TIMEOUT) from error
        match self._equipment.registration:
            case Registration.DENIED:
                raise CmeError(Cme.EMERGENCY_CALLS_ONLY)
            case Registration.SEARCHING | Registration.NOT_REGISTERED:
                raise CmeError(Cme.NO_NETWORK_SERVICE)

    def _read_registration(self, _: Command) -> Lines:
        level = self._equipment.reporting["+C5GREG"]
        return [f"+C5GREG: {level},{self._equipment.place(level)}"]

    def _read_other_system(self, name: ReportName) -> Handler:
        def read(_: Command) -> Lines:
            return [f"{name}: {self._equipment.reporting[name]},{_NOT_REGISTERED}"]

        return read

    def _set_reporting(self, name: ReportName, highest: int) -> Handler:
        def set_reporting(command: Command) -> Lines:
            self._equipment.reporting[name] = number(command, range(highest + 1))
            return []

        return set_reporting

    def _set_event_reporting(self, command: Command) -> Lines:
        self._equipment.reporting["+CGEREP"] = number(command, range(3))
        number(command, (0,), place=1, default=0)
        return []

    async def _attach(self, command: Command) -> Lines:
        wanted = number(command, (0, 1))
        if self._equipment.function != FULL:
            raise CmeError(Cme.NOT_ALLOWED)
        self._equipment.selection = AUTOMATIC if wanted else DEREGISTERED
        if wanted:
            await self._register()
        else:
            await self._equipment.apply_settings()
        return []

    def _read_activation(self, _: Command) -> Lines:
        return [f"+CGACT: {_CONTEXT},{int(self._equipment.ue.address is not None)}"]

    def _activate(self, command: Command) -> Lines:
        """Accept a state that already holds: the session follows the registration."""
        wanted = number(command, (0, 1))
        number(command, (_CONTEXT,), place=1, default=_CONTEXT)
        if bool(wanted) != (self._equipment.ue.address is not None):
            raise CmeError(Cme.NOT_SUPPORTED)
        return []

    def _read_context(self, _: Command) -> Lines:
        dnn = self._equipment.ue.subscription.dnn
        return [f'+CGDCONT: {_CONTEXT},"IP","{dnn}","0.0.0.0",0,0,0,0,,,,,,,,,"",,,,0']

    def _read_address(self, command: Command) -> Lines:
        address = self._equipment.ue.address
        wanted = _CONTEXT if command.form == "run" else number(command, range(1, 17))
        return [f'+CGPADDR: {_CONTEXT},"{address}"'] if address and wanted == _CONTEXT else []

    def _read_session(self, command: Command) -> Lines:
        ue = self._equipment.ue
        wanted = _CONTEXT if command.form == "run" else number(command, range(1, 17))
        if ue.address is None or wanted != _CONTEXT:
            return []
        return [f'+CGCONTRDP: {_CONTEXT},0,"{ue.subscription.dnn}","{ue.address}"']

    def _read_signal(self, _: Command) -> Lines:
        """Return the NR values of +CESQ (8.69); those of older systems are unknown."""
        signal = self._equipment.signal()
        if signal is None:
            return ["+CESQ: 99,99,255,255,255,255,255,255,255"]
        rsrq = _step(2 * (signal.rsrq_db + 43), highest=127)
        rsrp = _step(signal.rsrp_dbm + 156, highest=126)
        sinr = _step(2 * (signal.sinr_db + 23), highest=127)
        return [f"+CESQ: 99,99,255,255,255,255,{rsrq},{rsrp},{sinr}"]


def _step(above_lowest: float, highest: int) -> int:
    """Return the reported value of a measurement: 0 below the lowest step (TS 38.133)."""
    return min(highest, max(0, math.floor(above_lowest) + 1))
