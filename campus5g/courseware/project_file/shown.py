"""Fields of a project file as a page shows them, and what was written, in words."""

from typing import Any

from campus5g.courseware.explorers.words import percent
from campus5g.courseware.page.file_parts import (
    ChoiceField,
    FigureField,
    FileField,
    NumberField,
    RangeField,
    TableField,
    TextField,
    WeightsField,
)
from campus5g.courseware.project_file.written import (
    LONGEST_CELL,
    LONGEST_TEXT,
    MOST_ROWS,
    WEIGHT,
    Figure,
    Grid,
    Value,
    columns_of,
    points_given,
    rows_of,
    weighted_points,
    weights_given,
)
from campus5g.courseware.weighted_choice import nearest_change, winners
from campus5g.language import t
from campus5g.manifest import Text
from campus5g.wording import Wording

_WORDS = Wording(__file__)
_NO_BREAK = "\N{NO-BREAK SPACE}"


def field_shown(field: FileField, value: Value | None) -> dict[str, Any]:
    """Return what ``project_file.js`` shows of a field."""
    shown = {
        "id": field.id,
        "kind": field.kind,
        "title": str(field.title),
        "prompt": str(field.prompt),
        "example": "" if isinstance(field, FigureField) else str(field.example),
        "required": field.required,
        "value": "" if isinstance(value, Figure) else value or "",
        "longest": LONGEST_TEXT,
    }
    match field:
        case NumberField():
            shown["unit"] = unit_words(field)
        case ChoiceField():
            shown["options"] = [{"id": each.id, "title": str(each)} for each in field.options]
        case RangeField() | TableField() | WeightsField():
            rows = [{"id": row, "title": title} for row, title in rows_of(field, {}).items()]
            shown |= {
                "kind": "grid",
                "rows": rows,
                "columns": [
                    {"id": column, "title": column_title(field, column), "type": _input(column)}
                    for column in columns_of(field)
                ],
                "most": 0 if rows else MOST_ROWS,
                "longest": LONGEST_CELL,
            }
    return shown


def column_title(field: RangeField | TableField | WeightsField, column: str) -> str:
    """Return the words above a column."""
    if isinstance(field, TableField):
        return next(str(each) for each in field.columns if each.id == column)
    if isinstance(field, WeightsField) and column != WEIGHT:
        option = next(str(each) for each in field.options if each.id == column)
        return _WORDS.text("column", "points", option=option)
    words = _WORDS.text("column", column)
    with_unit = isinstance(field, RangeField) and column in ("low", "likely", "high")
    return f"{words} ({unit_words(field)})" if with_unit else words


def unit_words(field: RangeField | NumberField | Any) -> str:
    """Return a field's unit in the reader's language."""
    unit: Text | str = field.unit
    return str(unit)


def in_words(field: FileField, value: Value | None) -> str:
    """Return what was written in a field as one text; what is empty as words that say so."""
    match field, value:
        case _, None | "":
            return _WORDS.text("page", "empty")
        case ChoiceField(), str():
            return next((str(each) for each in field.options if each.id == value), value)
        case NumberField(), str():
            return f"{value}{_NO_BREAK}{unit_words(field)}"
        case TextField(), str():
            return value
        case FigureField(), Figure():
            return value.title
        case ((RangeField() | TableField() | WeightsField()), dict()):
            return "; ".join(_row_words(field, value))
    return _WORDS.text("page", "empty")


def result_words(field: FileField, value: Value | None) -> str:
    """Return what follows from what was written: a choice's means, best first, and what tips it."""
    if not isinstance(field, WeightsField) or not isinstance(value, dict):
        return ""
    points = weighted_points(field, value)
    titles = {option.id: str(option) for option in field.options}
    ranked = sorted(points, key=lambda option: -points[option])
    if not ranked:
        return ""
    colon = t(fr=f"{_NO_BREAK}: ", en=": ")
    listed = ", ".join(f"{titles[option]}{colon}{decimal(points[option])}" for option in ranked)
    means = _WORDS.text("result", "points", points=listed)
    return f"{means} {_tipping_words(field, value)}" if len(ranked) > 1 else means


def _tipping_words(field: WeightsField, value: Grid) -> str:
    points, weights = points_given(field, value), weights_given(field, value)
    if len(winners(points, weights)) > 1:
        return _WORDS.text("result", "tie")
    change = nearest_change(points, weights)
    if change is None:
        return _WORDS.text("result", "firm")
    rows = {row.id: str(row) for row in field.rows}
    options = {option.id: str(option) for option in field.options}
    return _WORDS.text(
        "result",
        "tips",
        criterion=rows[change.criterion],
        now=percent(round(change.now, 3)),
        share=percent(round(change.share, 3)),
        option=options[change.winner],
    )


def decimal(number: float) -> str:
    """Return a number to tenths, as the reader's language writes it."""
    return t(fr=f"{number:.1f}".replace(".", ","), en=f"{number:.1f}")


def _row_words(field: RangeField | TableField | WeightsField, value: Grid) -> list[str]:
    found = []
    for row, title in rows_of(field, value).items():
        cells = [text for column in columns_of(field) if (text := value.get(row, {}).get(column))]
        if cells:
            found.append(f"{title} " * bool(title) + " · ".join(cells))
    return found


def _input(column: str) -> str:
    return "date" if column == "date" else "text"
