"""``quiz.yaml``: the questions of a module, with their answers for authors, without for learners.

One schema serves both. The author's file holds the answer of every question; the file that is
handed out holds those of the formative questions only (`campus5g.authoring.final_quiz`).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from campus5g.courseware.quiz.drawing.variants import one_question_a_variant
from campus5g.courseware.quiz.keys import (
    Difficulty,
    Key,
    MatchKey,
    MultipleKey,
    NumericKey,
    OrderKey,
    SingleKey,
    TextKey,
)
from campus5g.language import Language, t
from campus5g.manifest import (
    BilingualName,
    ManifestError,
    Part,
    Slug,
    Text,
    Words,
    impossible,
    load_manifest,
)

QUIZ_FILE = "quiz.yaml"
FINAL = "final"

ItemId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,47}$")]
Points = Annotated[float, Field(gt=0)]


class QuizError(ManifestError):
    """A quiz that can't be read or contradicts itself."""


class Hints(Part):
    """Help in three steps, each more than the one before."""

    nudge: Text
    method: Text
    example: Text

    def in_language(self, language: Language) -> "HintsInOneLanguage":
        """Return what a learner gets who reads one language."""
        steps = (self.nudge, self.method, self.example)
        nudge, method, example = (getattr(each, language) for each in steps)
        return HintsInOneLanguage(nudge=nudge, method=method, example=example)


class HintsInOneLanguage(Part):
    """The three steps in one language."""

    nudge: Words
    method: Words
    example: Words


class Option(Text):
    """One of the answers that can be chosen."""

    id: ItemId


class Choice(Option):
    """One of the answers that can be chosen, and the feedback on it."""

    feedback: Text | None = None


class Region(Choice):
    """A place on a figure, as a rectangle in the units of the figure's ``viewBox``.

    Its words name the place for those who don't see the figure.
    """

    x: float
    y: float
    width: Points
    height: Points


class Figure(Part):
    """An SVG drawing: a file beside the notebook, or a function of the courseware that draws it.

    ``drawing`` names it as ``package.module:function``; it returns the text of the SVG. It gets
    ``of``, where that is given: what is to be drawn, such as the machine of a case. ``alt``
    describes what it shows.
    """

    file: Annotated[str, Field(pattern=r"^images/[\w./-]+\.svg$")] | None = None
    drawing: Annotated[str, Field(pattern=r"^campus5g\.courseware(\.\w+)+:\w+$")] | None = None
    of: Words | None = None
    alt: Text

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if (self.file is None) == (self.drawing is None):
            raise impossible("A figure has one origin.", "Give either file or drawing.")
        if self.of is not None and self.drawing is None:
            raise impossible(
                f"The figure {self.file} is always the same.", "Remove of, or give a drawing."
            )
        return self


class Reply(Part):
    """Feedback on a short answer."""

    right: Text
    wrong: Text


class Amounts(Part):
    """Feedback on a quantity: right, too low, or too high."""

    right: Text
    low: Text
    high: Text


class _Item(Part):
    """What every question has.

    ``part`` is the part of the module that it follows, or ``final``. Its first objective is the
    one by which a final is balanced. ``figure`` is shown below the prompt. ``recalls`` names the
    folder of an earlier module that the question comes back to. ``variant`` is the case that it
    belongs to; without one, it suits all (`campus5g.courseware.quiz.drawing.variants`).
    """

    id: ItemId
    part: ItemId
    recalls: Slug | None = None
    variant: Slug | None = None
    objectives: Annotated[list[ItemId], Field(min_length=1)]
    difficulty: Difficulty
    points: Points = 1
    prompt: Text
    figure: Figure | None = None
    hints: Hints | None = None

    @property
    def key(self) -> Key | None:
        """How the question is graded; None where its answer was not handed out."""
        raise NotImplementedError

    @property
    def without_feedback(self) -> list[str]:
        """The choices, or cases, without feedback."""
        raise NotImplementedError

    @model_validator(mode="after")
    def _final_without_help(self) -> Self:
        if self.part == FINAL and self.hints:
            raise impossible(
                f"Question {self.id} of the final has hints.",
                "Remove them: they would be handed out.",
            )
        if self.part == FINAL and self.recalls:
            raise impossible(
                f"Question {self.id} of the final recalls a module.",
                "Ask it in a part: what is recalled gets its feedback at once.",
            )
        return self


