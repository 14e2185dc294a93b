"""Lists of learners as people paste them and spreadsheets save them, read into rows.

With a line of headings, columns come in any order, and those that mean nothing here are named.
Without one, or where headings leave a doubt, a person says what each column holds: until then a
list has a question, and its rows have no names.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.site.teaching.enrolling.columns import (
    MOST_COLUMNS,
    Choice,
    Column,
    Kind,
    are_headings,
    columns_of,
    question,
)
from campus5g.site.teaching.enrolling.full_names import ORDERS, parts
from campus5g.site.teaching.enrolling.workbook import ZIP, WorkbookError, text_of_workbook

LARGEST_FILE = 256 * 1024

# Above the headings stand at most a title and its like.
_LINES_BEFORE_HEADINGS = 10
_SEPARATORS = "\t;,"
# Excel writes and reads it as the first line.
_EXCELS_SEPARATOR = re.compile(r"\Asep=.(?=[\r\n])")

# The first bytes of the older .xls, and of a workbook with a password.
_COMPOUND = b"\xd0\xcf\x11\xe0"


class ListError(CampusError):
    """A file that is no list of learners."""


@dataclass(frozen=True)
class Row:
    """A line of a list: what it says of a person.

    Attributes:
        number: of the line.
        uncut: a whole name of which nothing says where the last name ends.
        cells: all its texts.
        is_too_long: whether it has more of them than the line of headings.
    """

    number: int
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    account: str = ""
    employer: str = ""
    uncut: str = ""
    cells: tuple[str, ...] = ()
    is_too_long: bool = False


@dataclass(frozen=True)
class LearnerList:
    """A list as it was understood."""

    rows: list[Row] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    has_headings: bool = False
    """Whether a line of headings was found, not only said to be one."""
    before_headings: int = 0
    """Lines above the headings, which are not read."""
    question: str = ""
    """What a person has to say before it can be read."""


def decoded(content: bytes) -> str:
    """Return the text of a file as Excel, an editor or another system wrote it.

    Raises:
        ListError: it is too large, or a workbook that can't be read.
    """
    if len(content) > LARGEST_FILE:
        raise _too_large()
    if content.startswith(_COMPOUND):
        raise ListError(
            t(
                fr="Ce classeur est d’un ancien format, ou protégé par un mot de passe.",
                en="This workbook has an old format, or a password.",
            ),
            t(
                fr="Dans Excel : Fichier, Enregistrer sous, « Classeur Excel (.xlsx) », sans mot "
                "de passe, puis choisissez ce fichier-là.",
                en="In Excel: File, Save As, “Excel Workbook (.xlsx)”, without a password, then "
                "choose that file.",
            ),
        )
    if content.startswith(ZIP):
        try:
            text = text_of_workbook(content)
        except WorkbookError as error:
            raise ListError(error.problem, error.remedy) from error
        if len(text) > LARGEST_FILE:
            raise _too_large()
        return text
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        # "Unicode text", as Excel calls it.
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # The encoding of French Excel. All but five bytes are valid in it.
        return content.decode("cp1252", errors="replace")


def _too_large() -> ListError:
    return ListError(
        t(fr="Ce fichier est trop grand.", en="This file is too large."),
        t(fr="Il peut faire 256 Ko au plus.", en="It may have 256 KB at most."),
    )


def read_list(
    text: str, said: Sequence[Choice] = (), *, first_has_headings: bool = False
) -> LearnerList:
    """Return the rows of a list, and how its columns were understood.

    Args:
        text: with one person per row; a cell in quotation marks may have line breaks.
        said: by a person, of its columns.
        first_has_headings: whether a person says that its first line has headings, though none of
            them is known.
    """
    lines = list(_lines(_EXCELS_SEPARATOR.sub("", text)))
    found = _place_of_headings(lines)
    place = 0 if found is None and first_has_headings else found
    headings = None if place is None or not lines else lines[place][1]
    people = lines if headings is None else lines[(place or 0) + 1 :]
    columns = columns_of(headings, [cells for _, cells in people], said)
    asked = question(columns) if people else ""
    width = MOST_COLUMNS if headings is None else min(len(headings), MOST_COLUMNS)
    return LearnerList(
        rows=[_row(number, cells, [] if asked else columns, width) for number, cells in people],
        columns=columns,
        has_headings=found is not None,
        before_headings=place or 0,
        question=asked,
    )


def write_list(rows: Iterable[Row]) -> str:
    """Return rows as a list that reads the same.

    Args:
        rows: of another list.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    writer.writerow(("Prénom", "Nom", "Courriel", "Identifiant", "Employeur"))
    writer.writerows(
        (row.first_name, row.last_name, row.email, row.account, row.employer) for row in rows
    )
    return text.getvalue()


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines that are not empty, with their numbers, split into cells."""
    separator = _separator(text)
    for number, cells in _records(text, separator):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) == 1:
            cells = _split_further(cells[0])
        yield number, [" ".join(cell.split()) for cell in cells]


def _separator(text: str) -> str:
    """Return the separator that the most lines have; of two, the one that names never have."""
    lines = [line for line in islice(text.splitlines(), 400) if line.strip()]
    return max(_SEPARATORS, key=lambda each: sum(each in line for line in lines))


def _records(text: str, separator: str) -> list[tuple[int, list[str]]]:
    """Return the records of a CSV; line by line where its quotation marks do not match."""
    found, reader = [], csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 1
    try:
        for cells in reader:
            found.append((number, cells))
            number = reader.line_num + 1
    except csv.Error:
        return [
            (number, line.replace('"', "").split(separator))
            for number, line in enumerate(text.splitlines(), start=1)
        ]
    return found


def _split_further(cell: str) -> list[str]:
    """Split a line that has not the separator of the others."""
    other = next((each for each in _SEPARATORS if each in cell), None)
    return cell.split(other) if other else [cell]


def _place_of_headings(lines: Sequence[tuple[int, Sequence[str]]]) -> int | None:
    """Return which line has headings: of the first ones, that with the most known ones."""
    known = [are_headings(cells) for _, cells in lines[:_LINES_BEFORE_HEADINGS]]
    return known.index(max(known)) if any(known) else None


def _row(number: int, cells: list[str], columns: Sequence[Column], width: int) -> Row:
    said: dict[Kind, str] = {}
    for column in columns:
        if column.kind and column.number <= len(cells) and cells[column.number - 1]:
            said.setdefault(column.kind, cells[column.number - 1])
    first = said.get("first_name", "")
    last = said.get("last_name") or said.get("birth_name", "")
    uncut = ""
    for order in ORDERS:
        if order in said:
            first, last = parts(said[order], order) or ("", "")
            uncut = "" if last else said[order]
    return Row(
        number,
        first,
        last,
        said.get("email", ""),
        said.get("account", ""),
        said.get("employer", ""),
        uncut,
        tuple(cells),
        is_too_long=any(cells[width:]),
    )
