"""What guessing earns, against all answers that a guesser may give."""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations, permutations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.authoring.rules.banks.guesses import shares_by_guessing
from campus5g.courseware.quiz.grading import share
from campus5g.courseware.quiz.keys import (
    Key,
    MatchKey,
    MultipleKey,
    NumericKey,
    OrderKey,
    SingleKey,
    TextKey,
)

IDS = "abcdefg"


def counted(key: Key, answers: Iterable[Any]) -> dict[float, float]:
    """The shares of all answers, each as likely as the others."""
    shares = Counter(share(key, answer) for answer in answers)
    return {each: count / shares.total() for each, count in shares.items()}


def told(key: Key, choices: int) -> dict[float, float]:
    return {
        float(each): float(likely)
        for each, likely in shares_by_guessing(key, choices).items()
        if likely
    }


@given(st.integers(2, 6), st.data())
def test_one_choice_is_guessed_among_all(choices: int, data: st.DataObject) -> None:
    answer, *nearly = data.draw(st.lists(st.sampled_from(IDS[:choices]), min_size=1, unique=True))
    key = SingleKey(answer=answer, nearly=nearly)

    assert told(key, choices) == pytest.approx(counted(key, IDS[:choices]))


@given(st.integers(2, 7), st.data())
def test_as_many_choices_are_guessed_as_are_right(choices: int, data: st.DataObject) -> None:
    right = data.draw(st.lists(st.sampled_from(IDS[:choices]), min_size=1, unique=True))
    key = MultipleKey(choices=list(IDS[:choices]), answer=right)
    answers = [list(each) for each in combinations(IDS[:choices], len(right))]

    assert told(key, choices) == pytest.approx(counted(key, answers))


@given(st.integers(2, 6))
def test_steps_are_guessed_in_any_order(steps: int) -> None:
    key = OrderKey(answer=list(IDS[:steps]))

    assert told(key, steps) == pytest.approx(counted(key, map(list, permutations(IDS[:steps]))))


@given(st.integers(1, 4), st.integers(0, 2))
def test_terms_are_matched_with_a_choice_each(terms: int, spare: int) -> None:
    choices = IDS[: terms + spare]
    key = MatchKey(answer={f"term {each}": each for each in IDS[:terms]})
    answers = [dict(zip(key.answer, each, strict=True)) for each in permutations(choices, terms)]

    assert told(key, len(choices)) == pytest.approx(counted(key, answers))


def test_terms_that_share_a_choice_are_matched_with_any() -> None:
    key = MatchKey(answer={"gate": "a", "quay": "a", "hall": "b"})
    answers = [dict(zip(key.answer, each, strict=True)) for each in product("abc", repeat=3)]

    assert told(key, 3) == pytest.approx(counted(key, answers))


@pytest.mark.parametrize(
    "key", [NumericKey(answer=3, tolerance=1, units={"ms": 1}), TextKey(answer=["slice"])]
)
def test_numbers_and_words_are_not_found_by_guessing(key: Key) -> None:
    assert shares_by_guessing(key, 0) == {Fraction(0): Fraction(1)}