class SingleItem(_Item):
    """One right choice; ``nearly`` lists choices that are worth half."""

    kind: Literal["single"]
    choices: Annotated[list[Choice], Field(min_length=2)]
    answer: str | None = None
    nearly: list[str] = Field(default_factory=list)
    keep_order: bool = False

    @property
    def key(self) -> SingleKey | None:  # noqa: D102
        return SingleKey(answer=self.answer, nearly=self.nearly) if self.answer else None

    @property
    def without_feedback(self) -> list[str]:  # noqa: D102
        return _silent(self.choices)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        _known(self.id, self.choices, [self.answer] if self.answer else [])
        _known(self.id, self.choices, self.nearly)
        if self.answer in self.nearly:
            raise impossible(
                f"Choice {self.answer} of {self.id} is right and nearly right.",
                "Take it out of nearly.",
            )
        return self


class MultipleItem(_Item):
    """Several right choices."""

    kind: Literal["multiple"]
    choices: Annotated[list[Choice], Field(min_length=2)]
    answer: Annotated[list[str], Field(min_length=1)] | None = None
    keep_order: bool = False

    @property
    def key(self) -> MultipleKey | None:  # noqa: D102
        if self.answer is None:
            return None
        return MultipleKey(choices=_ids(self.choices), answer=self.answer)

    @property
    def without_feedback(self) -> list[str]:  # noqa: D102
        return _silent(self.choices)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        _known(self.id, self.choices, self.answer or [])
        return self


class OrderItem(_Item):
    """Steps to be put in order; the feedback on a step explains its place."""

    kind: Literal["order"]
    choices: Annotated[list[Choice], Field(min_length=3)]
    answer: list[str] | None = None

    @property
    def key(self) -> OrderKey | None:  # noqa: D102
        return None if self.answer is None else OrderKey(answer=self.answer)

    @property
    def without_feedback(self) -> list[str]:  # noqa: D102
        return _silent(self.choices)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        _known(self.id, self.choices, self.answer or [])
        if self.answer is not None and sorted(self.answer) != sorted(_ids(self.choices)):
            raise impossible(
                f"The answer of {self.id} does not name every step once.",
                "List all the steps in their right order.",
            )
        return self


class MatchItem(_Item):
    """Terms, each with one right choice; a choice may fit several terms, or none."""

    kind: Literal["match"]
    terms: Annotated[list[Choice], Field(min_length=2)]
    choices: Annotated[list[Option], Field(min_length=2)]
    answer: dict[str, str] | None = None

    @property
    def key(self) -> MatchKey | None:  # noqa: D102
        return None if self.answer is None else MatchKey(answer=self.answer)

    @property
    def without_feedback(self) -> list[str]:  # noqa: D102
        return _silent(self.terms)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        _known(self.id, self.terms, [])
        _known(self.id, self.choices, list((self.answer or {}).values()), refuse_twins=False)
        if self.answer is not None and set(self.answer) != set(_ids(self.terms)):
            raise impossible(
                f"The answer of {self.id} does not name every term.",
                "Give each term its choice.",
            )
        return self


class Unit(BilingualName):
    """The unit of a quantity."""

    @property
    def id(self) -> str:
        """How recorded answers name it, in whichever language they were given."""
        return self.fr


class NumericItem(_Item):
    """A quantity in a unit; ``other_units`` maps symbols that may be chosen to main units."""

    kind: Literal["numeric"]
    unit: Unit
    other_units: dict[Words, Points] = Field(default_factory=dict)
    answer: float | None = None
    tolerance: Annotated[float, Field(ge=0)] | None = None
    feedback: Amounts | None = None

    @property
    def units(self) -> dict[str, float]:
        """Every unit that an answer may name, the main one first, and how many main units it is."""
        return {self.unit.id: 1.0, self.unit.en: 1.0, **self.other_units}

    @property
    def key(self) -> NumericKey | None:  # noqa: D102
        if self.answer is None or self.tolerance is None:
            return None
        return NumericKey(answer=self.answer, tolerance=self.tolerance, units=self.units)

    @property
    def without_feedback(self) -> list[str]:  # noqa: D102
        return [] if self.feedback else ["right", "low", "high"]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.answer is None) != (self.tolerance is None):
            raise impossible(
                f"Question {self.id} has only one of answer and tolerance.", "Give both."
            )
        return self


class HotSpotItem(_Item):
    """Places to be found on a figure."""

    kind: Literal["hotspot"]
    figure: Figure
    regions: Annotated[list[Region], Field(min_length=2)]
    answer: Annotated[list[str], Field(min_length=1)] | None = None

    @property
    def key(self) -> MultipleKey | None:  # noqa: D102
        if self.answer is None:
            return None
        return MultipleKey(kind="hotspot", choices=_ids(self.regions), answer=self.answer)

    @property
    def without_feedback(self) -> list[str]:  # noqa: D102
        return _silent(self.regions)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        _known(self.id, self.regions, self.answer or [])
        return self


