"""What the wording of choices gives away is counted: absolute words, two right choices of four."""

from typing import Any

import pytest
from small_quiz import quiz, single

from campus5g.authoring.rules.banks.wording import absolute_words, is_absolute, two_of_four
from campus5g.language import Language


def choice(name: str, fr: str, en: str) -> dict[str, Any]:
    return {"id": name, "fr": fr, "en": en, "feedback": {"fr": "…", "en": "…"}}


CHOICES = [
    choice("c0", "Souvent", "Often"),
    choice("c1", "Toujours", "Always"),
    choice("c2", "Le jour", "By day"),
    choice("c3", "Personne ne sait", "It depends"),
]


def test_absolute_words_are_counted_in_wrong_and_right_choices_of_each_language() -> None:
    asked = quiz(None, [single("q", part="one", choices=CHOICES)])

    french, english = absolute_words(asked)

    assert (french.in_wrong, french.wrong, french.in_right, french.right) == (2, 3, 0, 1)
    assert french.wrong_share == pytest.approx(2 / 3)
    assert (english.in_wrong, english.right_share) == (1, 0.0)


def test_a_choice_that_is_nearly_right_is_neither_right_nor_wrong() -> None:
    asked = quiz(None, [single("q", part="one", choices=CHOICES, nearly=["c1"])])

    french, _ = absolute_words(asked)

    assert (french.in_wrong, french.wrong) == (1, 2)


def test_a_quiz_without_choices_has_no_such_figures() -> None:
    asked = quiz(None, [single("q", part="one", choices=CHOICES)])
    asked.items.clear()

    assert absolute_words(asked) == []
    assert two_of_four(asked) == (0, 0)


@pytest.mark.parametrize(
    ("text", "language", "absolute"),
    [
        ("Jamais le soir", "fr", True),
        ("Seulement le soir", "fr", True),
        ("L’événement du soir", "fr", False),
        ("Nothing happens", "en", True),
        ("A notion", "en", False),
    ],
)
def test_whole_words_count_whatever_their_case(
    text: str, language: Language, absolute: bool
) -> None:
    assert is_absolute(text, language) is absolute


def test_questions_with_two_right_choices_of_four_are_counted_among_those_with_several() -> None:
    two = single("two", part="one", kind="multiple", choices=CHOICES, answer=["c0", "c2"])
    three = single("three", part="one", kind="multiple", choices=CHOICES, answer=["c0", "c1", "c2"])

    assert two_of_four(quiz(None, [two, three, single("one", part="one")])) == (1, 2)
