"""Identification of the modem and its SIM (V.250, 6.1; TS 27.007, 5 and 8)."""

from datetime import UTC, datetime

from campus5g.virtualkit.ue.modem.command_line import Command
from campus5g.virtualkit.ue.modem.equipment import Equipment
from campus5g.virtualkit.ue.modem.results import Cme, CmeError, Forms, Lines, Table, number

MANUFACTURER = "Quectel"
MODEL = "RM520N-GL"
REVISION = "RM520NGLAAR03A03M4G"
"""The firmware of the modem whose answers are reproduced."""
_SUB_EDITION = "A0.303.A0.303"


def identity_commands(equipment: Equipment) -> Table:
    """Return the commands that identify the modem."""

    def information(command: Command) -> Lines:
        number(command, (0,), default=0)
        return [MANUFACTURER, MODEL, f"Revision: {REVISION}"]

    def clock(_: Command) -> Lines:
        now = datetime.fromtimestamp(equipment.clock(), UTC)
        return [f'+CCLK: "{now:%y/%m/%d,%H:%M:%S}+00"']

    def pin(_: Command) -> Lines:
        return ["+CPIN: SIM PIN" if equipment.ue.sim_locked else "+CPIN: READY"]

    def refused(_: Command) -> Lines:
        # The SIM has no PIN, or its PIN is not entered by a terminal.
        raise CmeError(Cme.NOT_ALLOWED)

    manufacturer = Forms(run=lambda _: [MANUFACTURER], test="")
    model = Forms(run=lambda _: [MODEL], test="")
    revision = Forms(run=lambda _: [REVISION], test="")
    serial_number = Forms(run=lambda _: [_imei(equipment.ue.imeisv)], test="")
    return {
        "I": Forms(run=information),
        "+GMI": manufacturer,
        "+CGMI": manufacturer,
        "+GMM": model,
        "+CGMM": model,
        "+GMR": revision,
        "+CGMR": revision,
        "+QGMR": Forms(run=lambda _: [f"{REVISION}_{_SUB_EDITION}"], test=""),
        "+GSN": serial_number,
        "+CGSN": serial_number,
        "+CIMI": Forms(run=lambda _: [equipment.ue.usim.imsi], test=""),
        "+CPIN": Forms(read=pin, set=refused, test=""),
        "+QUIMSLOT": Forms(read=lambda _: ["+QUIMSLOT: 1"], test="(1,2)"),
        "+CCLK": Forms(read=clock, test=""),
    }


def _imei(imeisv: str) -> str:
    """Return the 15 digits of an IMEI: the last is the Luhn digit (TS 23.003, B.2)."""
    body = imeisv[:14]
    doubled = "".join(body[0::2]), "".join(str(2 * int(digit)) for digit in body[1::2])
    total = sum(int(digit) for digit in doubled[0] + doubled[1])
    return body + str(-total % 10)
