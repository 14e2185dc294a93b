"""Tables as CSV, for a spreadsheet or another program."""

import csv
import io
from collections.abc import Iterable, Sequence

from campus5g.language import Language

Cell = str | float | int | None

# A spreadsheet takes a cell that starts with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def for_spreadsheets(rows: Iterable[Sequence[Cell]], language: Language) -> bytes:
    """Return a CSV that a spreadsheet opens with a double click.

    UTF-8 with a byte order mark; in French, fields are separated by ``;`` and decimals have a
    comma, as a French spreadsheet expects. No text is taken for a formula.
    """
    french = language == "fr"
    text = _written(rows, ";" if french else ",", "," if french else ".")
    return text.encode("utf-8-sig")


def for_programs(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a CSV as programs read it: UTF-8, commas, decimal points.

    People open it in a spreadsheet, too: no text is taken for a formula.
    """
    return _written(rows, ",", ".").encode()


def _written(rows: Iterable[Sequence[Cell]], delimiter: str, decimal: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_cell(value, decimal) for value in row])
    return out.getvalue()


def _cell(value: Cell, decimal: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", decimal)
