"""Lists of learners in Excel's workbooks (.xlsx), turned into lines of text.

openpyxl reads XML through defusedxml where that is installed, as it is here: no entity is expanded
and nothing is fetched. A workbook is a zip: what it unpacks to is limited before it is read.
"""

import csv
import datetime
import io
import zipfile

from campus5g.errors import CampusError
from campus5g.language import t

ZIP = b"PK\x03\x04"
"""The first bytes of a workbook."""

LARGEST_UNPACKED = 8 * 1024 * 1024
_MOST_ROWS, _MOST_COLUMNS = 2000, 40


class WorkbookError(CampusError):
    """A file that looks like a workbook and can't be read as one."""


def text_of_workbook(content: bytes) -> str:
    """Return the first visible sheet that has any text: a line a row, cells apart by tabs.

    A row stays on the line of its number. Formulas give what Excel last worked out.

    Args:
        content: of the file.

    Raises:
        WorkbookError: it is not a workbook of Excel, it is damaged, or it unpacks to too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(each.file_size for each in archive.infolist())
        if unpacked <= LARGEST_UNPACKED:
            return _first_text(content)
    except Exception as error:  # of many kinds: whatever a damaged file makes its reader stumble on
        raise WorkbookError(
            t(fr="Ce classeur ne peut pas être lu.", en="This workbook can’t be read."),
            t(
                fr="Ouvrez-le dans Excel et enregistrez-le comme « Classeur Excel (.xlsx) », sans "
                "mot de passe. Ou copiez les cellules et collez-les ci-dessus.",
                en="Open it in Excel and save it as “Excel Workbook (.xlsx)”, without a password. "
                "Or copy the cells and paste them above.",
            ),
        ) from error
    raise WorkbookError(
        t(fr="Ce classeur contient trop de choses.", en="This workbook holds too much."),
        t(
            fr="Copiez la liste seule dans un nouveau classeur, ou collez-la ci-dessus.",
            en="Copy only the list into a new workbook, or paste it above.",
        ),
    )


def _first_text(content: bytes) -> str:
    # It brings numpy along, which the portal does not need otherwise.
    from openpyxl import load_workbook

    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        for sheet in workbook.worksheets:
            if sheet.sheet_state != "visible":
                continue
            rows = [
                [_words(value) for value in row]
                for row in sheet.iter_rows(
                    max_row=_MOST_ROWS, max_col=_MOST_COLUMNS, values_only=True
                )
            ]
            if any(map(any, rows)):
                return _as_text(rows)
    finally:
        workbook.close()
    return ""


def _words(value: object) -> str:
    """Return what a cell shows, in one line: a number without a needless fraction."""
    match value:
        case None:
            return ""
        case float() if value.is_integer():
            return str(int(value))
        case datetime.datetime():
            return value.date().isoformat()
        case _:
            return " ".join(str(value).split())


def _as_text(rows: list[list[str]]) -> str:
    width = 1 + max(column for row in rows for column, words in enumerate(row) if words)
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerows(row[:width] for row in rows)
    return text.getvalue().rstrip("\t\n")
