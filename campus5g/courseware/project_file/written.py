"""What a learner wrote in their project file: values of fields, kept and read back."""

import datetime
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from campus5g.courseware.page.file_parts import (
    ChoiceField,
    FigureField,
    FileField,
    FilePart,
    NumberField,
    RangeField,
    TableField,
    TextField,
    WeightsField,
)
from campus5g.courseware.progress import Progress
from campus5g.courseware.project_file.drawing import DrawingError, plain_svg
from campus5g.courseware.weighted_choice import mean

LONGEST_TEXT = 2000
"""Letters of a text: half a page."""
LONGEST_CELL = 300
MOST_ROWS = 12
"""Rows that a learner may add to a table."""
LARGEST_FIGURE = 200_000
"""Letters of a drawing; a chart has some 10,000."""

WEIGHT = "weight"
"""The column of the weights of a weighted choice."""
RANGE_COLUMNS = ("low", "likely", "high", "date", "source")
ONLY_ROW = "value"
"""The row of a range that has a single line."""

Grid = dict[str, dict[str, str]]
"""Cells by row and column, as they were typed; empty ones are missing."""


class Figure(BaseModel):
    """A drawing of an explorer's run: SVG, what it shows, and the settings that it came from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    svg: str
    title: str
    reading: str = ""
    settings: str = ""


Value = str | Grid | Figure
Written = dict[str, Value]
"""What was written, by the field's id; fields left empty are missing."""


def written_fields(
    parts: Iterable[FilePart],
    learner: str,
    folder: Path | None = None,
    until: datetime.datetime | None = None,
) -> Written:
    """Return what a learner wrote in a course's file.

    Args:
        parts: of the course's file, with modules by their ids in the catalogue.
        learner: the account's name.
        folder: where progress is kept; by default where the site's data lies.
        until: leave out what was written later.
    """
    parts = list(parts)
    kept = {
        module: Progress(module, learner, folder).responses("field", until)
        for module in dict.fromkeys(part.module for part in parts)
    }
    found = {
        field.id: _read(field, kept[part.module].get(field.id, ""))
        for part in parts
        for field in part.fields
    }
    return {name: value for name, value in found.items() if value}


def keep_field(part: FilePart, field: FileField, value: Value, learner: str) -> None:
    """Keep what a learner wrote in a field; an empty value takes it back."""
    text = (
        value.model_dump_json() if isinstance(value, Figure) else json.dumps(value) if value else ""
    )
    Progress(part.module, learner).responded(field.id, text, "field")


def accepted(field: FileField, sent: object) -> Value | None:
    """Return what somebody sent for a field without its empty cells; None if it does not fit."""
    match field:
        case FigureField():
            return _figure(sent)
        case TextField() | NumberField() | ChoiceField():
            return _text(field, sent)
        case _:
            return _grid(field, sent)


def rows_of(field: RangeField | TableField | WeightsField, value: Grid) -> dict[str, str]:
    """Return the rows of a field by id, with the words that name them; those added have none."""
    if isinstance(field, RangeField) and not field.rows:
        return {ONLY_ROW: ""}
    if field.rows:
        return {row.id: str(row) for row in field.rows}
    return dict.fromkeys(sorted(value, key=int), "")


def columns_of(field: RangeField | TableField | WeightsField) -> tuple[str, ...]:
    """Return the ids of a field's columns."""
    match field:
        case RangeField():
            return RANGE_COLUMNS
        case WeightsField():
            return (WEIGHT, *(option.id for option in field.options))
        case TableField():
            return tuple(column.id for column in field.columns)


def amount(text: str) -> float | None:
    """Return a number as it is typed in either language; None if it is none."""
    compact = "".join(text.split()).replace(",", ".")
    try:
        number = float(compact)
    except ValueError:
        return None
    return number if abs(number) < 1e15 else None


def weights_given(field: WeightsField, value: Grid) -> dict[str, float]:
    """Return the weight of each criterion that has one."""
    return {
        row.id: weight
        for row in field.rows
        if (weight := amount(value.get(row.id, {}).get(WEIGHT, ""))) and weight > 0
    }


def points_given(field: WeightsField, value: Grid) -> dict[str, dict[str, float]]:
    """Return the points of each option by criterion with a weight; only of those with all."""
    weights = weights_given(field, value)
    found = {}
    for option in field.options:
        points = {row: amount(value[row].get(option.id, "")) for row in weights}
        given = {row: each for row, each in points.items() if each is not None}
        if given and len(given) == len(points):
            found[option.id] = given
    return found


def weighted_points(field: WeightsField, value: Grid) -> dict[str, float]:
    """Return the mean points of each option, weighted; options not scored throughout are missing.

    Criteria without a weight do not count.
    """
    weights = weights_given(field, value)
    return {option: mean(own, weights) for option, own in points_given(field, value).items()}


def _read(field: FileField, text: str) -> Value:
    try:
        sent = json.loads(text) if text else ""
    except ValueError:
        return ""
    return accepted(field, sent) or ""


def _text(field: FileField, sent: object) -> str | None:
    if not isinstance(sent, str) or len(sent) > LONGEST_TEXT:
        return None
    text = sent.strip()
    if isinstance(field, ChoiceField) and text not in ("", *(each.id for each in field.options)):
        return None
    return text


def _grid(field: RangeField | TableField | WeightsField, sent: object) -> Grid | None:
    if not isinstance(sent, Mapping):
        return {} if sent == "" else None
    added = isinstance(field, TableField) and not field.rows
    rows = (
        [str(number) for number in range(1, MOST_ROWS + 1)] if added else list(rows_of(field, {}))
    )
    found: Grid = {}
    for row, cells in sent.items():
        if row not in rows or not isinstance(cells, Mapping):
            return None
        for column, text in cells.items():
            fits = isinstance(text, str) and len(text) <= LONGEST_CELL
            if column not in columns_of(field) or not fits:
                return None
            if text.strip():
                found.setdefault(row, {})[column] = text.strip()
    return found


def _figure(sent: object) -> Figure | str | None:
    if sent in ("", None):
        return ""
    try:
        figure = Figure.model_validate(sent)
        if len(figure.svg) > LARGEST_FIGURE:
            return None
        return figure.model_copy(update={"svg": plain_svg(figure.svg)})
    except (ValidationError, DrawingError):
        return None