class TextItem(_Item):
    """A short answer in words; ``nearly`` lists forms that are worth half."""

    kind: Literal["text"]
    answer: Annotated[list[Words], Field(min_length=1)] | None = None
    nearly: list[Words] = Field(default_factory=list)
    feedback: Reply | None = None

    @property
    def key(self) -> TextKey | None:  # noqa: D102
        return TextKey(answer=self.answer, nearly=self.nearly) if self.answer else None

    @property
    def without_feedback(self) -> list[str]:  # noqa: D102
        return [] if self.feedback else ["right", "wrong"]


Item = Annotated[
    SingleItem | MultipleItem | OrderItem | MatchItem | NumericItem | HotSpotItem | TextItem,
    Field(discriminator="kind"),
]


class Final(Part):
    """How the final is drawn: so many questions, so many attempts; points of the graded cell."""

    draw: Annotated[int, Field(ge=1)]
    attempts: Annotated[int, Field(ge=1, le=2)] = 2
    points: Points


class Quiz(Part):
    """The questions of one module.

    ``id`` is the module's in the catalogue (``essentials-why-5g``); ``hints`` belong to parts.
    ``cases`` holds, for each variant, what the learner reads of their case, and ``case_figures``
    what they see of it.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,95}$")]
    final: Final | None = None
    hints: dict[ItemId, Hints] = Field(default_factory=dict)
    cases: dict[Slug, Text] = Field(default_factory=dict)
    case_figures: dict[Slug, Figure] = Field(default_factory=dict)
    items: Annotated[list[Item], Field(min_length=1)]

    @model_validator(mode="before")
    @classmethod
    def _one_question_a_variant(cls, written: Any) -> Any:
        return one_question_a_variant(written)

    @property
    def bank(self) -> list[Item]:
        """The questions from which finals are drawn."""
        return self.of_part(FINAL)

    @property
    def parts(self) -> list[str]:
        """The parts that have formative questions, in their order."""
        return list(dict.fromkeys(item.part for item in self.items if item.part != FINAL))

    def of_part(self, part: str) -> list[Item]:
        """Return the questions of a part, in their order."""
        return [item for item in self.items if item.part == part]

    @model_validator(mode="after")
    def _parts_fit_together(self) -> Self:
        for name, count in Counter(item.id for item in self.items).items():
            if count > 1:
                raise impossible(f"{count} questions are called {name}.", "Rename all but one.")
        if self.bank and self.final is None:
            raise impossible(
                "There are questions for a final that is not described.",
                "Add final: {draw: …, points: …}.",
            )
        for item in self.items:
            if item.variant and item.variant not in self.cases:
                raise impossible(
                    f"Question {item.id} belongs to {item.variant}, which is not a case.",
                    "Write case: {fr: …, en: …}, and the figures of each of variants.",
                )
        if self.case_figures and not self.cases:
            raise impossible("A case has a figure and no text.", "Write case: {fr: …, en: …}.")
        if self.final and len(self.bank) < self.final.draw:
            raise impossible(
                f"The final draws {self.final.draw} of {len(self.bank)} questions.",
                "Write more questions with part: final, or draw fewer.",
            )
        for item in self.items:
            if item.part != FINAL and item.key is None:
                raise impossible(
                    f"Question {item.id} has no answer.", "Give it one: it is answered at once."
                )
            if item.part != FINAL and item.without_feedback:
                raise impossible(
                    f"Question {item.id} has no feedback for {', '.join(item.without_feedback)}.",
                    "Say why each is right or wrong.",
                )
        return self


def load_quiz(folder: Path) -> Quiz:
    """Read the ``quiz.yaml`` of a folder.

    Raises:
        QuizError: it is missing or contradicts itself.
    """
    return load_manifest(
        folder / QUIZ_FILE,
        Quiz,
        if_unreadable=t(
            fr="Gardez ce fichier à côté du notebook, ou récupérez le module de nouveau.",
            en="Keep this file beside the notebook, or fetch the module again.",
        ),
        error_type=QuizError,
    )


def _ids(options: Sequence[Option]) -> list[str]:
    return [option.id for option in options]


def _silent(choices: Iterable[Choice]) -> list[str]:
    return [choice.id for choice in choices if choice.feedback is None]


def _known(
    item: str, options: Sequence[Option], named: Sequence[str], *, refuse_twins: bool = True
) -> None:
    """Refuse twins among the options, and answers that name none of them."""
    ids = _ids(options)
    for name, count in Counter(ids).items():
        if count > 1:
            raise impossible(f"{count} choices of {item} are called {name}.", "Rename one.")
    for name in named:
        if name not in ids:
            raise impossible(
                f"The answer of {item} names {name}, which is not a choice.",
                f"Use one of: {', '.join(ids)}.",
            )
    if refuse_twins and len(set(named)) != len(named):
        raise impossible(f"The answer of {item} names a choice twice.", "Name it once.")
