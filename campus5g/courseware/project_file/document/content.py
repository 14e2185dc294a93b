"""What the document says, section by section, whatever it is written in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from campus5g.courseware.page.file_parts import (
    FileField,
    FilePart,
    RangeField,
    TableField,
    TextField,
    WeightsField,
)
from campus5g.courseware.project_file.shown import column_title, in_words, result_words
from campus5g.courseware.project_file.written import (
    Figure,
    Grid,
    Value,
    Written,
    columns_of,
    rows_of,
)
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)


@dataclass(frozen=True)
class Paragraphs:
    """Text under its title."""

    title: str
    text: str
    missing: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under their headers; the first cell of each row names it."""

    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""


@dataclass(frozen=True)
class Picture:
    """A figure with what is to be read off it."""

    title: str
    figure: Figure


Block = Paragraphs | Table | Picture


@dataclass(frozen=True)
class Section:
    """A part of the file."""

    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Document:
    """The whole file.

    ``by`` and ``at`` say whose it is and where they work; ``opening`` is what is read first.
    """

    course: str
    by: str
    at: str
    made: str
    opening: Sequence[Paragraphs]
    sections: Sequence[Section]
    words: dict[str, str]


def document(
    course: str, parts: Iterable[FilePart], written: Written, by: str, at: str, today: date
) -> Document:
    """Return what a learner's file says, in the language in force.

    Args:
        course: its title.
        parts: of the course's file.
        written: what the learner wrote.
        by: their name.
        at: their company; empty if it is not known.
        today: the day printed on the cover.
    """
    parts = list(parts)
    opening = [
        _paragraphs(field, written.get(field.id))
        for part in parts
        for field in part.fields
        if _opens(field)
    ]
    sections = [
        Section(
            str(part.title),
            [
                _block(field, written.get(field.id))
                for field in part.fields
                if (field.required or field.id in written) and not _opens(field)
            ],
        )
        for part in parts
    ]
    if sources := _sources(parts, written):
        sections.append(Section(_WORDS.text("document", "sources"), [sources]))
    words = _WORDS.texts("document")
    return Document(course, by, at, day_words(today), opening, sections, words)


def _opens(field: FileField) -> bool:
    return isinstance(field, TextField) and field.on_cover


def day_words(day: date) -> str:
    """Return a day in figures, as the reader's language writes it."""
    return t(fr=f"{day:%d/%m/%Y}", en=f"{day.day} {day:%B %Y}")


def _block(field: FileField, value: Value | None) -> Block:
    title = str(field.title)
    match field, value:
        case ((RangeField() | TableField() | WeightsField()), dict()):
            return _table(field, value)
        case _, Figure():
            return Picture(title, value)
    return _paragraphs(field, value)


def _paragraphs(field: FileField, value: Value | None) -> Paragraphs:
    title = str(field.title)
    if value in (None, ""):
        return Paragraphs(title, _WORDS.text("document", "missing"), missing=True)
    return Paragraphs(title, in_words(field, value))


def _table(field: RangeField | TableField | WeightsField, value: Grid) -> Table:
    columns, rows = columns_of(field), rows_of(field, value)
    named = any(rows.values())
    return Table(
        title=str(field.title),
        headers=[
            *([""] if named else []),
            # A unit stays on its line.
            *(column_title(field, each).replace("/", "/\N{WORD JOINER}") for each in columns),
        ],
        rows=[
            [
                *([name] if named else []),
                *(_cell(column, value.get(row, {}).get(column, "")) for column in columns),
            ]
            for row, name in rows.items()
        ],
        note=result_words(field, value),
    )


def _cell(column: str, text: str) -> str:
    if column != "date":
        return text
    try:
        return day_words(date.fromisoformat(text))
    except ValueError:
        return text


def _sources(parts: Iterable[FilePart], written: Written) -> Table | None:
    """Return where the figures come from, a line for each; None without any."""
    rows = []
    for part in parts:
        for field in part.fields:
            value = written.get(field.id)
            if not isinstance(field, RangeField) or not isinstance(value, dict):
                continue
            for row, name in rows_of(field, value).items():
                cells = value.get(row, {})
                if source := cells.get("source"):
                    what = name or str(field.title)
                    rows.append([what, source, _cell("date", cells.get("date", ""))])
    words = _WORDS.texts("document")
    headers = [words["figure_of"], words["source"], words["date"]]
    return Table(words["sources_intro"], headers, rows) if rows else None
