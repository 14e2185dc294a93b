"""SIM cards of a kit: from a list of keys to a card writer's input. Keys are never shown."""

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from campus5g.errors import CampusError
from campus5g.inventory import Inventory

COLUMNS = ("imsi", "iccid", "adm", "k", "opc")
_KEY = re.compile(r"[0-9a-fA-F]{32}")
_ADM = re.compile(r"[0-9]{8}|[0-9a-fA-F]{16}")
_ADM_DIGITS = 8


@dataclass(frozen=True, repr=False)
class SimKeys:
    """A card and its keys; never shown.

    Args:
        iccid: printed on the card.
        adm: what opens it for writing, from its maker: 8 digits, or 16 hexadecimal ones.
        k: the subscriber's key, 32 hexadecimal digits.
        opc: the operator's, derived for this card.
    """

    imsi: str
    iccid: str
    adm: str
    k: str
    opc: str


def read_keys(file: Path) -> dict[str, SimKeys]:
    """Read a CSV with a row for each card; return the cards by IMSI.

    Raises:
        CampusError: it can't be read, others may read it, or a row is not a card; no key is shown.
    """
    try:
        if file.stat().st_mode & 0o077:
            raise CampusError(
                f"Others may read {file}, which holds keys.", f"Make it private: chmod 600 {file}."
            )
        rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CampusError(f"{file} can't be read.", "Check its name; it is a CSV.") from error
    found = {}
    for number, row in enumerate(rows, 2):
        missing = [name for name in COLUMNS if not row.get(name)]
        if missing:
            raise CampusError(
                f"{file}:{number}: no {', '.join(missing)}.", f"Columns: {', '.join(COLUMNS)}."
            )
        keys = SimKeys(*(row[name].strip() for name in COLUMNS))
        if not (_KEY.fullmatch(keys.k) and _KEY.fullmatch(keys.opc) and _ADM.fullmatch(keys.adm)):
            raise CampusError(
                f"{file}:{number}: k and opc have 32 hexadecimal digits, adm 8 digits or 16 "
                "hexadecimal ones.",
                "Take them from the card maker's list.",
            )
        if keys.imsi in found:
            raise CampusError(
                f"{file}:{number}: IMSI {keys.imsi} is there twice.", "Remove one row."
            )
        found[keys.imsi] = keys
    return found


def card_writer_csv(inventory: Inventory, keys: dict[str, SimKeys]) -> str:
    """Return the input of pySim-prog (``--source csv``) for the kit's SIMs.

    It reads `adm1` as ASCII digits, so an ADM of 16 hexadecimal digits has a column of its own.
    Both columns are always there: it reads `pin_adm_hex` only beside `adm1`.

    Raises:
        CampusError: a device has no card.
    """
    lacking = [name for name, ue in inventory.ues.items() if ue.imsi not in keys]
    if lacking:
        raise CampusError(
            f"No card for {', '.join(lacking)}.", "Add a row with the device's IMSI to the keys."
        )
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(["name", "imsi", "mcc", "mnc", "iccid", "adm1", "pin_adm_hex", "ki", "opc"])
    for name, ue in inventory.ues.items():
        card = keys[ue.imsi]
        cell = inventory.cell
        adm = [card.adm, ""] if len(card.adm) == _ADM_DIGITS else ["", card.adm]
        writer.writerow([name, ue.imsi, cell.mcc, cell.mnc, card.iccid, *adm, card.k, card.opc])
    return written.getvalue()
