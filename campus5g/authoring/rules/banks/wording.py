"""What the wording of choices gives away: absolute words, and the same pattern every time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from campus5g.courseware.quiz.model import MultipleItem, Quiz, SingleItem
from campus5g.language import LANGUAGES, Language

# Who knows nothing of a subject takes a choice with such a word for wrong, and is often right.
_ABSOLUTE: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"\b(aucune?|forcément|impossible|jamais|nulle|partout|personne|rien|seule?s?|seulement"
        r"|toujours|tous|toute?s?|uniquement)\b",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\b(all|always|any|every(body|one|thing|where)?|impossible|never|no|nobody|none|nothing"
        r"|nowhere|only)\b",
        re.IGNORECASE,
    ),
}


@dataclass(frozen=True)
class AbsoluteWords:
    """How many of the wrong and of the right choices hold an absolute word, in a language."""

    language: Language
    in_wrong: int
    wrong: int
    in_right: int
    right: int

    @property
    def wrong_share(self) -> float:
        """The share of wrong choices with one, 0 to 1."""
        return self.in_wrong / self.wrong if self.wrong else 0.0

    @property
    def right_share(self) -> float:
        """The share of right choices with one, 0 to 1."""
        return self.in_right / self.right if self.right else 0.0


def absolute_words(quiz: Quiz) -> list[AbsoluteWords]:
    """Return how often choices hold absolute words, by language; empty without such questions."""
    choices = list(_choices(quiz))
    if not choices:
        return []
    counted = []
    for language in LANGUAGES:
        found = [(right, is_absolute(text[language], language)) for text, right in choices]
        counted.append(
            AbsoluteWords(
                language,
                in_wrong=sum(absolute for right, absolute in found if not right),
                wrong=sum(not right for right, _ in found),
                in_right=sum(absolute for right, absolute in found if right),
                right=sum(right for right, _ in found),
            )
        )
    return counted


def is_absolute(text: str, language: Language) -> bool:
    """Return whether a choice holds an absolute word."""
    return _ABSOLUTE[language].search(text) is not None


def two_of_four(quiz: Quiz) -> tuple[int, int]:
    """Return how many questions have two right choices of four, and how many have several."""
    several = [item for item in quiz.items if isinstance(item, MultipleItem) and item.answer]
    alike = [item for item in several if (len(item.answer or ()), len(item.choices)) == (2, 4)]
    return len(alike), len(several)


def _choices(quiz: Quiz) -> Iterator[tuple[dict[Language, str], bool]]:
    """Give the choices of the quiz in both languages, with whether each is right."""
    for item in quiz.items:
        if isinstance(item, SingleItem | MultipleItem) and item.answer:
            answer = {item.answer} if isinstance(item.answer, str) else set(item.answer)
            nearly = set(item.nearly) if isinstance(item, SingleItem) else set()
            for choice in item.choices:
                if choice.id not in nearly:
                    yield {"fr": choice.fr, "en": choice.en}, choice.id in answer
