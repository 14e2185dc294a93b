"""Lists of learners as people paste them and spreadsheets save them, read into rows.

With a line of headings, columns come in any order, and those that mean nothing here are named.
Without one, a line is *first name; last name; e-mail or account*; where an e-mail comes third, the
account may come fourth.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.site.teaching.enrolling.plain_letters import plain
from campus5g.site.teaching.enrolling.workbook import ZIP, WorkbookError, text_of_workbook

LARGEST_FILE = 256 * 1024

Column = Literal["first_name", "last_name", "full_name", "email", "account", "employer", "civility"]

# As `_heading` writes them: lower case, without accents and punctuation.
_HEADINGS: dict[Column, frozenset[str]] = {
    "civility": frozenset(
        {"civilite", "civ", "titre", "title", "salutation", "m mme", "mr mrs", "mr ms"}
    ),
    "last_name": frozenset(
        {
            *("nom", "noms", "nom de famille", "nom d usage", "nom usuel", "nom de naissance"),
            *("last name", "lastname", "surname", "family name", "familyname"),
        }
    ),
    "first_name": frozenset(
        {"prenom", "prenoms", "first name", "firstname", "given name", "givenname", "forename"}
    ),
    "full_name": frozenset(
        {
            *("nom et prenom", "nom prenom", "prenom et nom", "prenom nom", "nom complet"),
            *("participant", "stagiaire", "apprenant", "name", "full name", "learner"),
        }
    ),
    "email": frozenset(
        {
            *("courriel", "mail", "email", "e mail", "mel", "adresse mail", "adresse e mail"),
            *("adresse email", "adresse electronique", "adresse de courriel", "adresse courriel"),
            *("email address", "e mail address", "mail professionnel", "courriel professionnel"),
        }
    ),
    "account": frozenset(
        {
            *("identifiant", "compte", "login", "account", "username", "user name"),
            *("nom d utilisateur", "account name"),
        }
    ),
    "employer": frozenset(
        {
            *("employeur", "entreprise", "societe", "etablissement", "raison sociale"),
            *("employer", "company", "organisation", "organization"),
        }
    ),
}
_NAMES: frozenset[Column] = frozenset({"first_name", "last_name", "full_name"})
_CIVILITIES = {"m", "mr", "mme", "mlle", "mrs", "ms", "miss", "dr", "monsieur", "madame"}
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
    """A line of a list: what it says of a person. ``cells`` are all its texts."""

    number: int
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    account: str = ""
    employer: str = ""
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class LearnerList:
    """A list as it was understood."""

    rows: list[Row] = field(default_factory=list)
    columns: list[tuple[str, Column]] = field(default_factory=list)
    """Headings that were understood; empty for a list without headings."""
    ignored: list[str] = field(default_factory=list)
    """Headings that were not."""
    before_headings: int = 0
    """Lines above the headings, which are not read."""


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


def read_list(text: str) -> LearnerList:
    """Return the rows of a list, and how its columns were understood.

    Args:
        text: with one person per row; a cell in quotation marks may have line breaks.
    """
    lines = list(_lines(_EXCELS_SEPARATOR.sub("", text)))
    for place, (_, cells) in enumerate(lines[:_LINES_BEFORE_HEADINGS]):
        columns = [_column(cell) for cell in cells]
        if _are_headings(columns):
            return LearnerList(
                rows=[
                    _by_headings(number, row, columns, cells) for number, row in lines[place + 1 :]
                ],
                columns=[
                    (cell, column) for cell, column in zip(cells, columns, strict=True) if column
                ],
                ignored=[
                    cell
                    for cell, column in zip(cells, columns, strict=True)
                    if cell and column is None
                ],
                before_headings=place,
            )
    if lines and all(_heading(cells[0]) in _CIVILITIES for _, cells in lines):
        lines = [(number, cells[1:]) for number, cells in lines if len(cells) > 1]
    return LearnerList([_by_position(number, cells) for number, cells in lines])


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
    """Split a line that has not the separator of the others: "Amélie Dupont", as people write."""
    other = next((each for each in _SEPARATORS if each in cell), None)
    return cell.split(other) if other else cell.split(maxsplit=1)


def _heading(cell: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", plain(cell)).strip()


def _column(cell: str) -> Column | None:
    wanted = _heading(cell)
    return next((column for column, names in _HEADINGS.items() if wanted in names), None)


def _are_headings(columns: Sequence[Column | None]) -> bool:
    """Return whether a line has headings: of a name, and first or not alone."""
    known = [column for column in columns if column]
    return bool(_NAMES & set(known)) and (len(known) > 1 or columns[0] in _NAMES)


def _by_headings(
    number: int, cells: list[str], columns: Sequence[Column | None], headings: Sequence[str]
) -> Row:
    said: dict[Column, str] = {}
    for column, cell in zip(columns, cells, strict=False):
        # Of two columns of one kind, the first that says something.
        if column and cell and column not in said:
            said[column] = cell
    first, last = said.get("first_name", ""), said.get("last_name", "")
    if "full_name" in said and not (first and last):
        heading = headings[columns.index("full_name")]
        first, last = _parts(said["full_name"], last_first=_heading(heading).startswith("nom"))
    return Row(
        number,
        first,
        last,
        said.get("email", ""),
        said.get("account", ""),
        said.get("employer", ""),
        tuple(cells),
    )


def _parts(full: str, *, last_first: bool) -> tuple[str, str]:
    """Return first and last name: capitals tell the last name, else the order does."""
    words = full.split()
    if _heading(words[0]) in _CIVILITIES and len(words) > 2:
        del words[0]
    capitals = [word for word in words if len(word) > 1 and word.isupper()]
    if capitals and len(capitals) < len(words):
        return " ".join(word for word in words if word not in capitals), " ".join(capitals)
    one, others = words[0], " ".join(words[1:])
    return (others, one) if last_first else (one, others)


def _by_position(number: int, cells: list[str]) -> Row:
    first, last, third, fourth = [*cells, "", "", "", ""][:4]
    if third and "@" not in third:
        # An account may stand where an e-mail would.
        third, fourth = "", third
    return Row(number, first, last, third, fourth, cells=tuple(cells))
