"""What a project file asks for: parts and their fields, as ``course.yaml`` describes them."""

from collections import Counter
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from campus5g.manifest import Part, Slug, Text, Words, impossible

Check = Literal["requirement", "safety", "stop-rules"]
"""What the sentences of a field are read for before a trainer reads them."""


class Line(Text):
    """A row, a column or an option of a field."""

    id: Slug


class _Field(Part):
    """A field: ``title`` names it, ``prompt`` asks for it in one or two sentences."""

    id: Slug
    title: Text
    prompt: Text
    required: bool = True


class _Exemplified(_Field):
    """A field with an example of an invented site."""

    example: Text


class TextField(_Exemplified):
    """A few sentences; with ``on_cover`` they open the document, in place of its part."""

    kind: Literal["text"]
    check: Check | None = None
    on_cover: bool = False


class NumberField(_Exemplified):
    """One number in a unit."""

    kind: Literal["number"]
    unit: Text | Words


class RangeField(_Exemplified):
    """A low, a likely and a high value, dated and with a source: one, or one for each row."""

    kind: Literal["range"]
    unit: Text | Words
    rows: list[Line] = Field(default_factory=list)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        _refuse_twins(self.id, self.rows)
        return self


class ChoiceField(_Exemplified):
    """One of several options."""

    kind: Literal["choice"]
    options: Annotated[list[Line], Field(min_length=2)]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        _refuse_twins(self.id, self.options)
        return self


class TableField(_Exemplified):
    """A table; without rows the learner adds their own."""

    kind: Literal["table"]
    columns: Annotated[list[Line], Field(min_length=1, max_length=6)]
    rows: list[Line] = Field(default_factory=list)
    check: Check | None = None

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        _refuse_twins(self.id, self.rows)
        _refuse_twins(self.id, self.columns)
        return self


class WeightsField(_Exemplified):
    """A weighted choice: a weight a criterion (``rows``), and points from 0 to 5 for each option.

    ``without_5g`` is the option that does without 5G: a choice that never looked at it has not been
    justified.
    """

    kind: Literal["weights"]
    rows: Annotated[list[Line], Field(min_length=2)]
    options: Annotated[list[Line], Field(min_length=2, max_length=5)]
    without_5g: Slug

    @model_validator(mode="after")
    def _fits(self) -> Self:
        _refuse_twins(self.id, self.rows)
        _refuse_twins(self.id, self.options)
        if self.without_5g not in [option.id for option in self.options]:
            raise impossible(
                f"The field {self.id} names {self.without_5g}, which is not an option.",
                "Name the option that does without 5G.",
            )
        return self


class FigureField(_Field):
    """A drawing of what the learner found with an explorer."""

    kind: Literal["figure"]


FileField = Annotated[
    TextField | NumberField | RangeField | ChoiceField | TableField | WeightsField | FigureField,
    Field(discriminator="kind"),
]


class FilePart(Part):
    """A part of the project file, which the learner fills in in its module."""

    id: Slug
    module: Slug
    title: Text
    fields: Annotated[list[FileField], Field(min_length=1)]


def _refuse_twins(field: str, lines: list[Line]) -> None:
    for name, count in Counter(line.id for line in lines).items():
        if count > 1:
            raise impossible(
                f"{count} rows, columns or options of {field} are called {name}.",
                "Rename all but one.",
            )
