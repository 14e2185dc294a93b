"""Whether the look of a choice reveals that it is right: its length, and the number of choices."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from campus5g.authoring.findings import Finding
from campus5g.courseware.quiz.model import QUIZ_FILE, Quiz, SingleItem
from campus5g.language import LANGUAGES, Language

LEAST_CHOICES = 4
"""With fewer, a guess is right too often, and one weak choice leaves two."""

Cue = Literal["longest", "shortest"]

_LANGUAGE_NAMES: dict[Language, str] = {"fr": "French", "en": "English"}


@dataclass(frozen=True)
class Cued:
    """How often the right choice of a quiz is the longest, or the shortest, in a language.

    ``expected`` is how often it would be if the right choice were random.
    """

    language: Language
    cue: Cue
    count: int
    questions: int
    expected: float

    @property
    def least(self) -> int:
        """Half as often as by chance, rounded down: never being the longest is a cue as well."""
        return math.floor(self.expected / 2)

    @property
    def most(self) -> int:
        """As often as by chance, rounded up."""
        return math.ceil(self.expected)


def balance_findings(quiz: Quiz) -> Iterator[Finding]:
    """Find questions with few choices, and lengths that reveal the right choice.

    Over all questions with one right choice, in each language, the right one is the longest of its
    question at most as often as by chance, and at least half as often; likewise the shortest.
    """
    for item in _single(quiz):
        if len(item.choices) < LEAST_CHOICES:
            yield Finding(
                f"Question {item.id} has {len(item.choices)} choices.",
                f"Write {LEAST_CHOICES - len(item.choices)} more: mistakes that people make.",
                file=QUIZ_FILE,
            )
    for each in cues(quiz):
        if not each.least <= each.count <= each.most:
            yield Finding(
                f"In {_LANGUAGE_NAMES[each.language]}, the right choice is the {each.cue} in "
                f"{each.count} of {each.questions} questions; by chance in {each.expected:.1f}.",
                f"Change lengths until it is so in {each.least} to {each.most}.",
                file=QUIZ_FILE,
            )


def cues(quiz: Quiz) -> list[Cued]:
    """Return how often the right choice is the longest and the shortest, by language."""
    items = _single(quiz)
    expected = sum(1 / len(item.choices) for item in items)
    return [
        Cued(
            language, cue, sum(_tells(item, language, cue) for item in items), len(items), expected
        )
        for language in LANGUAGES
        for cue in ("longest", "shortest")
        if items
    ]


def _tells(item: SingleItem, language: Language, cue: Cue) -> bool:
    """Whether the right choice is longer than all others, or shorter, in characters."""
    lengths = {choice.id: len(getattr(choice, language)) for choice in item.choices}
    right = lengths.pop(item.answer or "")
    if cue == "longest":
        return right > max(lengths.values())
    return right < min(lengths.values())


def _single(quiz: Quiz) -> Sequence[SingleItem]:
    return [item for item in quiz.items if isinstance(item, SingleItem) and item.answer]
