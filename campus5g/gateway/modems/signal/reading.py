"""Reading a modem's answers about its cell: Quectel's +QENG, and TS 27.007's +CESQ and +C5GREG.

Even modems of one maker differ: spaces after commas, `-` for unknown values, RSRQ and SINR in
another order when NR runs beside LTE. What can't be read stays unknown.
"""

import re
from collections.abc import Iterable

from campus5g.gateway.modems.signal.orders import Reading, Registration

QUESTION = 'AT+C5GREG?;+CESQ;+QENG="servingcell"'
"""Quectel's own command comes last: a modem that lacks it has answered the others by then."""

_LINE = re.compile(r"\+(?P<name>C5GREG|CESQ|QENG) ?:(?P<values>.*)")
_REGISTRATIONS: dict[int, Registration] = {
    0: "not registered",
    1: "home",
    2: "searching",
    3: "denied",
    4: "unknown",
    5: "roaming",
}
_NOT_KNOWN = 255
_POWERS_DBM = (-160.0, -20.0)
_QUALITIES_DB = (-50.0, 50.0)


def read(lines: Iterable[str]) -> Reading:
    """Return the reading in the answers to `QUESTION`."""
    cell = Reading()
    extended = Reading()
    registration: Registration = "unknown"
    for line in lines:
        found = _LINE.fullmatch(line.strip())
        if found is None:
            continue
        values = [value.strip().strip('"') for value in found["values"].split(",")]
        match found["name"], values:
            case "C5GREG", [_, status, *_]:
                registration = _REGISTRATIONS.get(_whole(status) or 0, "unknown")
            case "CESQ", [_, _, _, _, _, _, rsrq, rsrp, sinr]:
                extended = _extended(rsrq, rsrp, sinr)
            case "QENG", ["servingcell", _, "NR5G-SA", *fields] if len(fields) >= 12:
                cell = _stand_alone(fields)
            case "QENG", ["NR5G-NSA", *fields] if len(fields) >= 8:
                cell = _beside_lte(fields)
    best = cell if cell.rsrp_dbm is not None else extended
    return cell.model_copy(
        update={
            "rsrp_dbm": best.rsrp_dbm,
            "rsrq_db": best.rsrq_db,
            "sinr_db": best.sinr_db,
            "registration": registration,
        }
    )


def _stand_alone(fields: list[str]) -> Reading:
    _, mcc, mnc, cell, physical, _, arfcn, band, _, rsrp, rsrq, sinr = fields[:12]
    return Reading(
        rsrp_dbm=_within(rsrp, _POWERS_DBM),
        rsrq_db=_within(rsrq, _QUALITIES_DB),
        sinr_db=_within(sinr, _QUALITIES_DB),
        system="NR5G-SA",
        band=_band(band),
        arfcn=_whole(arfcn),
        physical_cell=_whole(physical),
        cell=cell if re.fullmatch(r"[0-9A-Fa-f]{1,9}", cell) else None,
        network=_network(mcc, mnc),
    )


def _beside_lte(fields: list[str]) -> Reading:
    mcc, mnc, physical, rsrp, sinr, rsrq, arfcn, band = fields[:8]
    return Reading(
        rsrp_dbm=_within(rsrp, _POWERS_DBM),
        rsrq_db=_within(rsrq, _QUALITIES_DB),
        sinr_db=_within(sinr, _QUALITIES_DB),
        system="NR5G-NSA",
        band=_band(band),
        arfcn=_whole(arfcn),
        physical_cell=_whole(physical),
        network=_network(mcc, mnc),
    )


def _extended(rsrq: str, rsrp: str, sinr: str) -> Reading:
    """Return values that a modem reports as step numbers, each at its step's lower end (8.69)."""
    return Reading(
        rsrp_dbm=_from_step(rsrp, -157, 1),
        rsrq_db=_from_step(rsrq, -43.5, 0.5),
        sinr_db=_from_step(sinr, -23.5, 0.5),
    )


def _from_step(text: str, lowest: float, width: float) -> float | None:
    number = _whole(text)
    return None if number is None or number == _NOT_KNOWN else lowest + width * number


def _within(text: str, limits: tuple[float, float]) -> float | None:
    """Return a value within its limits; modems report unknown values as numbers outside."""
    number = _whole(text)
    return float(number) if number is not None and limits[0] <= number <= limits[1] else None


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else None


def _band(text: str) -> str | None:
    number = _whole(text)
    return None if number is None else f"n{number}"


def _network(mcc: str, mnc: str) -> str | None:
    return f"{mcc}{mnc}" if re.fullmatch(r"[0-9]{3}[0-9]{2,3}", mcc + mnc) else None
