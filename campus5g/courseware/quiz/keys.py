"""What grading needs to know of a question, and nothing else: no words, no page."""

from typing import Annotated, Any, Literal

from pydantic import Field

from campus5g.language import Language
from campus5g.manifest import Part

Difficulty = Literal["easy", "medium", "hard"]


class SingleKey(Part):
    """One choice is right; some may be nearly right."""

    kind: Literal["single"] = "single"
    answer: str
    nearly: list[str] = Field(default_factory=list)


class MultipleKey(Part):
    """Some of the choices, or of the regions of a figure, are right."""

    kind: Literal["multiple", "hotspot"] = "multiple"
    choices: list[str]
    answer: Annotated[list[str], Field(min_length=1)]


class OrderKey(Part):
    """The steps in their right order."""

    kind: Literal["order"] = "order"
    answer: Annotated[list[str], Field(min_length=2)]


class MatchKey(Part):
    """The right choice for each term."""

    kind: Literal["match"] = "match"
    answer: Annotated[dict[str, str], Field(min_length=1)]


class NumericKey(Part):
    """A quantity: ``answer`` and ``tolerance`` in the main unit.

    ``units`` holds each unit that may be written and how many main units it is.
    """

    kind: Literal["numeric"] = "numeric"
    answer: float
    tolerance: Annotated[float, Field(ge=0)]
    units: Annotated[dict[str, float], Field(min_length=1)]


class TextKey(Part):
    """Forms of a short answer that are accepted, and some that are nearly right."""

    kind: Literal["text"] = "text"
    answer: Annotated[list[str], Field(min_length=1)]
    nearly: list[str] = Field(default_factory=list)


Key = Annotated[
    SingleKey | MultipleKey | OrderKey | MatchKey | NumericKey | TextKey,
    Field(discriminator="kind"),
]


def right_answer(key: Key) -> Any:
    """Return an answer that gets the whole of a question, as a page records it."""
    match key:
        case NumericKey():
            return {"value": repr(key.answer), "unit": next(iter(key.units))}
        case TextKey():
            return key.answer[0]
        case _:
            return key.answer


class ItemKey(Part):
    """One question of a final's bank: how it is drawn and how it is graded.

    ``variant`` is the case that it belongs to; without one, it suits all.
    """

    id: str
    objectives: Annotated[list[str], Field(min_length=1)]
    difficulty: Difficulty
    variant: str | None = None
    points: Annotated[float, Field(gt=0)]
    key: Key


class FinalKey(Part):
    """All that grading a final needs: it stands in the hidden test of the graded cell.

    ``language`` is that of the words which the graded cell shows.
    """

    quiz: str
    language: Language
    draw: Annotated[int, Field(ge=1)]
    attempts: Annotated[int, Field(ge=1)]
    points: Annotated[float, Field(gt=0)]
    items: Annotated[list[ItemKey], Field(min_length=1)]
