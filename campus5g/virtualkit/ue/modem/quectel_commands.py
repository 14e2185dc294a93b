"""Quectel's own commands, in the format of an RM520N-GL on a stand-alone NR network."""

from campus5g.virtualkit.ue.modem.command_line import Argument, Command
from campus5g.virtualkit.ue.modem.equipment import FULL, MODES, Equipment
from campus5g.virtualkit.ue.modem.network_commands import OPERATOR
from campus5g.virtualkit.ue.modem.results import Cme, CmeError, Forms, Lines, Table

_BANDWIDTHS_MHZ = (5, 10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 90, 100, 200, 400)
"""Bandwidths in the order of the modem's numbering."""
_SPACINGS_KHZ = (15, 30, 60, 120)
_NO_ANTENNA = -140
_UNKNOWN = -32768
_AMBIENT_C = 22
_RISE_C = {"modem-lte-sub6-pa1": 12, "cpuss-0-usr": 17, "modem-ambient-usr": 9}
"""Rise above room temperature, once the radio has been on for long."""
_RISE_WITHOUT_RADIO = 0.5


class QuectelCommands:
    """The commands for serving cell, antenna signals, preferences and temperature.

    Args:
        equipment: the modem.
    """

    def __init__(self, equipment: Equipment) -> None:
        self._equipment = equipment
        self._band = f"NR5G BAND {equipment.band}"
        self.table: Table = {
            "+QENG": Forms(set=self._cells, test='("servingcell","neighbourcell")'),
            "+QNWINFO": Forms(run=self._network, read=self._network, test=""),
            "+QCAINFO": Forms(run=self._carriers, test=""),
            "+QSPN": Forms(run=self._operator, test=""),
            "+QCSQ": Forms(run=self._strength, test='"NOSERVICE","NR5G"'),
            "+QRSRP": Forms(run=self._antennas, read=self._antennas, test=""),
            "+QRSRQ": Forms(run=self._antennas, read=self._antennas, test=""),
            "+QSINR": Forms(run=self._antennas, read=self._antennas, test=""),
            "+QNWPREFCFG": Forms(set=self._prefer, test=self._preferences),
            "+QTEMP": Forms(run=self._temperature, test=""),
        }

    def _cells(self, command: Command) -> Lines:
        match command.arguments:
            case ("servingcell",):
                return [self._serving_cell()]
            case ("neighbourcell",):
                return []
        raise CmeError(Cme.INCORRECT_PARAMETERS)

    @property
    def _bandwidth(self) -> int:
        """The carrier's bandwidth in the modem's numbering, rounded down."""
        cell = self._equipment.cell
        known = [width for width in _BANDWIDTHS_MHZ if width <= cell.bandwidth_mhz]
        return _BANDWIDTHS_MHZ.index(known[-1])

    def _serving_cell(self) -> str:
        equipment, cell, signal = self._equipment, self._equipment.cell, self._equipment.signal()
        if signal is None:
            return '+QENG: "servingcell","SEARCH"'
        spacing = _SPACINGS_KHZ.index(cell.scs_khz)
        served = "NOCONN" if equipment.ue.idle else "CONNECT"
        state = served if equipment.registered else "LIMSRV"
        return (
            f'+QENG: "servingcell","{state}","NR5G-SA","TDD",{cell.mcc},{cell.mnc},'
            f"{cell.cell_id:X},{cell.physical_cell_id},{cell.tac:X},{cell.arfcn},"
            f"{equipment.band},{self._bandwidth},{round(signal.rsrp_dbm)},{round(signal.rsrq_db)},"
            f"{round(signal.sinr_db)},{spacing},-"
        )

    def _network(self, _: Command) -> Lines:
        if not self._equipment.camps:
            return ["+QNWINFO: No Service"]
        cell = self._equipment.cell
        return [f'+QNWINFO: "TDD NR5G","{cell.plmn}","{self._band}",{cell.arfcn}']

    def _carriers(self, _: Command) -> Lines:
        if not self._equipment.registered:
            return []
        cell = self._equipment.cell
        carrier = f'"PCC",{cell.arfcn},{self._bandwidth},"{self._band}",{cell.physical_cell_id}'
        return [f"+QCAINFO: {carrier}"]

    def _operator(self, _: Command) -> Lines:
        if not self._equipment.registered:
            return ['+QSPN: "","","",0,""']
        return [f'+QSPN: "{OPERATOR}","{OPERATOR}","",0,"{self._equipment.cell.plmn}"']

    def _strength(self, _: Command) -> Lines:
        signal = self._equipment.signal()
        if signal is None:
            return ['+QCSQ: "NOSERVICE"']
        values = f"{round(signal.rsrp_dbm)},{round(signal.sinr_db)},{round(signal.rsrq_db)}"
        return [f'+QCSQ: "NR5G",{values}']

    def _antennas(self, command: Command) -> Lines:
        """Return one value for each antenna: the model has two alike; two ports are unused."""
        signal = self._equipment.signal()
        if signal is None:
            return [f"{command.name}: {','.join([str(_UNKNOWN)] * 4)},NR5G"]
        value, empty = {
            "+QRSRP": (signal.rsrp_dbm, _NO_ANTENNA),
            "+QRSRQ": (signal.rsrq_db, _UNKNOWN),
            "+QSINR": (signal.sinr_db, _UNKNOWN),
        }[command.name]
        return [f"{command.name}: {round(value)},{round(value)},{empty},{empty},NR5G"]

    async def _prefer(self, command: Command) -> Lines:
        name, *values = command.arguments
        if name not in ("mode_pref", "nr5g_band") or len(values) > 1:
            raise CmeError(Cme.INCORRECT_PARAMETERS)
        if not values:
            value = self._equipment.modes if name == "mode_pref" else self._equipment.bands
            return [f'+QNWPREFCFG: "{name}",{":".join(map(str, value))}']
        if name == "mode_pref":
            self._equipment.modes = _modes(values[0])
        else:
            self._equipment.bands = _bands(values[0], self._equipment.known_bands)
        await self._equipment.apply_settings()
        return []

    def _preferences(self) -> str:
        bands = ":".join(map(str, self._equipment.known_bands))
        return f'"mode_pref",{":".join(MODES)}\r\n+QNWPREFCFG: "nr5g_band",{bands}'

    def _temperature(self, _: Command) -> Lines:
        radio = self._equipment.function == FULL
        part = 1.0 if radio else _RISE_WITHOUT_RADIO
        return [
            f'+QTEMP:"{sensor}","{_AMBIENT_C + part * rise_c:.0f}"'
            for sensor, rise_c in _RISE_C.items()
        ]


def _modes(value: Argument) -> tuple[str, ...]:
    modes = tuple(str(value).upper().split(":"))
    if not modes or not set(modes) <= set(MODES):
        raise CmeError(Cme.INCORRECT_PARAMETERS)
    return modes


def _bands(value: Argument, known: tuple[int, ...]) -> tuple[int, ...]:
    given = str(value).split(":")
    if not all(band.isascii() and band.isdigit() and int(band) in known for band in given):
        raise CmeError(Cme.INCORRECT_PARAMETERS)
    return tuple(int(band) for band in given)
